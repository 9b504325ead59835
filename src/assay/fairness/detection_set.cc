// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"
#include "assay/table/row_block.h"

namespace assay::fairness {
namespace {

using Row = DetectionSet::Row;
using Value = std::optional<std::string_view>;

/// Coordinates beyond it are no pixels; within it no area is beyond all numbers.
constexpr double kMaxEdge_px = 1e9;

Error Wrong(std::int64_t row, std::string_view what) {
  return {ErrorCode::kInvalidArgument, fmt::format("row {}: {}", row, what)};
}

Error TooMany(std::string_view what) {
  return {ErrorCode::kExhausted, fmt::format("more than {} {}", kMaxBoxes, what)};
}

std::string Quoted(std::string_view text) {
  return fmt::format("'{}'", ToPrintable(ToUtf8(text, 64)));
}

/// Errors:  kInvalidArgument for none and for an empty one.
Result<std::string_view> NameIn(const Value& value, std::string_view column, std::int64_t row) {
  if (value && !Trim(*value).empty()) return *value;
  return Wrong(row, fmt::format("no value of '{}'", ToPrintable(column)));
}

Result<double> NumberIn(const Value& value, std::string_view column, std::int64_t row) {
  const auto number = ParseNumber<double>(Trim(value.value_or("")));
  if (number && std::isfinite(*number)) return *number;
  return Wrong(row, fmt::format("{} in column '{}' is no number", Quoted(value.value_or("")),
                                ToPrintable(column)));
}

/// `values` are four, in the order of DetectionColumns::box.
Result<Box> BoxIn(Row values, const DetectionColumns& columns, std::int64_t row) {
  std::array<double, 4> edges{};
  for (std::size_t i = 0; i < edges.size(); ++i) {
    ASSAY_LET(edges[i], NumberIn(values[i], columns.box[i], row));
    if (std::abs(edges[i]) > kMaxEdge_px)
      return Wrong(
          row, fmt::format("{} in column '{}' is no pixel", edges[i], ToPrintable(columns.box[i])));
  }
  const Box box = {edges[0], edges[1], edges[2], edges[3]};
  if (box.xmin < box.xmax && box.ymin < box.ymax && Area(box) > 0) return box;
  return Wrong(row, fmt::format("a box from x {} to {} and y {} to {} has no area", box.xmin,
                                box.xmax, box.ymin, box.ymax));
}

/// None and empty: no.
Result<bool> IgnoreIn(const Value& value, std::string_view column, std::int64_t row) {
  const std::string word = ToLowerAscii(Trim(value.value_or("")));
  const auto number = ParseNumber<double>(word);
  if (word == "true" || number == 1.0) return true;
  if (word.empty() || word == "false" || number == 0.0) return false;
  return Wrong(row,
               fmt::format("{} in column '{}' is not 0 or 1", Quoted(word), ToPrintable(column)));
}

/// Several values as one name.
std::string KindOf(Row values) {
  std::vector<std::optional<std::string>> copies;
  for (const Value& value : values) {
    copies.emplace_back();
    if (value) copies.back() = std::string(*value);
  }
  std::string kind;
  table::AppendRow(copies, kind);
  return kind;
}

std::vector<std::optional<std::string>> ValuesOf(const std::string& kind, std::size_t width) {
  std::vector<std::optional<std::string>> values;
  if (width == 0) return values;
  const Status read = table::ReadRowBlock(kind, width, [&values](Row row) -> Status {
    for (const Value& value : row) {
      values.emplace_back();
      if (value) values.back() = std::string(*value);
    }
    return Done{};
  });
  ASSAY_CHECK(read.ok());  // AppendRow wrote it
  return values;
}

void Want(const std::string& column, table::CountWish& wish) {
  if (!column.empty()) wish.columns.push_back({column, std::nullopt});
}

}  // namespace

Result<std::uint32_t> Names::Add(std::string_view name, std::size_t& budget_bytes) {
  if (const auto known = Find(name)) return *known;
  if (name.size() > budget_bytes)
    return Error{ErrorCode::kExhausted,
                 fmt::format("names of pictures, classes and groups of more than {} MiB",
                             kMaxNames_bytes >> 20U)};
  budget_bytes -= name.size();
  const auto place = static_cast<std::uint32_t>(list_.size());
  list_.push_back(&places_.emplace(name, place).first->first);
  return place;
}

std::optional<std::uint32_t> Names::Find(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

table::CountWish DetectionSet::PicturesWish() const {
  table::CountWish wish;
  Want(columns_.image, wish);
  Want(columns_.cluster, wish);
  for (const std::string& column : columns_.picture_groups) Want(column, wish);
  return wish;
}

table::CountWish DetectionSet::TruthWish() const {
  table::CountWish wish;
  Want(columns_.image, wish);
  for (const std::string& column : columns_.box) Want(column, wish);
  Want(columns_.class_name, wish);
  Want(columns_.ignore, wish);
  for (const std::string& column : columns_.groups) Want(column, wish);
  if (has_pictures_) return wish;
  Want(columns_.cluster, wish);
  for (const std::string& column : columns_.picture_groups) Want(column, wish);
  return wish;
}

table::CountWish DetectionSet::DetectionsWish() const {
  table::CountWish wish;
  Want(columns_.image, wish);
  for (const std::string& column : columns_.box) Want(column, wish);
  Want(columns_.class_name, wish);
  Want(columns_.score, wish);
  return wish;
}

std::size_t DetectionSet::clusters() const {
  return columns_.cluster.empty() ? pictures_.size() : clusters_.size();
}

Result<Picture> DetectionSet::PictureIn(Row values, std::uint32_t place, std::int64_t row) {
  Picture picture{0, place};
  if (!columns_.cluster.empty()) {
    ASSAY_LET(const std::string_view cluster, NameIn(values.front(), columns_.cluster, row));
    ASSAY_LET(picture.cluster, clusters_.Add(cluster, budget_bytes_));
    values = values.subspan(1);
  }
  ASSAY_LET(picture.kind, picture_kinds_.Add(KindOf(values), budget_bytes_));
  return picture;
}

Status DetectionSet::AddPicture(Row row) {
  const auto number = static_cast<std::int64_t>(pictures_.size()) + 1;
  if (pictures_.size() == kMaxBoxes) return TooMany("pictures");
  ASSAY_LET(const std::string_view image, NameIn(row.front(), columns_.image, number));
  if (images_.Find(image))
    return Wrong(number, fmt::format("picture {} is named twice", Quoted(image)));
  ASSAY_LET(const std::uint32_t place, images_.Add(image, budget_bytes_));
  ASSAY_LET(const Picture picture, PictureIn(row.subspan(1), place, number));
  pictures_.push_back(picture);
  return Done{};
}

/// `values` are those of the picture's columns; with a table of pictures there are none.
Result<std::uint32_t> DetectionSet::PictureOfTruth(std::string_view image, Row values) {
  const auto known = images_.Find(image);
  if (has_pictures_) {
    if (known) return *known;
    return Wrong(truth_rows_, fmt::format("the table of pictures has no {}", Quoted(image)));
  }
  ASSAY_LET(const std::uint32_t place, images_.Add(image, budget_bytes_));
  ASSAY_LET(const Picture picture, PictureIn(values, place, truth_rows_));
  if (!known) {
    pictures_.push_back(picture);
  } else if (pictures_[place].kind != picture.kind || pictures_[place].cluster != picture.cluster) {
    return Wrong(truth_rows_,
                 fmt::format("an earlier row says of picture {} what this one does not: a group or "
                             "cluster of pictures has one value for all boxes of a picture",
                             Quoted(image)));
  }
  return place;
}

Status DetectionSet::AddTruth(Row row) {
  ++truth_rows_;
  if (truth_.size() == kMaxBoxes) return TooMany("boxes");
  TruthBox truth;
  ASSAY_LET(const std::string_view image, NameIn(row.front(), columns_.image, truth_rows_));
  ASSAY_LET(truth.box, BoxIn(row.subspan(1, 4), columns_, truth_rows_));
  row = row.subspan(5);
  std::string_view name;
  if (!columns_.class_name.empty()) {
    ASSAY_LET(name, NameIn(row.front(), columns_.class_name, truth_rows_));
    row = row.subspan(1);
  }
  ASSAY_LET(truth.class_name, classes_.Add(name, budget_bytes_));
  if (!columns_.ignore.empty()) {
    ASSAY_LET(truth.is_ignored, IgnoreIn(row.front(), columns_.ignore, truth_rows_));
    row = row.subspan(1);
  }
  const std::size_t groups = columns_.groups.size();
  ASSAY_LET(truth.kind, box_kinds_.Add(KindOf(row.first(groups)), budget_bytes_));
  ASSAY_LET(truth.picture, PictureOfTruth(image, row.subspan(groups)));
  truth_.push_back(truth);
  return Done{};
}

Status DetectionSet::AddDetection(Row row) {
  ++detection_rows_;
  Detection detection;
  ASSAY_LET(const std::string_view image, NameIn(row.front(), columns_.image, detection_rows_));
  ASSAY_LET(detection.box, BoxIn(row.subspan(1, 4), columns_, detection_rows_));
  ASSAY_LET(detection.score, NumberIn(row.back(), columns_.score, detection_rows_));
  std::string_view name;
  if (!columns_.class_name.empty()) {
    ASSAY_LET(name, NameIn(row[5], columns_.class_name, detection_rows_));
  }
  const auto picture = images_.Find(image);
  if (!picture)
    return Wrong(detection_rows_,
                 fmt::format("picture {} is in neither the ground truth nor a table of pictures",
                             Quoted(image)));
  detection.picture = *picture;
  if (min_score_ && detection.score < *min_score_) {
    ++below_score_;
    return Done{};
  }
  const auto class_name = classes_.Find(name);
  if (!class_name) {
    ++other_class_;
    return Done{};
  }
  detection.class_name = *class_name;
  if (detections_.size() == kMaxBoxes) return TooMany("detections");
  detections_.push_back(detection);
  return Done{};
}

std::vector<std::optional<std::string>> DetectionSet::BoxKind(std::size_t kind) const {
  return ValuesOf(box_kinds_[kind], columns_.groups.size());
}

std::vector<std::optional<std::string>> DetectionSet::PictureKind(std::size_t kind) const {
  return ValuesOf(picture_kinds_[kind], columns_.picture_groups.size());
}

void DetectionSet::Sort() {
  std::ranges::stable_sort(
      truth_, {}, [](const TruthBox& one) { return std::tie(one.picture, one.class_name); });
  std::ranges::stable_sort(detections_, {}, [](const Detection& one) {
    return std::tuple(one.picture, one.class_name, -one.score);
  });
}

}  // namespace assay::fairness
