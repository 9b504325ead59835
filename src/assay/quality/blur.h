// SPDX-License-Identifier: Apache-2.0
//
// The blur score that other tools have made known, so that results can be compared with theirs.
// At 64 pixels it cannot see focus: `sharpness.h` can.
#pragma once

#include "assay/media/image.h"

namespace assay::quality {

/// min(1, e + s) with e = 1 - exp(-sd of the edge picture / 100), s = 1 - exp(-sd of the 256
/// histogram counts / 100), s = 0 where <= 0.18; all at a long side of 64. Smaller is more blurred.
///
/// Shapes:  `grey` has one channel; aborts otherwise.
/// Units:   0 to 1.
/// Cost:    O(pixels).
/// Exact:   integer pixels and sums; then sqrt and exp of the C library.
/// Source:  cleanvision 0.3.7 image_property.py (issue when < 0.29); Pillow's FIND_EDGES, which
///          copies the border, and its bicubic resize.
double BlurScore(const media::ImageView& grey);

}  // namespace assay::quality
