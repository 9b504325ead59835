// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "assay/core/result.h"
#include "assay/similarity/chunk_index_internal.h"

namespace assay::similarity::internal {

ChunkIndex::ChunkIndex(std::span<const std::uint16_t> hashes, std::size_t pieces, int radius)
    : pieces_(pieces), count_(hashes.size() / pieces) {
  ASSAY_CHECK(pieces >= 1 && radius <= 2);
  ASSAY_CHECK(count_ < std::numeric_limits<std::uint32_t>::max());
  for (std::uint32_t flips = 0; flips < kBuckets; ++flips)
    if (std::popcount(flips) <= radius) flips_.push_back(static_cast<std::uint16_t>(flips));
  starts_.resize(pieces_ * (kBuckets + 1));
  numbers_.resize(pieces_ * count_);
  for (std::size_t piece = 0; piece < pieces_; ++piece) {
    // Counting sort: sizes, then ends, then filled from the back so that numbers ascend.
    const auto ends = std::span(starts_).subspan(piece * (kBuckets + 1), kBuckets + 1);
    for (std::size_t i = 0; i < count_; ++i) ++ends[hashes[i * pieces_ + piece]];
    for (std::size_t bucket = 1; bucket <= kBuckets; ++bucket) ends[bucket] += ends[bucket - 1];
    for (std::size_t i = count_; i-- > 0;)
      numbers_[piece * count_ + --ends[hashes[i * pieces_ + piece]]] =
          static_cast<std::uint32_t>(i);
  }
}

}  // namespace assay::similarity::internal
