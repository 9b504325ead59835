// SPDX-License-Identifier: Apache-2.0
//
// Boxes of a set, matched -> how many were found, and how many detections are false, by what boxes
// and pictures are. It computes no rate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

class DetectionSet;

/// Of one picture and class, ground-truth boxes times detections.
inline constexpr std::size_t kMaxPairs = 10'000'000;

/// Combinations of values of all columns of groups.
inline constexpr std::size_t kMaxCells = 100'000;

/// `k` of `n` things of one cluster of pictures that are in the same groups.
struct CellPart {
  std::uint32_t cluster = 0;
  std::uint32_t cell = 0;
  std::uint32_t k = 0;
  std::uint32_t n = 0;
};

/// Things told apart by their groups only, and what was counted of them.
struct CellCounts {
  std::vector<std::vector<std::optional<std::string>>> values;  ///< of each cell
  std::vector<CellPart> parts;  ///< neighbours differ in cluster or cell
};

struct ClassCounts {
  std::string name;
  Proportion recall;  ///< found of the boxes that count
  std::int64_t false_positives = 0;
  std::int64_t ignored = 0;  ///< detections on boxes that do not count
};

struct DetectionCounts {
  CellCounts boxes;     ///< found of boxes that count; by groups of boxes, then of pictures
  CellCounts pictures;  ///< false positives in pictures; by groups of pictures
  std::vector<ClassCounts> classes;  ///< in the order of their names
};

/// Shapes:  `set` was sorted. A cell may be without boxes: where all are ignored, or a group of
///          pictures has none.
/// Errors:  kInvalidArgument without a box that counts; kExhausted for more than kMaxPairs or
///          kMaxCells.
/// Cost:    as MatchBoxes for each picture and class; 16 bytes a box and picture.
Result<DetectionCounts> CountDetections(const DetectionSet& set, double min_iou);

}  // namespace assay::fairness
