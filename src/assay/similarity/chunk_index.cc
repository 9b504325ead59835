// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <span>

#include "assay/core/result.h"
#include "assay/similarity/bits_internal.h"
#include "assay/similarity/chunk_index_internal.h"

namespace assay::similarity::internal {

ChunkIndex::ChunkIndex(std::span<const std::uint16_t> hashes, std::span<const std::uint64_t> tags,
                       int radius)
    : count_(tags.size()), pieces_(tags.empty() ? 0 : hashes.size() / tags.size()) {
  ASSAY_CHECK(radius <= 2 && hashes.size() == pieces_ * count_ && count_ <= kMost);
  for (std::uint32_t flips = 0; flips < kBuckets; ++flips)
    if (CountBits(flips) <= radius) flips_.push_back(static_cast<std::uint16_t>(flips));
  starts_.resize(pieces_ * (kBuckets + 1));
  tags_.resize(pieces_ * count_);
  numbers_.resize(pieces_ * count_);
  for (std::size_t piece = 0; piece < pieces_; ++piece) {
    // Counting sort: sizes, then ends, then filled from the back so that numbers ascend.
    const auto ends = std::span(starts_).subspan(piece * (kBuckets + 1), kBuckets + 1);
    for (std::size_t i = 0; i < count_; ++i) ++ends[hashes[i * pieces_ + piece]];
    for (std::size_t bucket = 1; bucket <= kBuckets; ++bucket)
      ends[bucket] = static_cast<std::uint16_t>(ends[bucket] + ends[bucket - 1]);
    for (std::size_t i = count_; i-- > 0;) {
      const std::size_t place = piece * count_ + --ends[hashes[i * pieces_ + piece]];
      tags_[place] = tags[i];
      numbers_[place] = static_cast<std::uint16_t>(i);
    }
  }
}

}  // namespace assay::similarity::internal
