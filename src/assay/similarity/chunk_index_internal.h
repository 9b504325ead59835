// SPDX-License-Identifier: Apache-2.0
//
// Finds hashes that agree, but for a few bits, in at least one of their 16-bit pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::similarity::internal {

/// With p pieces and radius r, every hash within p * (r + 1) - 1 bits is found, and some beyond.
class ChunkIndex {
 public:
  /// `hashes` holds `pieces` 16-bit pieces for each hash, one hash after the other; `tags` a word
  /// for each hash, which lies beside its number so that a visitor can say no without a cache miss.
  /// Requires pieces >= 1, radius <= 2, fewer than 2^32 hashes, as many tags.
  ChunkIndex(std::span<const std::uint16_t> hashes, std::span<const std::uint64_t> tags,
             int radius);

  /// Calls visit(number, tag) for each hash with a piece within the radius of that piece of
  /// `query`; the same number may come more than once.
  template <typename Visit>
  void Find(std::span<const std::uint16_t> query, Visit visit) const {
    for (std::size_t piece = 0; piece < pieces_; ++piece) {
      const std::uint32_t* starts = starts_.data() + piece * (kBuckets + 1);
      const Entry* entries = entries_.data() + piece * count_;
      const std::uint64_t* filled = filled_.data() + piece * (kBuckets / 64);
      for (const std::uint16_t flips : flips_) {
        const auto bucket = static_cast<std::uint16_t>(query[piece] ^ flips);
        if ((filled[bucket / 64U] >> (bucket % 64U) & 1U) == 0) continue;
        for (std::uint32_t i = starts[bucket]; i < starts[bucket + 1U]; ++i)
          visit(entries[i].number, entries[i].tag);
      }
    }
  }

 private:
  static constexpr std::size_t kBuckets = 65536;
  struct Entry {
    std::uint64_t tag = 0;
    std::uint32_t number = 0;
  };

  std::size_t count_;
  std::size_t pieces_;
  std::vector<std::uint16_t> flips_;   // what to flip in a piece: none, one bit, two bits
  std::vector<std::uint32_t> starts_;  // kBuckets + 1 for each piece
  std::vector<std::uint64_t> filled_;  // a bit a bucket: most are empty, and this fits a cache
  std::vector<Entry> entries_;         // by piece, then bucket, then number
};

}  // namespace assay::similarity::internal
