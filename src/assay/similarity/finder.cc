// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/finder_internal.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "assay/core/result.h"
#include "assay/similarity/bits_internal.h"

namespace assay::similarity::internal {
namespace {

constexpr int kWholeRadius = 1;
constexpr int kLowRadius = 2;
/// So many are compared one by one in the time that the indexes take.
constexpr std::size_t kFew = 2048;

using Pieces16 = std::array<std::uint16_t, 16>;
using Pieces4 = std::array<std::uint16_t, 4>;

template <std::size_t kCount>
std::array<std::uint16_t, kCount> Split(std::span<const std::uint64_t> words) {
  std::array<std::uint16_t, kCount> pieces{};
  for (std::size_t i = 0; i < kCount; ++i)
    pieces.at(i) = static_cast<std::uint16_t>(words[i / 4] >> (i % 4 * 16));
  return pieces;
}
Pieces16 Whole(const Hash256& hash) { return Split<16>(hash.words); }
Pieces4 Low(const Hash256& hash) {
  const std::array<std::uint64_t, 1> word = {LowFrequencies(hash)};
  return Split<4>(word);
}

template <std::size_t kCount>
bool HavePieceWithin(int radius, const std::array<std::uint16_t, kCount>& a,
                     const std::array<std::uint16_t, kCount>& b) {
  for (std::size_t i = 0; i < kCount; ++i)
    if (CountBits(a[i] ^ std::uint64_t{b[i]}) <= radius) return true;
  return false;
}

template <typename Pieces>
std::vector<std::uint16_t> AllPieces(std::span<const Finder::Picture> pictures, Pieces pieces) {
  std::vector<std::uint16_t> all;
  all.reserve(pictures.size() * pieces(Hash256{}).size());
  for (const Finder::Picture& picture : pictures) {
    const auto own = pieces(picture.hash);
    all.insert(all.end(), own.begin(), own.end());
  }
  return all;
}

}  // namespace

Finder::Finder(std::vector<Picture> pictures) : pictures_(std::move(pictures)) {
  ASSAY_CHECK(pictures_.size() <= kMost);
  lows_.reserve(pictures_.size());
  for (const Picture& picture : pictures_) lows_.push_back(LowFrequencies(picture.hash));
  if (pictures_.size() <= kFew) return;
  whole_.emplace(AllPieces(pictures_, Whole), lows_, kWholeRadius);
  low_.emplace(AllPieces(pictures_, Low), lows_, kLowRadius);
}

std::vector<Found> Finder::Find(const Pdq& picture) const {
  std::vector<std::uint16_t> numbers;
  for (const Hash256& turned : picture.dihedral) Collect(turned, numbers);
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  std::vector<Found> all;
  for (const std::uint16_t number : numbers) {
    const Picture& other = pictures_[number];
    const Likeness likeness = CompareHashes(picture, other.hash, other.quality);
    if (likeness.match) all.push_back({number, likeness});
  }
  return all;
}

/// Appends those whose low frequencies are near, of those that have a piece in common.
void Finder::Collect(const Hash256& turned, std::vector<std::uint16_t>& numbers) const {
  const std::uint64_t low = LowFrequencies(turned);
  const auto wanted = [low](std::uint64_t tag) { return CountBits(low ^ tag) <= kMostLowDistance; };
  if (whole_) {
    const auto add = [&numbers](std::uint16_t number) { numbers.push_back(number); };
    whole_->Find(Whole(turned), wanted, add);
    low_->Find(Low(turned), wanted, add);
    return;
  }
  for (std::size_t other = 0; other < lows_.size(); ++other) {
    if (!wanted(lows_[other])) continue;
    const Hash256& hash = pictures_[other].hash;
    if (HavePieceWithin(kWholeRadius, Whole(turned), Whole(hash)) ||
        HavePieceWithin(kLowRadius, Low(turned), Low(hash)))
      numbers.push_back(static_cast<std::uint16_t>(other));
  }
}

}  // namespace assay::similarity::internal
