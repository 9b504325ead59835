// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/sharpness.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::quality {
namespace {

using Row = std::span<const std::uint8_t>;
constexpr std::size_t kTiles = 8;

/// Running sums of Laplacian responses. Exact: |response| <= 1020, so the squares of
/// 2^43 pixels still fit in 63 bits.
struct Sums {
  std::int64_t count = 0;
  std::int64_t total = 0;
  std::int64_t total_squared = 0;

  void Add(const Sums& other) {
    count += other.count;
    total += other.total;
    total_squared += other.total_squared;
  }
  [[nodiscard]] double Variance() const {
    if (count == 0) return 0.0;
    const auto n = static_cast<double>(count);
    const double mean = static_cast<double>(total) / n;
    return std::max(0.0, static_cast<double>(total_squared) / n - mean * mean);
  }
};

/// Responses of here[begin, end). In runs whose squares fit 32 bits (2048 * 1020^2 < 2^31), so
/// that the compiler may use vectors.
Sums SumRun(Row above, Row here, Row below, std::size_t begin, std::size_t end) {
  constexpr std::size_t kRun = 2048;
  Sums sums;
  sums.count = static_cast<std::int64_t>(end - begin);
  for (std::size_t start = begin; start < end; start += kRun) {
    std::int32_t total = 0;
    std::int32_t total_squared = 0;
    for (std::size_t x = start; x < std::min(start + kRun, end); ++x) {
      const std::int32_t response =
          here[x - 1] + here[x + 1] + above[x] + below[x] - 4 * std::int32_t{here[x]};
      total += response;
      total_squared += response * response;
    }
    sums.total += total;
    sums.total_squared += total_squared;
  }
  return sums;
}

/// Where tile `i` begins among `interior` positions, which start at 1.
std::size_t TileStart(std::size_t i, std::size_t interior) { return 1 + i * interior / kTiles; }

}  // namespace

Sharpness MeasureSharpness(const media::ImageView& grey) {
  ASSAY_CHECK(grey.channels() == 1);
  if (grey.width_px() < 3 || grey.height_px() < 3) return {};
  const auto inner_width = static_cast<std::size_t>(grey.width_px()) - 2;
  const auto inner_height = static_cast<std::size_t>(grey.height_px()) - 2;
  std::array<Sums, kTiles * kTiles> tiles;
  std::size_t tile_row = 0;
  for (std::size_t y = 1; y <= inner_height; ++y) {
    while (y >= TileStart(tile_row + 1, inner_height)) ++tile_row;
    const auto line = static_cast<std::int32_t>(y);
    const Row above = grey.Row(line - 1);
    const Row here = grey.Row(line);
    const Row below = grey.Row(line + 1);
    for (std::size_t i = 0; i < kTiles; ++i)
      tiles.at(tile_row * kTiles + i)
          .Add(
              SumRun(above, here, below, TileStart(i, inner_width), TileStart(i + 1, inner_width)));
  }
  Sums whole;
  std::vector<double> variances;
  for (const Sums& tile : tiles) {
    whole.Add(tile);
    if (tile.count > 0) variances.push_back(tile.Variance());
  }
  std::ranges::sort(variances);
  return {whole.Variance(), variances.back(), variances[(variances.size() - 1) / 2]};
}

}  // namespace assay::quality
