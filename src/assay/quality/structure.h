// SPDX-License-Identifier: Apache-2.0
//
// Traces of what was done to a picture before it reached us: flat borders around it, and the grid
// of a block coder in it.
#pragma once

#include <cstdint>

#include "assay/media/image.h"

namespace assay::quality {

/// Share of the picture's area that is a flat border: letterbox bars, mats, scanner margins.
///
/// A border is made of outermost rows and columns whose greys together span at most 12 levels,
/// side by side for each of the four edges. A flat picture is all border.
///
/// Shapes:  `grey` has one channel; aborts otherwise.
/// Units:   0 to 1.
/// Cost:    O(pixels of the border and of one line beyond it).
/// Exact:   integers.
/// Source:  ours; 12 levels is what JPEG at quality 75 leaves beside a hard edge.
double BorderShare(const media::ImageView& grey);

/// How much stronger neighbours differ across the edges of a coder's blocks than elsewhere.
///
/// 1 is none. The grid's phase is searched, so that crops and turned pictures count too: the
/// larger of the two directions, each the mean absolute difference at its strongest phase over the
/// mean at all others.
///
/// Shapes:  `grey` has one channel and both sides >= 2 * block_px; else 1. block_px >= 2.
/// Units:   ratio, >= 1; capped at 100.
/// Cost:    O(pixels).
/// Exact:   integer sums, one division.
/// Source:  Wang, Sheikh and Bovik, "No-reference perceptual quality assessment of JPEG compressed
///          images", ICIP 2002, its blocking feature, made relative.
double Blockiness(const media::ImageView& grey, std::int32_t block_px);

}  // namespace assay::quality
