// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/probe.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::rights {
namespace {

constexpr std::size_t kTarget_bytes = 2048;

struct Row {
  std::string_view name;
  FactState state;
  RobotsAccess access;
};
// In the order of ProbeOutcome.
constexpr std::array<Row, 7> kRows = {{
    {"present", FactState::kPresent, RobotsAccess::kParse},
    {"absent", FactState::kAbsent, RobotsAccess::kAllowAll},
    {"refused", FactState::kUnreachable, RobotsAccess::kAllowAll},
    {"rate_limited", FactState::kUnreachable, RobotsAccess::kDenyAll},
    {"unreachable", FactState::kUnreachable, RobotsAccess::kDenyAll},
    {"malformed", FactState::kMalformed, RobotsAccess::kParse},
    {"not_probed", FactState::kNotProbed, RobotsAccess::kDenyAll},
}};

const Row& RowOf(ProbeOutcome outcome) { return kRows[static_cast<std::size_t>(outcome)]; }

Fact Make(std::string_view protocol, std::string_view target, ProbeOutcome outcome, int status) {
  Json value = {{"protocol", protocol},
                {"target", ToUtf8(target, kTarget_bytes)},
                {"outcome", Name(outcome)}};
  if (status != 0) value["status"] = status;
  return {"rights.probe",
          RowOf(outcome).state,
          std::move(value),
          {"rights", "1", "probe:" + std::string(protocol), "url:" + ToUtf8(target, kTarget_bytes),
           ""}};
}

}  // namespace

std::string_view Name(ProbeOutcome outcome) { return RowOf(outcome).name; }

RobotsAccess ByRfc9309(ProbeOutcome outcome) { return RowOf(outcome).access; }

ProbeOutcome OutcomeOf(const ProbeAnswer& answer) {
  if (answer.failure == FetchFailure::kRedirects) return ProbeOutcome::kRefused;
  if (answer.failure != FetchFailure::kNone) return ProbeOutcome::kUnreachable;
  const int status = answer.status;
  if (status == 404 || status == 410) return ProbeOutcome::kAbsent;
  if (status == 429 || (status == 503 && answer.retry_after)) return ProbeOutcome::kRateLimited;
  if (status >= 400 && status <= 499) return ProbeOutcome::kRefused;
  if (status < 200 || status > 299) return ProbeOutcome::kUnreachable;
  return answer.well_formed ? ProbeOutcome::kPresent : ProbeOutcome::kMalformed;
}

Fact ProbeFact(std::string_view protocol, std::string_view target, const ProbeAnswer& answer) {
  return Make(protocol, target, OutcomeOf(answer), answer.status);
}

Fact NotProbed(std::string_view protocol, std::string_view target) {
  return Make(protocol, target, ProbeOutcome::kNotProbed, 0);
}

}  // namespace assay::rights
