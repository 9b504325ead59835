// SPDX-License-Identifier: Apache-2.0
#include "assay/media/resize_kernels_internal.h"

#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "assay/media/resize_kernels.cc"
#include <hwy/foreach_target.h>
// The line above compiles this file once more for each SIMD level.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace assay::media::internal::HWY_NAMESPACE {
namespace {

constexpr std::size_t kBlock = 16;  // four registers at the lowest level, one at the highest

/// Plain loops over a block that stays in registers: the compiler makes them vectors of this level.
void BlendBlock(const std::uint8_t* const* rows, const std::int16_t* weights, std::size_t taps,
                std::size_t start, std::int16_t* HWY_RESTRICT out) {
  constexpr int kShift = kWeightBits - kRowBits;
  std::int32_t sums[kBlock];  // NOLINT(*-avoid-c-arrays): see BlendColumns
  for (std::int32_t& sum : sums) sum = 1 << (kShift - 1);
  for (std::size_t k = 0; k < taps; ++k) {
    const std::uint8_t* HWY_RESTRICT row = rows[k] + start;
    const std::int16_t weight = weights[k];
    for (std::size_t i = 0; i < kBlock; ++i) sums[i] += static_cast<std::int16_t>(row[i]) * weight;
  }
  for (std::size_t i = 0; i < kBlock; ++i) out[i] = static_cast<std::int16_t>(sums[i] >> kShift);
}

void BlendRows(const std::uint8_t* const* rows, const std::int16_t* weights, std::size_t taps,
               std::int16_t* out, std::size_t count) {
  constexpr int kShift = kWeightBits - kRowBits;
  std::size_t start = 0;
  for (; start + kBlock <= count; start += kBlock)
    BlendBlock(rows, weights, taps, start, out + start);
  for (; start < count; ++start) {
    std::int32_t sum = 1 << (kShift - 1);
    for (std::size_t k = 0; k < taps; ++k) sum += rows[k][start] * weights[k];
    out[start] = static_cast<std::int16_t>(sum >> kShift);
  }
}

template <std::size_t kChannels>
void BlendColumns(const std::int16_t* HWY_RESTRICT row, const std::int32_t* first,
                  const std::int16_t* HWY_RESTRICT weights, std::size_t taps,
                  std::uint8_t* HWY_RESTRICT out, std::size_t count) {
  constexpr int kShift = kWeightBits + kRowBits;
  for (std::size_t x = 0; x < count; ++x) {
    // |row| < 2^15 and the weights' absolute sum < 2 * 2^14: 31 bits hold every partial sum.
    // A member function of std::array is compiled for no level, and could not be inlined.
    std::int32_t sums[kChannels];  // NOLINT(*-avoid-c-arrays)
    for (std::size_t c = 0; c < kChannels; ++c) sums[c] = 1 << (kShift - 1);
    const std::int16_t* HWY_RESTRICT sample = row + static_cast<std::size_t>(first[x]) * kChannels;
    for (std::size_t k = 0; k < taps; ++k, sample += kChannels)
      for (std::size_t c = 0; c < kChannels; ++c) sums[c] += sample[c] * weights[k];
    weights += taps;
    for (std::size_t c = 0; c < kChannels; ++c) {
      const std::int32_t value = sums[c] >> kShift;
      *out++ = static_cast<std::uint8_t>(value < 0 ? 0 : (value > 255 ? 255 : value));
    }
  }
}

/// Rows that lie side by side are one row of as many channels, and then a vector holds a column.
void BlendGrey(const std::int16_t* rows, std::size_t width, const std::int32_t* first,
               const std::int16_t* weights, std::size_t taps, std::uint8_t* const* out,
               std::size_t count, std::int16_t* HWY_RESTRICT side_by_side,
               std::uint8_t* HWY_RESTRICT blended) {
  for (std::size_t x = 0; x < width; ++x)
    for (std::size_t r = 0; r < kGreyRows; ++r)
      side_by_side[x * kGreyRows + r] = rows[r * width + x];
  BlendColumns<kGreyRows>(side_by_side, first, weights, taps, blended, count);
  for (std::size_t r = 0; r < kGreyRows; ++r)
    for (std::size_t x = 0; x < count; ++x) out[r][x] = blended[x * kGreyRows + r];
}
void BlendColumns3(const std::int16_t* row, const std::int32_t* first, const std::int16_t* weights,
                   std::size_t taps, std::uint8_t* out, std::size_t count) {
  BlendColumns<3>(row, first, weights, taps, out, count);
}
void BlendColumns4(const std::int16_t* row, const std::int32_t* first, const std::int16_t* weights,
                   std::size_t taps, std::uint8_t* out, std::size_t count) {
  BlendColumns<4>(row, first, weights, taps, out, count);
}

}  // namespace
}  // namespace assay::media::internal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::media::internal {

HWY_EXPORT(BlendRows);
HWY_EXPORT(BlendGrey);
HWY_EXPORT(BlendColumns3);
HWY_EXPORT(BlendColumns4);

void BlendRows(std::span<const std::uint8_t* const> rows, std::span<const std::int16_t> weights,
               std::span<std::int16_t> out) {
  HWY_DYNAMIC_DISPATCH(BlendRows)
  (rows.data(), weights.data(), rows.size(), out.data(), out.size());
}

void BlendColumns(std::span<const std::int16_t> row, const AxisWeights& axis, std::size_t channels,
                  std::span<std::uint8_t> out) {
  const auto blend =
      channels == 3 ? HWY_DYNAMIC_DISPATCH(BlendColumns3) : HWY_DYNAMIC_DISPATCH(BlendColumns4);
  blend(row.data(), axis.first.data(), axis.weights.data(), axis.taps, out.data(),
        axis.first.size());
}

void BlendGreyColumns(std::span<const std::int16_t> rows, const AxisWeights& axis,
                      std::span<std::uint8_t* const, kGreyRows> out) {
  const std::size_t count = axis.first.size();
  std::vector<std::int16_t> side_by_side(rows.size());
  std::vector<std::uint8_t> blended(count * kGreyRows);
  HWY_DYNAMIC_DISPATCH(BlendGrey)
  (rows.data(), rows.size() / kGreyRows, axis.first.data(), axis.weights.data(), axis.taps,
   out.data(), count, side_by_side.data(), blended.data());
}

}  // namespace assay::media::internal
#endif
