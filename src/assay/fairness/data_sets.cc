// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/data_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assay/fairness/box_place.h"

namespace assay::fairness {
namespace {

using Names = std::span<const std::string>;
using Values = std::span<const std::optional<std::string>>;

/// One row, by the names of its columns.
struct Row {
  Names names;
  Values values;
  std::int64_t number = 0;

  /// None where the column is missing or its value is.
  [[nodiscard]] std::optional<std::string_view> Find(std::string_view column) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(names, column) - names.begin());
    if (at == names.size()) return std::nullopt;
    const std::optional<std::string>& value = values[at];
    if (!value || value->empty()) return std::nullopt;
    return *value;
  }

  [[nodiscard]] Error Bad(std::string_view column, std::string_view wanted) const {
    return {ErrorCode::kCorrupt, fmt::format("row {}: '{}' must be {}", number, column, wanted)};
  }
};

Status Require(const Row& row, std::span<const std::string_view> columns) {
  for (const std::string_view column : columns) {
    if (std::ranges::find(row.names, column) == row.names.end())
      return Error{ErrorCode::kInvalidArgument, fmt::format("there is no column '{}'", column)};
  }
  return Done{};
}

/// The name of the asset: it has to be there.
Result<std::string_view> Asset(const Row& row, std::string_view column) {
  const auto name = row.Find(column);
  if (!name) return row.Bad(column, "the name of a picture");
  return *name;
}

/// A visitor that numbers rows, checks their columns, and hands them to `take`.
template <std::size_t N>
table::RowVisitor Reader(const std::array<std::string_view, N>& columns, LongVisitor visit,
                         Status (*take)(const Row&, const LongVisitor&)) {
  return [=, visit = std::move(visit), number = std::int64_t{0}](Names names,
                                                                 Values values) mutable -> Status {
    const Row row{names, values, ++number};
    ASSAY_TRY(Require(row, columns));
    return take(row, visit);
  };
}

Status TakeFairFace(const Row& row, const LongVisitor& visit) {
  ASSAY_LET(const std::string_view asset, Asset(row, "file"));
  ASSAY_TRY(visit({Unit::kAsset, asset, "", "age_band", row.Find("age")}));
  ASSAY_TRY(visit({Unit::kAsset, asset, "", "gender", row.Find("gender")}));
  return visit({Unit::kAsset, asset, "", "race", row.Find("race")});
}

Status TakeCelebA(const Row& row, const LongVisitor& visit) {
  ASSAY_LET(const std::string_view asset, Asset(row, "image_id"));
  for (const std::string& attribute : row.names) {
    if (attribute == "image_id") continue;
    std::optional<std::string_view> value = row.Find(attribute);
    if (value && *value != "1" && *value != "-1") return row.Bad(attribute, "1 or -1");
    if (value) value = *value == "1" ? "yes" : "no";
    ASSAY_TRY(visit({Unit::kAsset, asset, "", attribute, value}));
  }
  return Done{};
}

Result<double> Edge(const Row& row, std::string_view column) {
  const std::string_view text = row.Find(column).value_or("");
  double edge = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), edge);
  const bool is_share =
      problem == std::errc{} && end == text.data() + text.size() && edge >= 0.0 && edge <= 1.0;
  if (!is_share) return row.Bad(column, "a number from 0 to 1");
  return edge;
}

Status TakeFlags(const Row& row, const LongRow& region, const LongVisitor& visit) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kFlags = {
      {{"IsOccluded", "occluded"},
       {"IsTruncated", "truncated"},
       {"IsGroupOf", "group_of"},
       {"IsDepiction", "depiction"},
       {"IsInside", "inside"}}};
  for (const auto& [column, attribute] : kFlags) {
    if (std::ranges::find(row.names, column) == row.names.end()) continue;
    const std::string_view flag = row.Find(column).value_or("-1");
    if (flag != "1" && flag != "0" && flag != "-1") return row.Bad(column, "1, 0 or -1");
    LongRow out = region;
    out.attribute = attribute;
    if (flag != "-1") out.value = flag == "1" ? "yes" : "no";
    ASSAY_TRY(visit(out));
  }
  return Done{};
}

Status TakeOpenImages(const Row& row, const LongVisitor& visit) {
  ASSAY_LET(const std::string_view asset, Asset(row, "ImageID"));
  BoxPlace box;
  ASSAY_LET(box.left, Edge(row, "XMin"));
  ASSAY_LET(box.right, Edge(row, "XMax"));
  ASSAY_LET(box.top, Edge(row, "YMin"));
  ASSAY_LET(box.bottom, Edge(row, "YMax"));
  if (box.right < box.left) return row.Bad("XMax", "at least XMin");
  if (box.bottom < box.top) return row.Bad("YMax", "at least YMin");
  const std::string name = fmt::format("{}", row.number);
  const std::string area = fmt::format("{:.6g}", AreaShare(box));
  const std::string distance = fmt::format("{:.6g}", CentreDistance(box));
  ASSAY_TRY(visit({Unit::kRegion, asset, name, "category", row.Find("LabelName")}));
  ASSAY_TRY(visit({Unit::kRegion, asset, name, "box_area", area}));
  ASSAY_TRY(visit({Unit::kRegion, asset, name, "box_centre_distance", distance}));
  return TakeFlags(row, {Unit::kRegion, asset, name, "", std::nullopt}, visit);
}

/// The next line without its end; none when there is no more.
std::optional<std::string_view> NextLine(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string> Words(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) return words;
    const std::size_t end = std::min(line.find(' '), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

}  // namespace

table::RowVisitor FromFairFace(LongVisitor visit) {
  constexpr std::array<std::string_view, 4> kColumns = {"file", "age", "gender", "race"};
  return Reader(kColumns, std::move(visit), TakeFairFace);
}

table::RowVisitor FromCelebA(LongVisitor visit) {
  constexpr std::array<std::string_view, 1> kColumns = {"image_id"};
  return Reader(kColumns, std::move(visit), TakeCelebA);
}

table::RowVisitor FromOpenImagesBoxes(LongVisitor visit) {
  constexpr std::array<std::string_view, 6> kColumns = {"ImageID", "LabelName", "XMin",
                                                        "XMax",    "YMin",      "YMax"};
  return Reader(kColumns, std::move(visit), TakeOpenImages);
}

Status ReadCelebA(std::string_view text, const LongVisitor& visit) {
  const std::string said(NextLine(text).value_or(""));
  std::vector<std::string> names = Words(NextLine(text).value_or(""));
  if (names.empty())
    return Error{ErrorCode::kCorrupt,
                 "line 2: the names of the attributes are missing; the first line "
                 "counts the pictures"};
  names.insert(names.begin(), "image_id");
  const table::RowVisitor take = FromCelebA(visit);
  std::int64_t pictures = 0;
  while (const auto line = NextLine(text)) {
    const std::vector<std::string> words = Words(*line);
    if (words.empty()) continue;
    ++pictures;
    if (words.size() != names.size())
      return Error{ErrorCode::kCorrupt, fmt::format("line {}: {} fields, but {} names",
                                                    pictures + 2, words.size(), names.size())};
    ASSAY_TRY(take(names, std::vector<std::optional<std::string>>(words.begin(), words.end())));
  }
  if (said == fmt::format("{}", pictures)) return Done{};
  return Error{ErrorCode::kCorrupt,
               fmt::format("line 1 says '{}' pictures, but there are {}", said, pictures)};
}

}  // namespace assay::fairness
