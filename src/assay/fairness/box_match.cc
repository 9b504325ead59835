// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/box_match.h"

#include <algorithm>
#include <optional>

namespace assay::fairness {
namespace {

double Intersection(const Box& a, const Box& b) {
  const double width = std::min(a.xmax, b.xmax) - std::max(a.xmin, b.xmin);
  const double height = std::min(a.ymax, b.ymax) - std::max(a.ymin, b.ymin);
  return width > 0 && height > 0 ? width * height : 0;
}

}  // namespace

double Area(const Box& box) { return (box.xmax - box.xmin) * (box.ymax - box.ymin); }

double IntersectionOverUnion(const Box& a, const Box& b) {
  const double both = Intersection(a, b);
  // Of equal boxes the three areas are the same bits, and what is left in brackets is 0.
  return both / (Area(a) + (Area(b) - both));
}

std::vector<Match> MatchBoxes(std::span<const Box> truth, std::span<const Box> ignored,
                              std::span<const Box> detections, double min_iou) {
  std::vector<bool> taken(truth.size());
  std::vector<Match> matches;
  matches.reserve(detections.size());
  for (const Box& detection : detections) {
    std::optional<std::size_t> best;
    double highest = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const double iou = taken[i] ? 0 : IntersectionOverUnion(detection, truth[i]);
      if (iou < min_iou || iou <= highest) continue;
      highest = iou;
      best = i;
    }
    Match match;
    if (best) {
      taken[*best] = true;
      match = {Outcome::kMatched, *best};
    } else if (std::ranges::any_of(ignored, [&](const Box& crowd) {
                 return Intersection(detection, crowd) >= min_iou * Area(detection);
               })) {
      match.outcome = Outcome::kIgnored;
    }
    matches.push_back(match);
  }
  return matches;
}

}  // namespace assay::fairness
