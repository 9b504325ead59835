// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/core/result.h"

namespace assay::quality {
namespace {

using Histogram = std::array<std::uint32_t, 256>;

/// sqrt(1000) * 255: brightness 1 in the units of a bin.
constexpr double kBrightest = 8063.808033429368;
constexpr std::size_t kBins = 8065;
constexpr std::int32_t kGridSide_px = 256;
constexpr std::int32_t kGreySpread = 3;  // chroma that rounding leaves in grey JPEGs

/// Truncation is floor here: nothing is negative. A library call would cost more than all the rest.
std::size_t NearestBin(float position) {
  const float beyond = position + 0.5F;
  return static_cast<std::size_t>(beyond);
}

struct Counts {
  std::vector<std::uint32_t> brightness = std::vector<std::uint32_t>(kBins);
  std::array<Histogram, 3> channel{};
  Histogram luma{};
  std::int64_t pixels = 0;
  std::int64_t rg = 0;  // R - G
  std::int64_t rg_squared = 0;
  std::int64_t yb = 0;  // R + G - 2 B: twice the yellow-blue of the source
  std::int64_t yb_squared = 0;
  std::int32_t spread = 0;

  void AddGrey(std::uint8_t grey, std::uint32_t times) {
    // A grey's brightness is the grey itself.
    brightness[NearestBin(static_cast<float>(grey * kBrightest / 255.0))] += times;
    luma.at(grey) += times;
    channel[0].at(grey) += times;
    pixels += times;
  }

  void Add(std::int32_t r, std::int32_t g, std::int32_t b) {
    const auto power = static_cast<float>(241 * r * r + 691 * g * g + 68 * b * b);
    ++brightness[NearestBin(std::sqrt(power))];
    const auto index = [](std::int32_t value) { return static_cast<std::size_t>(value); };
    ++channel[0][index(r)];
    ++channel[1][index(g)];
    ++channel[2][index(b)];
    ++luma[index((19595 * r + 38470 * g + 7471 * b + 32768) >> 16)];
    ++pixels;
    const std::int32_t red_green = r - g;
    const std::int32_t yellow_blue = r + g - 2 * b;
    rg += red_green;
    rg_squared += std::int64_t{red_green} * red_green;
    yb += yellow_blue;
    yb_squared += std::int64_t{yellow_blue} * yellow_blue;
    spread = std::max(spread, std::max({r, g, b}) - std::min({r, g, b}));
  }
};

void CountGrid(const media::ImageView& image, Counts& counts) {
  const std::int32_t step =
      (std::max(image.width_px(), image.height_px()) + kGridSide_px - 1) / kGridSide_px;
  const auto channels = static_cast<std::size_t>(image.channels());
  const std::size_t stride = channels * static_cast<std::size_t>(step);
  Histogram greys{};
  for (std::int32_t y = 0; y < image.height_px(); y += step) {
    const auto row = image.Row(y);
    if (channels == 1)
      for (std::size_t i = 0; i < row.size(); i += stride) ++greys.at(row[i]);
    else
      for (std::size_t i = 0; i < row.size(); i += stride)
        counts.Add(row[i], row[i + 1], row[i + 2]);
  }
  for (std::size_t level = 0; level < greys.size(); ++level)
    if (greys.at(level) != 0) counts.AddGrey(static_cast<std::uint8_t>(level), greys.at(level));
}

/// Bin of the `rank`-th smallest of all counted values.
std::size_t OrderStatistic(std::span<const std::uint32_t> bins, std::int64_t rank) {
  std::size_t bin = 0;
  for (std::int64_t below = bins[0]; below <= rank; below += bins[bin]) ++bin;
  return bin;
}

/// Interpolated between the two neighbours in rank, as numpy does.
double Percentile(std::span<const std::uint32_t> bins, std::int64_t count, std::int64_t percent) {
  const std::int64_t hundredths = (count - 1) * percent;
  const auto low = static_cast<double>(OrderStatistic(bins, hundredths / 100));
  if (hundredths % 100 == 0) return low;
  const auto high = static_cast<double>(OrderStatistic(bins, hundredths / 100 + 1));
  return low + (high - low) * static_cast<double>(hundredths % 100) / 100.0;
}

double Entropy(std::span<const Histogram> channels, std::int64_t pixels) {
  const auto total = static_cast<double>(pixels) * static_cast<double>(channels.size());
  double bits = 0;
  for (const Histogram& histogram : channels)
    for (const std::uint32_t count : histogram)
      if (count != 0) bits -= count / total * std::log2(count / total);
  return std::max(0.0, bits);
}

/// Variance from integer sums; never negative by rounding.
double Variance(std::int64_t sum, std::int64_t sum_squared, double n) {
  const double mean = static_cast<double>(sum) / n;
  return std::max(0.0, static_cast<double>(sum_squared) / n - mean * mean);
}

double Colourfulness(const Counts& counts) {
  const auto n = static_cast<double>(counts.pixels);
  const double mean_rg = static_cast<double>(counts.rg) / n;
  const double mean_yb = static_cast<double>(counts.yb) / n / 2.0;
  const double spread =
      Variance(counts.rg, counts.rg_squared, n) + Variance(counts.yb, counts.yb_squared, n) / 4.0;
  return std::sqrt(spread) + 0.3 * std::sqrt(mean_rg * mean_rg + mean_yb * mean_yb);
}

double Contrast(const Counts& counts) {
  std::int64_t sum = 0;
  std::int64_t sum_squared = 0;
  for (std::size_t level = 0; level < counts.luma.size(); ++level) {
    const auto value = static_cast<std::int64_t>(level);
    sum += value * counts.luma.at(level);
    sum_squared += value * value * counts.luma.at(level);
  }
  return std::sqrt(Variance(sum, sum_squared, static_cast<double>(counts.pixels))) / 255.0;
}

}  // namespace

Tones MeasureTones(const media::ImageView& image) {
  ASSAY_CHECK(image.width_px() >= 1 && image.height_px() >= 1);
  Counts counts;
  CountGrid(image, counts);
  const auto n = static_cast<double>(counts.pixels);
  const auto brightness = [&](std::int64_t percent) {
    return std::min(1.0, Percentile(counts.brightness, counts.pixels, percent) / kBrightest);
  };
  const std::size_t channels = image.channels() == 1 ? 1 : 3;
  Tones tones;
  tones.dark = brightness(99);
  tones.light = 1.0 - brightness(5);
  tones.entropy_bits = Entropy(std::span(counts.channel).first(channels), counts.pixels);
  tones.clipped_black = counts.luma.front() / n;
  tones.clipped_white = counts.luma.back() / n;
  tones.contrast = Contrast(counts);
  tones.colourfulness = Colourfulness(counts);
  tones.grayscale = counts.spread <= kGreySpread;
  return tones;
}

}  // namespace assay::quality
