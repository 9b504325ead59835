// SPDX-License-Identifier: Apache-2.0
#include "assay/media/gray.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::media {
namespace {

template <std::size_t kChannels>
void GrayRow(std::span<const std::uint8_t> from, std::span<std::uint8_t> to) {
  const std::uint8_t* pixel = from.data();
  for (std::uint8_t& grey : to) {
    // The weights add up to 65536, so white is 255 and nothing exceeds it.
    grey = static_cast<std::uint8_t>(
        (19595U * pixel[0] + 38470U * pixel[1] + 7471U * pixel[2] + 32768U) >> 16U);
    pixel += kChannels;
  }
}

}  // namespace

Image Gray(const ImageView& image) {
  Image out(image.width_px(), image.height_px(), 1);
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    if (image.channels() == 1) std::ranges::copy(image.Row(y), out.MutableRow(y).begin());
    if (image.channels() == 3) GrayRow<3>(image.Row(y), out.MutableRow(y));
    if (image.channels() == 4) GrayRow<4>(image.Row(y), out.MutableRow(y));
  }
  return out;
}

}  // namespace assay::media
