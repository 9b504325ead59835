// SPDX-License-Identifier: Apache-2.0
//
// Ground-truth boxes, detections and pictures as tables have them, row by row, with every name kept
// once. It checks rows; it matches and counts nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/box_match.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Rows of each table, and the text of all names. With both reached: at most 4 GB, of which names
/// take 80 bytes each beside their text.
inline constexpr std::size_t kMaxBoxes = 10'000'000;
inline constexpr std::size_t kMaxNames_bytes = 512U << 20U;

/// Columns by name; `image`, `class_name` and `box` are in both tables of boxes. Empty: none.
struct DetectionColumns {
  std::string image;
  std::string class_name;  ///< empty: all boxes are of one class
  std::array<std::string, 4> box = {"xmin", "ymin", "xmax", "ymax"};
  std::string score;                        ///< of detections
  std::string ignore;                       ///< of ground truth: boxes that do not count
  std::vector<std::string> groups;          ///< of ground truth: what a box is
  std::vector<std::string> picture_groups;  ///< what a picture is
  std::string cluster;                      ///< which pictures belong together: a video
};

/// Names -> 0, 1, 2 ... in the order of their first appearance.
class Names {
 public:
  Names() = default;
  Names(Names&&) = default;
  Names& operator=(Names&&) = default;

  /// Errors:  kExhausted when `budget_bytes` is spent.
  Result<std::uint32_t> Add(std::string_view name, std::size_t& budget_bytes);
  [[nodiscard]] std::optional<std::uint32_t> Find(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return list_.size(); }
  const std::string& operator[](std::size_t i) const { return *list_[i]; }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;
  std::vector<const std::string*> list_;  ///< keys of a map stay where they are
};

struct TruthBox {
  Box box;
  std::uint32_t picture = 0;
  std::uint32_t class_name = 0;
  std::uint32_t kind = 0;  ///< its values of the columns of groups
  bool is_ignored = false;
};

struct Detection {
  Box box;
  double score = 0;
  std::uint32_t picture = 0;
  std::uint32_t class_name = 0;
};

struct Picture {
  std::uint32_t kind = 0;  ///< its values of the columns of picture groups
  std::uint32_t cluster = 0;
};

/// Rows are taken in this order: pictures, where there is a table of them, then ground truth, then
/// detections. Without one, columns of pictures are of the ground truth, and every row of a picture
/// must say the same.
class DetectionSet {
 public:
  using Row = std::span<const std::optional<std::string_view>>;

  /// Scores are kept from `min_score` on.
  DetectionSet(DetectionColumns columns, bool has_pictures, std::optional<double> min_score)
      : columns_(std::move(columns)), has_pictures_(has_pictures), min_score_(min_score) {}

  /// What each table is asked for; a row then holds the values in this order.
  [[nodiscard]] table::CountWish PicturesWish() const;
  [[nodiscard]] table::CountWish TruthWish() const;
  [[nodiscard]] table::CountWish DetectionsWish() const;

  /// Errors:  kInvalidArgument with the row, from 1: for what is missing or no number, a box
  /// without
  ///          an area, a picture that is unknown, named twice, or said to be two things;
  ///          kExhausted over a limit.
  /// Cost:    O(length of the row); 48 bytes a ground-truth box, 48 a detection, 8 a picture.
  Status AddPicture(Row row);
  Status AddTruth(Row row);
  Status AddDetection(Row row);

  [[nodiscard]] const DetectionColumns& columns() const { return columns_; }
  [[nodiscard]] bool has_pictures() const { return has_pictures_; }
  [[nodiscard]] std::optional<double> min_score() const { return min_score_; }
  [[nodiscard]] const std::vector<Picture>& pictures() const { return pictures_; }
  [[nodiscard]] std::size_t clusters() const;
  [[nodiscard]] const Names& classes() const { return classes_; }
  [[nodiscard]] const Names& images() const { return images_; }
  /// Detections under the least score; detections of a class that no ground truth has.
  [[nodiscard]] std::int64_t below_score() const { return below_score_; }
  [[nodiscard]] std::int64_t other_class() const { return other_class_; }

  /// Values of a kind, in the order of the columns; none where there was none.
  [[nodiscard]] std::vector<std::optional<std::string>> BoxKind(std::size_t kind) const;
  [[nodiscard]] std::vector<std::optional<std::string>> PictureKind(std::size_t kind) const;

  /// By picture and class; detections then by descending score. Otherwise as they came.
  ///
  /// Cost:    O(n log n); half as much memory again while it lasts.
  void Sort();
  [[nodiscard]] const std::vector<TruthBox>& truth() const { return truth_; }
  [[nodiscard]] const std::vector<Detection>& detections() const { return detections_; }
  [[nodiscard]] std::size_t box_kinds() const { return box_kinds_.size(); }
  [[nodiscard]] std::size_t picture_kinds() const { return picture_kinds_.size(); }

 private:
  Result<Picture> PictureIn(Row values, std::uint32_t place, std::int64_t row);
  Result<std::uint32_t> PictureOfTruth(std::string_view image, Row values);

  DetectionColumns columns_;
  bool has_pictures_;
  std::optional<double> min_score_;
  std::size_t budget_bytes_ = kMaxNames_bytes;
  Names images_;
  Names classes_;
  Names box_kinds_;
  Names picture_kinds_;
  Names clusters_;
  std::vector<Picture> pictures_;
  std::vector<TruthBox> truth_;
  std::vector<Detection> detections_;
  std::int64_t truth_rows_ = 0;
  std::int64_t detection_rows_ = 0;
  std::int64_t below_score_ = 0;
  std::int64_t other_class_ = 0;
};

}  // namespace assay::fairness
