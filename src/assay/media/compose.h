// SPDX-License-Identifier: Apache-2.0
//
// What is done to samples beside resizing: cut, widen, flatten, put on a canvas, add up. It does
// not decide which of these is wanted.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "assay/media/image.h"
#include "assay/media/resize.h"

namespace assay::media {

using Rgb = std::array<std::uint8_t, 3>;

/// The part of `image` that starts at (`left_px`, `top_px`), sample by sample.
/// Requires that the part lies inside; aborts otherwise.
Image Cut(const ImageView& image, std::int32_t left_px, std::int32_t top_px, Size size);

/// Grey as RGB; RGB and RGBA as they are.
Image WithColours(Image image);

/// RGBA as RGB over one colour; others as they are.
///
/// Exact:   (sample * alpha + colour * (255 - alpha)) / 255, rounded to the nearest.
Image Flattened(Image image, const Rgb& colour);

/// `image` at (`left_px`, `top_px`) of an opaque canvas. Grey stays grey when the colour is grey.
/// Requires that the image fits; aborts otherwise.
Image OnCanvas(Image image, Size canvas, std::int32_t left_px, std::int32_t top_px,
               const Rgb& colour);

/// What mean and deviation of many pictures are made of, whatever the order they come in.
struct Sums {
  std::int64_t n = 0;                 ///< pixels
  std::vector<std::int64_t> sum;      ///< of samples, by channel
  std::vector<std::int64_t> squares;  ///< of squared samples, by channel

  bool operator==(const Sums&) const = default;
};

/// Exact:   integers; 2^47 pixels would fit.
Sums SumsOf(const ImageView& image);

}  // namespace assay::media
