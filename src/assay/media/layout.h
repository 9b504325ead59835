// SPDX-License-Identifier: Apache-2.0
//
// Where each pixel of a picture goes when it is cropped and resized: numbers only, no samples. The
// same numbers move boxes and points.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "assay/core/result.h"
#include "assay/media/resize.h"

namespace assay::media {

/// x' = m[0] x + m[1] y + m[2] and y' = m[3] x + m[4] y + m[5]. Pixel corners have whole numbers.
struct Affine {
  std::array<double, 6> m = {1, 0, 0, 0, 1, 0};

  bool operator==(const Affine&) const = default;
};

struct Point {
  double x_px = 0;
  double y_px = 0;
};

/// The map that does `first` and then `second`.
Affine Then(const Affine& first, const Affine& second);

Point Mapped(const Affine& map, Point point);

/// From the pixels of a stored picture of that size to those of Oriented(picture, orientation).
Affine Upright(Size stored, int exif_orientation);

enum class ResizeMode {
  kFit,    ///< all of it, inside the size; proportions stay
  kCover,  ///< fills the size; what is over is cut off evenly
  kPad,    ///< as kFit, in the middle of a canvas of the size
  kExact,  ///< stretched to the size
};

struct ResizeWish {
  ResizeMode mode = ResizeMode::kFit;
  Size size;
  /// Without leave no side grows: kFit and kExact leave a smaller side as it is, kCover cuts what
  /// is over and gives less than the size, kPad has a wider margin.
  bool may_enlarge = false;
};

/// Whole pixels: [left, right) x [top, bottom).
struct Crop {
  std::int32_t left_px = 0;
  std::int32_t top_px = 0;
  std::int32_t right_px = 0;
  std::int32_t bottom_px = 0;
};

/// `source` of the upright picture becomes `size`, and lies at (`left_px`, `top_px`) of `canvas`.
struct Layout {
  Box source;
  Size size;
  Size canvas;
  std::int32_t left_px = 0;
  std::int32_t top_px = 0;

  /// Upright source pixels -> canvas pixels.
  [[nodiscard]] Affine Map() const;
};

/// What a crop and a resize make of an upright picture of `from`. Neither: all of it, as it is.
///
/// Units:   a side is rounded half up, and at least 1; a margin that cannot be shared evenly is one
///          pixel wider on the right and at the bottom.
/// Errors:  kInvalidArgument for a crop that is empty or leaves the picture.
Result<Layout> MakeLayout(Size from, const std::optional<Crop>& crop,
                          const std::optional<ResizeWish>& resize);

/// `box` on the canvas, cut to where the picture lies; none when nothing of it is left.
/// Requires a map that mirrors, turns by quarters and scales, no other: a box stays a box.
std::optional<Box> Mapped(const Layout& layout, const Affine& map, const Box& box);

/// `point` on the canvas; none outside of where the picture lies.
std::optional<Point> Mapped(const Layout& layout, const Affine& map, Point point);

}  // namespace assay::media
