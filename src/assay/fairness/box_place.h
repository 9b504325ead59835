// SPDX-License-Identifier: Apache-2.0
//
// How large a box is in its picture, and how far from the middle.
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>

namespace assay::fairness {

/// Edges as shares of the picture's width and height, from its top left corner.
struct BoxPlace {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

/// The part of the box that lies in the picture.
inline BoxPlace Cut(const BoxPlace& box) {
  return {std::clamp(box.left, 0.0, 1.0), std::clamp(box.top, 0.0, 1.0),
          std::clamp(box.right, 0.0, 1.0), std::clamp(box.bottom, 0.0, 1.0)};
}

/// Area of the box / area of the picture.
///
/// Units:   0 to 1 for a box that lies in the picture.
/// Source:  Wang et al., "REVISE: A Tool for Measuring and Mitigating Bias in Visual Datasets",
///          IJCV 130, 2022, size of objects.
inline double AreaShare(const BoxPlace& box) {
  return (box.right - box.left) * (box.bottom - box.top);
}

/// Distance of the box's centre from the picture's, (0.5, 0.5): a centred box has 0.
///
/// Units:   shares of the sides; 0 to sqrt(1/2) for a box that lies in the picture.
/// Source:  as AreaShare, distance from the centre; its program halves the box's sides where it
///          should halve the sum of its edges, and so gives a centred box of .4 to .6 .283.
inline double CentreDistance(const BoxPlace& box) {
  const double x = (box.left + box.right) / 2 - 0.5;
  const double y = (box.top + box.bottom) / 2 - 0.5;
  return std::sqrt(x * x + y * y);
}

/// Limits of AreaBand: COCO's 32 x 32 and 96 x 96 pixels in a picture of 640 x 480, so that
/// pictures of any size are banded alike; 1/300 and 3/100, to the six digits that rows have.
///
/// Source:  COCO, "Detection Evaluation", small, medium and large objects.
inline constexpr double kSmallArea = 0.00333333;
inline constexpr double kMediumArea = 0.03;

/// Limits of CentreBand: thirds of the half side, to six digits. No data set has published bands;
/// the first is the circle within the middle cell of a grid of 3 x 3, the second reaches two thirds
/// of the way to the nearest edge.
///
/// Source:  none.
inline constexpr double kCentre = 0.166667;
inline constexpr double kBetween = 0.333333;

/// "small", "medium" or "large", of an AreaShare.
inline std::string_view AreaBand(double share) {
  if (share < kSmallArea) return "small";
  return share < kMediumArea ? "medium" : "large";
}

/// "centre", "between" or "edge", of a CentreDistance.
inline std::string_view CentreBand(double distance) {
  if (distance < kCentre) return "centre";
  return distance < kBetween ? "between" : "edge";
}

}  // namespace assay::fairness
