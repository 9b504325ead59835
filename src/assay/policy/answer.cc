// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/answer_internal.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <tuple>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::policy::internal {
namespace {

/// The highest evidence number anywhere in a situation: numbers run from 1 without gaps.
std::int64_t HighestEvidence(const Json& value) {
  std::int64_t highest = 0;
  if (value.is_object()) {
    if (const auto own = value.find("evidence"); own != value.end() && own->is_number_integer())
      highest = own->get<std::int64_t>();
  }
  if (value.is_structured()) {
    for (const Json& part : value) highest = std::max(highest, HighestEvidence(part));
  }
  return highest;
}

Status CheckReason(const Reason& reason, std::int64_t highest) {
  const auto outside = [&](std::int64_t number) { return number < 1 || number > highest; };
  if (std::ranges::any_of(reason.evidence, outside))
    return Error{ErrorCode::kCorrupt,
                 fmt::format("reason '{}' names evidence that is not there", reason.code)};
  if (reason.code.empty()) return Error{ErrorCode::kCorrupt, "a reason without a code"};
  if (reason.tier != "none" && reason.evidence.empty() && highest > 0)
    return Error{ErrorCode::kCorrupt, fmt::format("reason '{}' carries no evidence", reason.code)};
  return Done{};
}

/// "2026-12-01T00:00:00Z": the one spelling that sorts as text.
bool IsUtcTime(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  return std::ranges::equal(text, kShape, [](char c, char shape) {
    return shape == '0' ? c >= '0' && c <= '9' : c == shape;
  });
}

template <typename T, typename Key>
void SortUnique(std::vector<T>& items, Key key) {
  std::ranges::sort(items, {}, key);
  const auto repeated = std::ranges::unique(items);
  items.erase(repeated.begin(), repeated.end());
}

void Order(Decision& decision) {
  for (Reason& reason : decision.reasons) SortUnique(reason.evidence, std::identity());
  SortUnique(decision.reasons, [](const Reason& r) {
    return std::tie(r.code, r.evidence, r.tier, r.layer, r.message);
  });
  SortUnique(decision.obligations,
             [](const Obligation& o) { return std::pair(o.code, Canonical(o.params)); });
}

}  // namespace

Result<Decision> ReadAnswer(std::string_view answer, std::string_view situation) {
  ASSAY_LET(const Json json, ParseJson(answer));
  ASSAY_LET(Decision decision, DecisionFromJson(json));
  ASSAY_LET(const Json judged, ParseJson(situation));
  const std::int64_t highest = HighestEvidence(judged);
  for (const Reason& reason : decision.reasons) ASSAY_TRY(CheckReason(reason, highest));
  const auto has_tier = [](const Reason& reason) { return reason.tier != "none"; };
  if (decision.verdict != Verdict::kAllow && std::ranges::none_of(decision.reasons, has_tier))
    return Error{ErrorCode::kCorrupt,
                 fmt::format("'{}' without a reason that refuses", Name(decision.verdict))};
  if (!decision.recheck_by.empty() && !IsUtcTime(decision.recheck_by))
    return Error{ErrorCode::kCorrupt, "recheck_by must look like 2026-12-01T00:00:00Z"};
  Order(decision);
  return decision;
}

Decision PolicyError(std::string_view why) {
  constexpr std::size_t kMessage_bytes = 1024;
  return {.verdict = Verdict::kReview,
          .reasons = {{.code = "policy.error",
                       .tier = "guideline",
                       .layer = "copyright",
                       .evidence = {},
                       .message = fmt::format("The policy could not judge this: {}",
                                              ToUtf8(why, kMessage_bytes))}},
          .obligations = {},
          .recheck_by = ""};
}

}  // namespace assay::policy::internal
