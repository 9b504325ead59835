// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/blur.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "assay/core/result.h"
#include "assay/media/resize.h"

namespace assay::quality {
namespace {

using Row = std::span<const std::uint8_t>;
constexpr std::int32_t kLongSide_px = 64;

/// Sides are cut, not rounded: w // (long / 64).
media::Image Small(const media::ImageView& grey) {
  const std::int64_t longest = std::max(grey.width_px(), grey.height_px());
  const auto side = [&](std::int64_t side_px) {
    const std::int64_t cut = longest > kLongSide_px ? side_px * kLongSide_px / longest : side_px;
    return static_cast<std::int32_t>(std::max<std::int64_t>(1, cut));
  };
  const media::Size size{side(grey.width_px()), side(grey.height_px())};
  return media::Resized(grey, size, media::Filter::kBicubic).value();
}

/// sd from integer sums over `n` values.
double Deviation(std::int64_t sum, std::int64_t sum_squared, std::int64_t n) {
  const double mean = static_cast<double>(sum) / static_cast<double>(n);
  const double square = static_cast<double>(sum_squared) / static_cast<double>(n);
  return std::sqrt(std::max(0.0, square - mean * mean));
}

/// Pillow's FIND_EDGES at an inner pixel: 8 times itself less its neighbours, clipped.
std::int32_t Edge(Row above, Row here, Row below, std::size_t x) {
  const std::int32_t around = above[x - 1] + above[x] + above[x + 1] + here[x - 1] + here[x + 1] +
                              below[x - 1] + below[x] + below[x + 1];
  return std::clamp(8 * here[x] - around, 0, 255);
}

double EdgeDeviation(const media::Image& image) {
  std::int64_t sum = 0;
  std::int64_t sum_squared = 0;
  const auto width = static_cast<std::size_t>(image.width_px());
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    const Row here = image.Row(y);
    const bool inner_row = y > 0 && y + 1 < image.height_px();
    const Row above = inner_row ? image.Row(y - 1) : here;
    const Row below = inner_row ? image.Row(y + 1) : here;
    for (std::size_t x = 0; x < width; ++x) {
      const bool inner = inner_row && x > 0 && x + 1 < width;
      const std::int32_t edge = inner ? Edge(above, here, below, x) : here[x];
      sum += edge;
      sum_squared += std::int64_t{edge} * edge;
    }
  }
  return Deviation(sum, sum_squared, static_cast<std::int64_t>(image.samples().size()));
}

double CountDeviation(const media::Image& image) {
  std::array<std::int64_t, 256> counts{};
  for (const std::uint8_t sample : image.samples()) ++counts.at(sample);
  std::int64_t sum_squared = 0;
  for (const std::int64_t count : counts) sum_squared += count * count;
  return Deviation(static_cast<std::int64_t>(image.samples().size()), sum_squared, 256);
}

}  // namespace

double BlurScore(const media::ImageView& grey) {
  ASSAY_CHECK(grey.channels() == 1);
  const media::Image small = Small(grey);
  const double edges = 1.0 - std::exp(-0.01 * EdgeDeviation(small));
  const double counts = 1.0 - std::exp(-0.01 * CountDeviation(small));
  return std::min(1.0, edges + (counts <= 0.18 ? 0.0 : counts));
}

}  // namespace assay::quality
