// SPDX-License-Identifier: Apache-2.0
//
// Fixed-point weights of one axis of a resize: which samples each output takes, and how much.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/media/resize.h"

namespace assay::media::internal {

inline constexpr int kWeightBits = 14;

/// For each output position, its first input position and `taps` weights, padded with zeros.
/// Invariants: the weights of an output add up to 2^14; first + taps never exceeds the input.
struct AxisWeights {
  std::size_t taps = 0;
  std::vector<std::int32_t> first;
  std::vector<std::int16_t> weights;

  [[nodiscard]] std::span<const std::int16_t> Of(std::size_t output) const {
    return std::span(weights).subspan(output * taps, taps);
  }
};

/// Weights that map [low, high) of an axis of `in` samples to `out` samples.
/// Requires 0 <= low < high <= in and out >= 1.
AxisWeights MakeWeights(std::int32_t in, double low, double high, std::int32_t out, Filter filter);

}  // namespace assay::media::internal
