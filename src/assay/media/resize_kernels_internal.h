// SPDX-License-Identifier: Apache-2.0
//
// The two inner loops of a resize. Integers only, compiled for each SIMD level and chosen at run
// time: which level runs changes the time and no bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "assay/media/resize_weights_internal.h"

namespace assay::media::internal {

/// Bits after the point of the row between the two passes: |value| <= 255 * 1.6 * 64 fits 16 bits.
inline constexpr int kRowBits = 6;

/// out[i] = sum over k of rows[k][i] * weights[k], with kRowBits bits after the point.
/// Every row holds out.size() samples.
void BlendRows(std::span<const std::uint8_t* const> rows, std::span<const std::int16_t> weights,
               std::span<std::int16_t> out);

/// How many rows of grey are blended across at a time.
inline constexpr std::size_t kGreyRows = 8;

/// One blended row of 3 or 4 channels -> one row of the output, rounded and clamped to 0..255.
void BlendColumns(std::span<const std::int16_t> row, const AxisWeights& axis, std::size_t channels,
                  std::span<std::uint8_t> out);

/// kGreyRows blended rows, one after the other -> as many rows of the output.
void BlendGreyColumns(std::span<const std::int16_t> rows, const AxisWeights& axis,
                      std::span<std::uint8_t* const, kGreyRows> out);

}  // namespace assay::media::internal
