// SPDX-License-Identifier: Apache-2.0
//
// Pictures at another size. Works on encoded sRGB samples, as other image libraries do; it does
// not decide which size is wanted.
#pragma once

#include <cstdint>

#include "assay/core/result.h"
#include "assay/media/image.h"

namespace assay::media {

struct Size {
  std::int32_t width_px = 0;
  std::int32_t height_px = 0;

  bool operator==(const Size&) const = default;
};

/// Part of a picture, in pixels from its top left corner; edges may lie between pixels.
struct Box {
  double left_px = 0;
  double top_px = 0;
  double right_px = 0;
  double bottom_px = 0;
};

enum class Filter {
  kArea,      ///< mean over the area that an output pixel covers: never overshoots, fastest
  kBicubic,   ///< Keys' cubic with a = -1/2, widened when shrinking: what Pillow calls BICUBIC
  kLanczos3,  ///< windowed sinc of 3 lobes, widened when shrinking: sharpest
};

/// `from` shrunk in proportion until its long side is `long_side_px`; never enlarged.
///
/// Units:   sides are rounded half up, and at least 1.
/// Errors:  aborts unless all sides are positive.
Size FitLongSide(Size from, std::int32_t long_side_px);

/// `source` of `image` at `size`. Alpha weighs its pixel's colours: they are premultiplied before
/// and divided after, so that transparent pixels leave no halo.
///
/// Shapes:  1, 3 or 4 channels, the same as `image`.
/// Errors:  kInvalidArgument for a side under 1, or a box that is empty or leaves the image.
/// Cost:    O((rows of the box + height out) * taps); one row and the weights are allocated.
/// Exact:   14-bit weights that add up to one, integer sums: the same bits at every SIMD level.
///          A flat picture stays flat.
/// Source:  Keys, "Cubic convolution interpolation", IEEE ASSP-29, 1981; Turkowski, "Filters for
/// common resampling tasks", Graphics Gems, 1990; weights
///          normalised at the edges.
Result<Image> Resized(const ImageView& image, const Box& source, Size size, Filter filter);

/// The whole picture at `size`.
Result<Image> Resized(const ImageView& image, Size size, Filter filter);

}  // namespace assay::media
