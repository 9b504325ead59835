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
///
/// Memory:  10 bytes a piece of each hash, and 128 KiB a piece.
class ChunkIndex {
 public:
  static constexpr std::size_t kMost = 65'535;  ///< hashes

  /// `hashes` holds `pieces` 16-bit pieces for each hash, one hash after the other; `tags` a word
  /// for each hash, which lies beside its number so that a visitor can say no without a cache miss.
  /// Requires pieces >= 1, radius <= 2, as many tags as hashes.
  ChunkIndex(std::span<const std::uint16_t> hashes, std::span<const std::uint64_t> tags,
             int radius);

  /// Calls visit(number) for each hash with a piece within the radius of that piece of `query`
  /// whose tag `wanted` wants; the same number may come more than once.
  template <typename Wanted, typename Visit>
  void Find(std::span<const std::uint16_t> query, Wanted wanted, Visit visit) const {
    std::array<Range, kMostFlips> ranges;
    for (std::size_t piece = 0; piece < pieces_; ++piece) {
      // All addresses first, so that the memory answers while the next are computed.
      const std::uint16_t* starts = starts_.data() + piece * (kBuckets + 1);
      const std::size_t first = piece * count_;
      std::size_t count = 0;
      for (const std::uint16_t flips : flips_) {
        const auto bucket = static_cast<std::uint16_t>(query[piece] ^ flips);
        ranges[count] = {first + starts[bucket], first + starts[bucket + 1U]};
        __builtin_prefetch(tags_.data() + ranges[count].begin);
        if (ranges[count].begin != ranges[count].end) ++count;
      }
      for (const Range& range : std::span(ranges).first(count))
        for (std::size_t i = range.begin; i != range.end; ++i)
          if (wanted(tags_[i])) visit(numbers_[i]);
    }
  }

 private:
  static constexpr std::size_t kBuckets = 65536;
  static constexpr std::size_t kMostFlips = 1 + 16 + 16 * 15 / 2;
  struct Range {
    std::size_t begin;
    std::size_t end;
  };

  std::size_t count_;
  std::size_t pieces_;
  std::vector<std::uint16_t> flips_;    // what to flip in a piece: none, one bit, two bits
  std::vector<std::uint16_t> starts_;   // kBuckets + 1 for each piece
  std::vector<std::uint64_t> tags_;     // by piece, then bucket, then number
  std::vector<std::uint16_t> numbers_;  // as tags_
};

}  // namespace assay::similarity::internal
