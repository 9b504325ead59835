// SPDX-License-Identifier: Apache-2.0
#include "assay/core/decision.h"

#include <algorithm>
#include <array>

#include "assay/core/names_internal.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kVerdicts = {"allow", "review", "deny"};
constexpr std::array<std::string_view, 5> kTiers = {"prohibition", "contract", "reservation",
                                                    "guideline", "none"};

Result<Reason> ReasonFromJson(const Json& json) {
  ASSAY_TRY(
      internal::RequireMembers(json, {"code", "tier", "layer", "evidence", "message"}, "reason"));
  Reason reason;
  ASSAY_LET(reason.code, internal::StringMember(json, "code"));
  ASSAY_LET(reason.tier, internal::StringMember(json, "tier"));
  ASSAY_LET(reason.layer, internal::StringMember(json, "layer"));
  ASSAY_LET(reason.message, internal::StringMember(json, "message"));
  if (std::ranges::find(kTiers, reason.tier) == kTiers.end())
    return Error{ErrorCode::kCorrupt, fmt::format("'{}' is no tier", reason.tier)};
  if (!json.at("evidence").is_array())
    return Error{ErrorCode::kCorrupt, "a reason's evidence must be an array"};
  for (const Json& number : json.at("evidence")) {
    if (!number.is_number_integer())
      return Error{ErrorCode::kCorrupt, "a reason's evidence must hold integers"};
    reason.evidence.push_back(number.get<std::int64_t>());
  }
  return reason;
}

Result<Obligation> ObligationFromJson(const Json& json) {
  ASSAY_TRY(internal::RequireMembers(json, {"code", "params"}, "obligation"));
  Obligation obligation;
  ASSAY_LET(obligation.code, internal::StringMember(json, "code"));
  obligation.params = json.at("params");
  if (!obligation.params.is_object())
    return Error{ErrorCode::kCorrupt, "an obligation's params must be an object"};
  return obligation;
}

}  // namespace

std::string_view Name(Verdict verdict) { return kVerdicts.at(static_cast<std::size_t>(verdict)); }

Result<Verdict> ParseVerdict(std::string_view name) {
  return internal::ParseName<Verdict>(kVerdicts, name, "verdict");
}

Json ToJson(const Decision& decision) {
  Json reasons = Json::array();
  for (const Reason& reason : decision.reasons) {
    reasons.push_back({{"code", reason.code},
                       {"tier", reason.tier},
                       {"layer", reason.layer},
                       {"evidence", reason.evidence},
                       {"message", reason.message}});
  }
  Json obligations = Json::array();
  for (const Obligation& obligation : decision.obligations) {
    obligations.push_back({{"code", obligation.code}, {"params", obligation.params}});
  }
  return {{"verdict", Name(decision.verdict)},
          {"reasons", std::move(reasons)},
          {"obligations", std::move(obligations)},
          {"recheck_by", decision.recheck_by}};
}

Result<Decision> DecisionFromJson(const Json& json) {
  ASSAY_TRY(internal::RequireMembers(json, {"verdict", "reasons", "obligations", "recheck_by"},
                                     "decision"));
  Decision decision;
  ASSAY_LET(const std::string verdict, internal::StringMember(json, "verdict"));
  const auto known = ParseVerdict(verdict);
  if (!known.ok()) return Error{ErrorCode::kCorrupt, known.error().what};
  decision.verdict = known.value();
  ASSAY_LET(decision.recheck_by, internal::StringMember(json, "recheck_by"));
  if (!json.at("reasons").is_array() || !json.at("obligations").is_array())
    return Error{ErrorCode::kCorrupt, "a decision's reasons and obligations must be arrays"};
  for (const Json& item : json.at("reasons")) {
    ASSAY_LET(Reason reason, ReasonFromJson(item));
    decision.reasons.push_back(std::move(reason));
  }
  if (decision.reasons.empty()) return Error{ErrorCode::kCorrupt, "a decision without a reason"};
  for (const Json& item : json.at("obligations")) {
    ASSAY_LET(Obligation obligation, ObligationFromJson(item));
    decision.obligations.push_back(std::move(obligation));
  }
  return decision;
}

}  // namespace assay
