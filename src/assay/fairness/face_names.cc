// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/face_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace assay::fairness {
namespace {

constexpr int kOldest = 116;
constexpr std::array<std::string_view, 2> kGenders = {"male", "female"};
constexpr std::array<std::string_view, 5> kRaces = {"White", "Black", "Asian", "Indian", "Others"};

std::optional<int> Number(std::string_view field) {
  int number = -1;
  const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (problem != std::errc{} || end != field.data() + field.size() || number < 0)
    return std::nullopt;
  return number;
}

std::optional<std::string_view> Named(std::string_view field,
                                      std::span<const std::string_view> names) {
  const auto code = Number(field);
  if (!code || std::cmp_greater_equal(*code, names.size())) return std::nullopt;
  return names[static_cast<std::size_t>(*code)];
}

std::vector<std::string_view> Fields(std::string_view name) {
  std::vector<std::string_view> fields;
  for (std::size_t end = name.find('_'); end != std::string_view::npos; end = name.find('_')) {
    fields.push_back(name.substr(0, end));
    name.remove_prefix(end + 1);
  }
  fields.push_back(name);
  return fields;
}

}  // namespace

FaceName ParseFaceName(std::string_view file) {
  constexpr std::size_t kWhole = 4;
  file.remove_prefix(std::min(file.size(), file.rfind('/') + 1));  // npos + 1 is 0
  const std::vector<std::string_view> fields = Fields(file);
  if (fields.size() != kWhole && fields.size() != kWhole - 1) return {};
  std::optional<int> age = Number(fields[0]);
  if (age && *age > kOldest) age.reset();
  if (fields.size() == kWhole) return {age, Named(fields[1], kGenders), Named(fields[2], kRaces)};
  if (age && std::cmp_less(*age, kRaces.size())) age.reset();
  return {age, std::nullopt, std::nullopt};
}

std::optional<std::string_view> AgeBand(int age) {
  constexpr std::array<std::pair<int, std::string_view>, 11> kUpTo = {{{10, "0-10"},
                                                                       {20, "11-20"},
                                                                       {30, "21-30"},
                                                                       {40, "31-40"},
                                                                       {50, "41-50"},
                                                                       {60, "51-60"},
                                                                       {70, "61-70"},
                                                                       {80, "71-80"},
                                                                       {90, "81-90"},
                                                                       {100, "91-100"},
                                                                       {kOldest, "101-116"}}};
  if (age < 0) return std::nullopt;
  for (const auto& [last, band] : kUpTo)
    if (age <= last) return band;
  return std::nullopt;
}

Status VisitFaceName(std::string_view file, const LongVisitor& visit) {
  const FaceName face = ParseFaceName(file);
  const auto band = face.age ? AgeBand(*face.age) : std::nullopt;
  ASSAY_TRY(visit({Unit::kAsset, file, "", "age_band", band}));
  ASSAY_TRY(visit({Unit::kAsset, file, "", "gender", face.gender}));
  return visit({Unit::kAsset, file, "", "race", face.race});
}

}  // namespace assay::fairness
