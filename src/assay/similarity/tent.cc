// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/tent_internal.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "assay/similarity/tent.cc"
#include <hwy/foreach_target.h>
// The line above compiles this file once more for each SIMD level.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace assay::similarity::internal::HWY_NAMESPACE {
namespace {

/// A plain loop, which the compiler makes vectors of this level. Product and sum are rounded one by
/// one at every level, so that the level changes no bit.
void AddScaled(const std::uint8_t* HWY_RESTRICT row, float weight, float* HWY_RESTRICT sums,
               std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += weight * static_cast<float>(row[i]);
}

}  // namespace
}  // namespace assay::similarity::internal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::similarity::internal {

HWY_EXPORT(AddScaled);

namespace {

/// One sampled tent: weights of input positions first, first + 1, ... They add up to 1.
struct Tent {
  std::size_t first = 0;
  std::vector<float> weights;
};

/// Positions that the box filter averages for output `i`; [first, last], cut at the ends.
struct Interval {
  std::size_t first;
  std::size_t last;
  [[nodiscard]] double count() const { return static_cast<double>(last - first + 1); }
};

Interval BoxAt(std::size_t i, std::size_t length) {
  const std::size_t window = (length + 127) / 128;
  const std::size_t ahead = (window + 2) / 2 - 1;  // even windows lean forward
  const std::size_t behind = window - 1 - ahead;
  return {i >= behind ? i - behind : 0, std::min(i + ahead, length - 1)};
}

Tent TentAt(std::size_t centre, std::size_t length) {
  const Interval outer = BoxAt(centre, length);
  Tent tent;
  tent.first = BoxAt(outer.first, length).first;
  std::vector<double> weights(BoxAt(outer.last, length).last - tent.first + 1);
  for (std::size_t i = outer.first; i <= outer.last; ++i) {
    const Interval inner = BoxAt(i, length);
    for (std::size_t j = inner.first; j <= inner.last; ++j)
      weights[j - tent.first] += 1.0 / (outer.count() * inner.count());
  }
  tent.weights.assign(weights.begin(), weights.end());
  return tent;
}

std::vector<Tent> Tents(std::int32_t side_px) {
  const auto length = static_cast<std::size_t>(side_px);
  std::vector<Tent> tents;
  for (std::size_t i = 0; i < kSamples; ++i)
    tents.push_back(TentAt((2 * i + 1) * length / (2 * kSamples), length));
  return tents;
}

/// Luma of the pixel that `tent` weighs together from a row of `channels` sums a pixel.
float SampleLuma(std::span<const float> row, const Tent& tent, std::size_t channels) {
  float sums[3] = {};  // NOLINT(*-avoid-c-arrays): three registers
  const std::size_t colours = channels == 1 ? 1 : 3;
  const float* pixel = row.data() + tent.first * channels;
  for (const float weight : tent.weights) {
    for (std::size_t c = 0; c < colours; ++c) sums[c] += weight * pixel[c];
    pixel += channels;
  }
  if (colours == 1) return sums[0];
  return 0.299F * sums[0] + 0.587F * sums[1] + 0.114F * sums[2];
}

}  // namespace

std::vector<float> TentSamples(const media::ImageView& image) {
  const std::vector<Tent> down = Tents(image.height_px());
  const std::vector<Tent> across = Tents(image.width_px());
  const auto channels = static_cast<std::size_t>(image.channels());
  std::vector<float> sums(image.Row(0).size());
  std::vector<float> samples;
  samples.reserve(kSamples * kSamples);
  for (const Tent& tent : down) {
    std::ranges::fill(sums, 0.0F);
    auto y = static_cast<std::int32_t>(tent.first);
    for (const float weight : tent.weights)
      HWY_DYNAMIC_DISPATCH(AddScaled)(image.Row(y++).data(), weight, sums.data(), sums.size());
    for (const Tent& column : across) samples.push_back(SampleLuma(sums, column, channels));
  }
  return samples;
}

}  // namespace assay::similarity::internal
#endif
