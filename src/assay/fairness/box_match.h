// SPDX-License-Identifier: Apache-2.0
//
// Which detection found which ground-truth box of a picture. One picture and one class at a time:
// it knows neither names nor groups, and counts nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::fairness {

/// Edges in pixels, as continuous coordinates: a box of xmin 0 and xmax 10 is 10 wide, not 11.
struct Box {
  double xmin = 0;
  double ymin = 0;
  double xmax = 0;
  double ymax = 0;
};

double Area(const Box& box);

/// Intersection over union.
///
/// Shapes:  boxes have an area above 0.
/// Units:   0 to 1; 1 for equal boxes, to the last bit.
/// Source:  Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11 (1912);
///          for boxes: Everingham et al., "The PASCAL Visual Object Classes (VOC) Challenge",
///          IJCV 88 (2010), without its pixel more on each side.
double IntersectionOverUnion(const Box& a, const Box& b);

enum class Outcome : std::uint8_t {
  kFalsePositive,
  kMatched,
  kIgnored,  ///< neither right nor wrong: it lies on a box that does not count
};

struct Match {
  Outcome outcome = Outcome::kFalsePositive;
  std::size_t truth = 0;  ///< of kMatched: the place of the box that was found
};

/// Detections in turn, each taking the unmatched box of `truth` whose intersection over union with
/// it is highest and reaches `min_iou`; of equals the first. What takes none, but shares with a box
/// of `ignored` (a crowd, a box too hard to ask for) at least `min_iou` of its own area, is
/// kIgnored; one such box excuses any number of detections.
///
/// Shapes:  `detections` by descending score; a match each, in their order. 0 < min_iou <= 1.
/// Cost:    O(detections * boxes).
/// Source:  Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014, and its program's
///          rule for crowds: intersection over the detection's area. It treats every ignored box as
///          a crowd's.
std::vector<Match> MatchBoxes(std::span<const Box> truth, std::span<const Box> ignored,
                              std::span<const Box> detections, double min_iou);

}  // namespace assay::fairness
