// SPDX-License-Identifier: Apache-2.0
//
// One colour for many pixels of skin: neither shadow nor a few highlights decide it.
#pragma once

#include <vector>

#include "assay/quality/lab.h"

namespace assay::quality::internal {

struct Apparent {
  Lab colour;
  double hue_deg = 0;  ///< 0 to 360
};

/// Five clusters by lightness and hue, of each the mode of lightness, hue, a* and b*, and of the
/// three lightest their mean, weighed by size.
///
/// The circle of hues is cut at 240 degrees, opposite of skin. Clusters start from the pixels at
/// 10, 30, 50, 70 and 90 per cent of the order of lightness and move (Lloyd) until no pixel changes
/// sides, at most 100 times. A mode is the middle of the fullest of ceil(log2 n + 1) equal bins
/// (Sturges; the darker one of two). No random numbers; the order of `pixels` does not matter.
///
/// Shapes:  at least one pixel; aborts otherwise.
/// Cost:    O(n log n + 100 * 5 n) at worst; 33 bytes a pixel.
/// Source:  Thong, Joniak and Xiang, "Beyond Skin Tone: A Multidimensional Measure of Apparent Skin
///          Color", ICCV 2023, section 3, and its published program, with which this differs where
///          that folds hues to -90 to 90 degrees, takes a bin's lower edge for its mode, and draws
///          its first clusters by lot.
Apparent ApparentColour(const std::vector<Lab>& pixels);

}  // namespace assay::quality::internal
