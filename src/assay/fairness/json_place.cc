// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/json_place_internal.h"

namespace assay::fairness::internal {

Error Place::Wrong(std::string_view what) const {
  return {ErrorCode::kInvalidArgument, fmt::format("{}: {}", path, what)};
}

Place Place::At(std::string_view key) const {
  static const Json kNone;
  const bool has = json.is_object() && Has(key);
  return {has ? json.at(std::string(key)) : kNone, fmt::format("{}.{}", path, key)};
}

Place Place::At(std::size_t index) const {
  return {json.at(index), fmt::format("{}[{}]", path, index)};
}

Status OnlyKeys(const Place& place, const Names& known) {
  if (!place.json.is_object()) return place.Wrong("a map is expected here");
  for (const auto& [key, value] : place.json.items())
    if (std::ranges::find(known, key) == known.end()) return place.Wrong(NoSuch("key", key, known));
  return Done{};
}

Result<std::string> Text(const Place& place) {
  if (place.json.is_string() && !Trim(place.json.get_ref<const std::string&>()).empty())
    return place.json.get<std::string>();
  if (place.json.is_number() || place.json.is_boolean()) return place.json.dump();
  return place.Wrong(place.json.is_null() ? "is missing" : "a text is expected here");
}

Result<std::vector<std::string>> Texts(const Place& place) {
  std::vector<std::string> texts;
  if (!place.json.is_array()) {
    ASSAY_LET(texts.emplace_back(), Text(place));
    return texts;
  }
  for (std::size_t i = 0; i < place.json.size(); ++i) {
    ASSAY_LET(texts.emplace_back(), Text(place.At(i)));
  }
  if (texts.empty()) return place.Wrong("is empty");
  return texts;
}

}  // namespace assay::fairness::internal
