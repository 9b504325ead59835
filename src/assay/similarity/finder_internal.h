// SPDX-License-Identifier: Apache-2.0
//
// Finds the pictures of a block that match a given one, by their hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "assay/similarity/chunk_index_internal.h"
#include "assay/similarity/match_internal.h"
#include "assay/similarity/pdq.h"

namespace assay::similarity::internal {

/// One picture of the block, by its number in it, as it looks to another.
struct Found {
  std::uint16_t number = 0;
  Likeness likeness;
};

/// 16 pieces within 1 bit hold every distance up to 31, 4 pieces within 2 bits every low distance
/// up to 11 and most up to 16. Nearly all that they yield are strangers, which the low frequencies
/// give away.
///
/// Threads: any number may ask.
/// Memory:  250 bytes a picture and 3 MB; without the index, of a few pictures, 41 bytes.
class Finder {
 public:
  static constexpr std::size_t kMost = ChunkIndex::kMost;  ///< pictures

  struct Picture {
    Hash256 hash;
    std::uint8_t quality = 0;
  };
  explicit Finder(std::vector<Picture> pictures);

  /// What matches `picture` or, as far as hashes can tell, may: each once, by ascending number.
  [[nodiscard]] std::vector<Found> Find(const Pdq& picture) const;

 private:
  void Collect(const Hash256& turned, std::vector<std::uint16_t>& numbers) const;

  std::vector<Picture> pictures_;
  std::vector<std::uint64_t> lows_;  // of a few
  std::optional<ChunkIndex> whole_;  // none: few
  std::optional<ChunkIndex> low_;
};

}  // namespace assay::similarity::internal
