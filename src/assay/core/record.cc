// SPDX-License-Identifier: Apache-2.0
#include "assay/core/record.h"

#include <array>
#include <utility>

#include "assay/core/names_internal.h"

namespace assay {
namespace {

constexpr std::string_view kScheme = "sha256:";
constexpr std::array<std::string_view, 8> kOutcomes = {
    "ok", "repaired", "truncated", "corrupt", "bomb", "unsupported", "empty", "not_media"};

Result<std::vector<std::string>> StringsMember(const Json& json, std::string_view name) {
  std::vector<std::string> strings;
  const auto found = json.find(name);
  if (found == json.end() || !found->is_array())
    return Error{ErrorCode::kCorrupt, fmt::format("'{}' must be an array", name)};
  for (const Json& item : *found) {
    if (!item.is_string())
      return Error{ErrorCode::kCorrupt, fmt::format("'{}' must hold strings", name)};
    strings.push_back(item.get<std::string>());
  }
  return strings;
}

}  // namespace

std::string_view Name(Outcome outcome) { return kOutcomes.at(static_cast<std::size_t>(outcome)); }

Result<Outcome> ParseOutcome(std::string_view name) {
  return internal::ParseName<Outcome>(kOutcomes, name, "outcome");
}

Json ToJson(const Inspection& inspection) {
  Json facts = Json::array();
  for (const Fact& fact : inspection.facts) facts.push_back(ToJson(fact));
  return {{"outcome", Name(inspection.outcome)},
          {"codes", inspection.codes},
          {"media_type", inspection.media_type},
          {"width_px", inspection.width_px},
          {"height_px", inspection.height_px},
          {"frames", inspection.frames},
          {"facts", std::move(facts)}};
}

Result<Inspection> InspectionFromJson(Json json) {
  ASSAY_TRY(internal::RequireMembers(
      json, {"outcome", "codes", "media_type", "width_px", "height_px", "frames", "facts"},
      "worker's answer"));
  Inspection inspection;
  ASSAY_LET(const std::string outcome, internal::StringMember(json, "outcome"));
  const auto known = ParseOutcome(outcome);
  if (!known.ok()) return Error{ErrorCode::kCorrupt, known.error().what};
  inspection.outcome = known.value();
  ASSAY_LET(inspection.codes, StringsMember(json, "codes"));
  ASSAY_LET(inspection.media_type, internal::StringMember(json, "media_type"));
  ASSAY_LET(inspection.width_px, internal::CountMember(json, "width_px"));
  ASSAY_LET(inspection.height_px, internal::CountMember(json, "height_px"));
  ASSAY_LET(inspection.frames, internal::CountMember(json, "frames"));
  if (!json.at("facts").is_array()) return Error{ErrorCode::kCorrupt, "'facts' must be an array"};
  for (Json& item : json.at("facts")) {
    ASSAY_LET(Fact fact, FactFromJson(std::move(item)));
    inspection.facts.push_back(std::move(fact));
  }
  return inspection;
}

std::string AssetName(const Digest& digest) { return std::string(kScheme) + digest.Hex(); }

Result<Digest> ParseAssetName(std::string_view name) {
  if (name.starts_with(kScheme)) {
    auto digest = ParseDigest(name.substr(kScheme.size()));
    if (digest.ok()) return digest;
  }
  return Error{ErrorCode::kCorrupt, "the name of an asset is sha256: and 64 hexadecimal digits"};
}

}  // namespace assay
