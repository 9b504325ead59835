// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/structure.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "assay/core/result.h"

namespace assay::quality {
namespace {

/// Greys seen so far at one edge.
struct Range {
  std::uint8_t low = 255;
  std::uint8_t high = 0;

  void Add(std::uint8_t grey) {
    low = std::min(low, grey);
    high = std::max(high, grey);
  }
  [[nodiscard]] bool Flat() const { return high - low <= 12; }
};

/// Lines from `first` on, by `step`, that are flat together; at most `count`.
template <typename AddLine>
std::int32_t FlatLines(std::int32_t first, std::int32_t step, std::int32_t count,
                       AddLine add_line) {
  Range range;
  for (std::int32_t i = 0; i < count; ++i) {
    add_line(first + i * step, range);
    if (!range.Flat()) return i;
  }
  return count;
}

/// Strongest phase of `differences` (between line i and i + 1) over the mean of the others.
double PhaseRatio(std::span<const std::int64_t> differences, std::size_t period) {
  std::vector<std::int64_t> sums(period);
  std::vector<std::int64_t> counts(period);
  std::int64_t total = 0;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    sums[i % period] += differences[i];
    ++counts[i % period];
    total += differences[i];
  }
  double strongest = 1.0;
  for (std::size_t phase = 0; phase < period; ++phase) {
    const auto others =
        static_cast<double>(total - sums[phase]) * static_cast<double>(counts[phase]);
    const auto here =
        static_cast<double>(sums[phase]) *
        static_cast<double>(static_cast<std::int64_t>(differences.size()) - counts[phase]);
    if (here > others) strongest = std::max(strongest, others > 0 ? here / others : 100.0);
  }
  return std::min(strongest, 100.0);
}

}  // namespace

double BorderShare(const media::ImageView& grey) {
  ASSAY_CHECK(grey.channels() == 1);
  const std::int32_t width = grey.width_px();
  const std::int32_t height = grey.height_px();
  const auto add_row = [&](std::int32_t y, Range& range) {
    for (const std::uint8_t sample : grey.Row(y)) range.Add(sample);
  };
  const std::int32_t top = FlatLines(0, 1, height, add_row);
  if (top == height) return 1.0;
  const std::int32_t bottom = FlatLines(height - 1, -1, height, add_row);
  const auto add_column = [&](std::int32_t x, Range& range) {
    for (std::int32_t y = top; y < height - bottom; ++y)
      range.Add(grey.Row(y)[static_cast<std::size_t>(x)]);
  };
  const std::int32_t left = FlatLines(0, 1, width, add_column);
  if (left == width) return 1.0;
  const std::int32_t right = FlatLines(width - 1, -1, width, add_column);
  const double inside = static_cast<double>(width - left - right) * (height - top - bottom);
  return 1.0 - inside / (static_cast<double>(width) * height);
}

double Blockiness(const media::ImageView& grey, std::int32_t block_px) {
  ASSAY_CHECK(grey.channels() == 1 && block_px >= 2);
  if (grey.width_px() < 2 * block_px || grey.height_px() < 2 * block_px) return 1.0;
  std::vector<std::int64_t> down;
  const auto width = static_cast<std::size_t>(grey.width_px());
  std::vector<std::uint32_t> across(width - 1);  // 65 535 rows * 255 < 2^32
  for (std::int32_t y = 0; y < grey.height_px(); ++y) {
    const auto row = grey.Row(y);
    for (std::size_t x = 0; x + 1 < width; ++x)
      across[x] += static_cast<std::uint32_t>(std::abs(row[x + 1] - row[x]));
    if (y + 1 == grey.height_px()) break;
    const auto next = grey.Row(y + 1);
    std::uint32_t sum = 0;
    for (std::size_t x = 0; x < width; ++x)
      sum += static_cast<std::uint32_t>(std::abs(next[x] - row[x]));
    down.push_back(sum);
  }
  const std::vector<std::int64_t> columns(across.begin(), across.end());
  const auto period = static_cast<std::size_t>(block_px);
  return std::max(PhaseRatio(columns, period), PhaseRatio(down, period));
}

}  // namespace assay::quality
