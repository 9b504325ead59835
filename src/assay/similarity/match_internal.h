// SPDX-License-Identifier: Apache-2.0
//
// The part of a PDQ hash that the index for doubtful pairs is built on.
#pragma once

#include <cstdint>

#include "assay/similarity/pdq.h"

namespace assay::similarity::internal {

/// The 64 bits of frequencies 1 to 8 down and across: what survives crops and drawn-in marks.
inline std::uint64_t LowFrequencies(const Hash256& hash) {
  // Row i of the 16 x 16 bits is the i-th 16-bit piece; the low half of the first eight is wanted.
  const auto four_rows = [](std::uint64_t word) {
    return (word & 0xffU) | (word >> 8U & 0xff00U) | (word >> 16U & 0xff0000U) |
           (word >> 24U & 0xff000000U);
  };
  return four_rows(hash.words[0]) | four_rows(hash.words[1]) << 32U;
}

/// Beyond this many differing low bits no pair is looked at more closely. Copies whose whole hashes
/// differ in up to 31 bits differ in at most 10 of these: they are the steadiest.
inline constexpr int kMostLowDistance = 16;

}  // namespace assay::similarity::internal
