// SPDX-License-Identifier: Apache-2.0
//
// The two steps of FindMatch: hashes first, which are small, and lumas only where these leave a
// doubt; and the part of a hash that the index for doubtful pairs is built on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "assay/similarity/clusters.h"
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

using Bytes256 = std::array<std::uint8_t, 256>;

struct Likeness {
  std::optional<Match> match{};  ///< none: no match, whatever the lumas are
  bool is_sure = false;          ///< whatever the lumas are
};

/// What the second's hash and quality tell.
Likeness CompareHashes(const Pdq& first, const Hash256& second, int second_quality);

/// Whether the lumas bear out a match that is not sure.
bool LumasAgree(const Pdq& first, const Bytes256& second, const Match& doubtful);

}  // namespace assay::similarity::internal
