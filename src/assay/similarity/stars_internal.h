// SPDX-License-Identifier: Apache-2.0
//
// From pairs that match to stars and components.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "assay/core/result.h"

namespace assay::similarity::internal {

/// A picture that the lower one has found, which comes before it in rank.
struct Pair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint32_t distance = 0;
};

/// Visits all pairs, by ascending `first`.
using ForEachPair = std::function<Status(const std::function<void(const Pair&)>&)>;

/// For each of `size` pictures the leader of its star, itself for a leader.
///
/// Errors:  as `pairs`, which is visited nine times.
/// Cost:    10 bytes a picture.
Result<std::vector<std::uint32_t>> FindLeaders(std::size_t size, const ForEachPair& pairs);

}  // namespace assay::similarity::internal
