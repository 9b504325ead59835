// SPDX-License-Identifier: Apache-2.0
//
// How sharp is a picture, as a whole and where it is sharpest? Facts only: the threshold, and what
// happens below it, belong to policy.
#pragma once

#include "assay/core/result.h"
#include "assay/media/image.h"

namespace assay::quality {

struct Sharpness {
  double whole = 0;        ///< variance of the Laplacian over all interior pixels
  double tile_max = 0;     ///< of the sharpest of 8 x 8 tiles: a sharp subject on soft ground
  double tile_median = 0;  ///< of the middle tile
};

/// Variance of the 4-neighbour Laplacian. Larger is sharper.
///
/// Shapes:  `grey` has one channel; aborts otherwise. The one-pixel border is read, not scored;
///          tiles without a pixel are left out, and without an interior all is 0.
/// Units:   squared grey levels; range [0, 1 040 400] (= 1020^2). Depends on resolution:
///          compare pictures only after resizing them alike.
/// Cost:    O(pixels), no allocation. Reentrant.
/// Exact:   integer sums, doubles never fused: equal input gives equal bits on every machine.
/// Source:  Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.
Sharpness MeasureSharpness(const media::ImageView& grey);

}  // namespace assay::quality
