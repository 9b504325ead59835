// SPDX-License-Identifier: Apache-2.0
#include "assay/media/orient.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace assay::media {
namespace {

template <std::size_t kChannels>
using Pixel = std::array<std::uint8_t, kChannels>;

/// The pixels of a row, or of a whole image, as units that move together.
template <std::size_t kChannels>
std::span<Pixel<kChannels>> Pixels(std::span<std::uint8_t> samples) {
  static_assert(sizeof(Pixel<kChannels>) == kChannels && alignof(Pixel<kChannels>) == 1);
  return {reinterpret_cast<Pixel<kChannels>*>(samples.data()), samples.size() / kChannels};
}

template <std::size_t kChannels>
void MirrorRows(Image& image) {
  for (std::int32_t y = 0; y < image.height_px(); ++y)
    std::ranges::reverse(Pixels<kChannels>(image.MutableRow(y)));
}

void SwapRows(Image& image) {
  for (std::int32_t y = 0; y < image.height_px() / 2; ++y)
    std::ranges::swap_ranges(image.MutableRow(y), image.MutableRow(image.height_px() - 1 - y));
}

/// Rows become columns. `from_right`: the last column becomes the first row; `from_bottom`: the
/// last row becomes the first column. In squares of 32, so that both sides stay in the cache.
template <std::size_t kChannels>
Image Transposed(Image& image, bool from_right, bool from_bottom) {
  constexpr std::int32_t kBlock_px = 32;
  Image turned(image.height_px(), image.width_px(), image.channels());
  const auto in = Pixels<kChannels>(image.samples());
  const auto out = Pixels<kChannels>(turned.samples());
  const auto width = static_cast<std::size_t>(image.width_px());
  const auto height = static_cast<std::size_t>(image.height_px());
  const auto copy_block = [&](std::int32_t x0, std::int32_t y0) {
    const auto x_end = static_cast<std::size_t>(std::min(x0 + kBlock_px, turned.width_px()));
    const auto y_end = static_cast<std::size_t>(std::min(y0 + kBlock_px, turned.height_px()));
    for (auto y = static_cast<std::size_t>(y0); y < y_end; ++y) {
      const std::size_t column = from_right ? width - 1 - y : y;
      for (auto x = static_cast<std::size_t>(x0); x < x_end; ++x)
        out[y * height + x] = in[(from_bottom ? height - 1 - x : x) * width + column];
    }
  };
  for (std::int32_t y = 0; y < turned.height_px(); y += kBlock_px)
    for (std::int32_t x = 0; x < turned.width_px(); x += kBlock_px) copy_block(x, y);
  return turned;
}

template <std::size_t kChannels>
Image Turned(Image image, int orientation) {
  switch (orientation) {
    case 2:
      MirrorRows<kChannels>(image);
      return image;
    case 3:
      std::ranges::reverse(Pixels<kChannels>(image.samples()));
      return image;
    case 4:
      SwapRows(image);
      return image;
    case 5:
      return Transposed<kChannels>(image, /*from_right=*/false, /*from_bottom=*/false);
    case 6:
      return Transposed<kChannels>(image, /*from_right=*/false, /*from_bottom=*/true);
    case 7:
      return Transposed<kChannels>(image, /*from_right=*/true, /*from_bottom=*/true);
    case 8:
      return Transposed<kChannels>(image, /*from_right=*/true, /*from_bottom=*/false);
    default:
      return image;
  }
}

}  // namespace

Image Oriented(Image image, int exif_orientation) {
  if (image.empty()) return image;
  if (image.channels() == 1) return Turned<1>(std::move(image), exif_orientation);
  if (image.channels() == 3) return Turned<3>(std::move(image), exif_orientation);
  return Turned<4>(std::move(image), exif_orientation);
}

}  // namespace assay::media
