// SPDX-License-Identifier: Apache-2.0
//
// Finds hashes that agree, but for a few bits, in at least one of their 16-bit pieces.
#pragma once

#include <array>
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
    std::array<Range, kMostFlips> ranges;
    for (std::size_t piece = 0; piece < pieces_; ++piece) {
      // All addresses first, so that the memory answers while the next are computed.
      const std::uint32_t* starts = starts_.data() + piece * (kBuckets + 1);
      const Entry* entries = entries_.data() + piece * count_;
      std::size_t count = 0;
      for (const std::uint16_t flips : flips_) {
        const auto bucket = static_cast<std::uint16_t>(query[piece] ^ flips);
        ranges[count] = {entries + starts[bucket], entries + starts[bucket + 1U]};
        __builtin_prefetch(ranges[count].begin);
        if (ranges[count].begin != ranges[count].end) ++count;
      }
      for (const Range& range : std::span(ranges).first(count))
        for (const Entry* entry = range.begin; entry != range.end; ++entry)
          visit(entry->number, entry->tag);
    }
  }

 private:
  static constexpr std::size_t kBuckets = 65536;
  static constexpr std::size_t kMostFlips = 1 + 16 + 16 * 15 / 2;
  struct Entry {
    std::uint64_t tag = 0;
    std::uint32_t number = 0;
  };
  struct Range {
    const Entry* begin;
    const Entry* end;
  };

  std::size_t count_;
  std::size_t pieces_;
  std::vector<std::uint16_t> flips_;   // what to flip in a piece: none, one bit, two bits
  std::vector<std::uint32_t> starts_;  // kBuckets + 1 for each piece
  std::vector<Entry> entries_;         // by piece, then bucket, then number
};

}  // namespace assay::similarity::internal
