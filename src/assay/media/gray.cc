// SPDX-License-Identifier: Apache-2.0
#include "assay/media/gray.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "assay/media/gray.cc"
#include <hwy/foreach_target.h>
// The line above compiles this file once more for each SIMD level.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace assay::media::HWY_NAMESPACE {
namespace {

/// A plain loop, which the compiler makes vectors of this level.
template <std::size_t kChannels>
void GrayRow(const std::uint8_t* HWY_RESTRICT from, std::uint8_t* HWY_RESTRICT to,
             std::size_t width) {
  for (std::size_t x = 0; x < width; ++x) {
    const std::uint8_t* pixel = from + x * kChannels;
    // The weights add up to 65536, so white is 255 and nothing exceeds it.
    to[x] = static_cast<std::uint8_t>(
        (19595U * pixel[0] + 38470U * pixel[1] + 7471U * pixel[2] + 32768U) >> 16U);
  }
}

void GrayRow3(const std::uint8_t* from, std::uint8_t* to, std::size_t width) {
  GrayRow<3>(from, to, width);
}
void GrayRow4(const std::uint8_t* from, std::uint8_t* to, std::size_t width) {
  GrayRow<4>(from, to, width);
}

}  // namespace
}  // namespace assay::media::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::media {

HWY_EXPORT(GrayRow3);
HWY_EXPORT(GrayRow4);

Image Gray(const ImageView& image) {
  Image out(image.width_px(), image.height_px(), 1);
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    const auto from = image.Row(y);
    const auto to = out.MutableRow(y);
    if (image.channels() == 1) std::ranges::copy(from, to.begin());
    if (image.channels() == 3) HWY_DYNAMIC_DISPATCH(GrayRow3)(from.data(), to.data(), to.size());
    if (image.channels() == 4) HWY_DYNAMIC_DISPATCH(GrayRow4)(from.data(), to.data(), to.size());
  }
  return out;
}

}  // namespace assay::media
#endif
