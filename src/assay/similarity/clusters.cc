// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/clusters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "assay/core/result.h"
#include "assay/similarity/bits_internal.h"
#include "assay/similarity/chunk_index_internal.h"
#include "assay/similarity/match_internal.h"

namespace assay::similarity {
namespace {

using Indices = std::vector<std::size_t>;

/// Item indices, first in rank first. Every later step walks in this order and never in the
/// caller's, so that the caller's order cannot matter.
Indices ByRank(std::span<const Item> items) {
  Indices order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rank = [&](std::size_t i) {
    const Item& item = items[i];
    return std::tuple(!item.ok, -(item.width_px * item.height_px),
                      item.pdq == nullptr ? 0 : -item.pdq->quality, item.asset, item.key);
  };
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  for (std::size_t i = 1; i < order.size(); ++i)
    ASSAY_CHECK(items[order[i - 1]].key != items[order[i]].key);
  return order;
}

/// Disjoint sets over positions; the lowest position of a set is its root.
class Sets {
 public:
  explicit Sets(std::size_t size) : parents_(size) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  std::size_t Root(std::size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void Join(std::size_t a, std::size_t b) {
    const auto [low, high] = std::minmax({Root(a), Root(b)});
    parents_[high] = low;
  }

 private:
  Indices parents_;
};

/// Sets of ranks with equal bytes or equal pixels.
Sets ExactSets(std::span<const Item> items, const Indices& order) {
  Sets sets(order.size());
  std::map<Digest, std::size_t> assets;
  std::map<Digest, std::size_t> pixels;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const Item& item = items[order[rank]];
    if (item.asset != Digest{}) sets.Join(assets.emplace(item.asset, rank).first->second, rank);
    if (item.pixels != Digest{}) sets.Join(pixels.emplace(item.pixels, rank).first->second, rank);
  }
  return sets;
}

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
  const std::array<std::uint64_t, 1> word = {internal::LowFrequencies(hash)};
  return Split<4>(word);
}

template <std::size_t kCount>
bool HavePieceWithin(int radius, const std::array<std::uint16_t, kCount>& a,
                     const std::array<std::uint16_t, kCount>& b) {
  for (std::size_t i = 0; i < kCount; ++i)
    if (internal::CountBits(a[i] ^ std::uint64_t{b[i]}) <= radius) return true;
  return false;
}

/// Finds matches among pictures: 16 pieces within 1 bit hold every distance up to 31, 4 pieces
/// within 2 bits every low distance up to 11 and most up to 16. Nearly all that they yield are
/// strangers, which the low frequencies give away.
class Finder {
 public:
  explicit Finder(std::vector<const Pdq*> pictures)
      : pictures_(std::move(pictures)), lows_(Lows()), seen_(pictures_.size()) {
    if (pictures_.size() <= kFew) return;
    whole_.emplace(AllPieces(Whole), lows_, kWholeRadius);
    low_.emplace(AllPieces(Low), lows_, kLowRadius);
  }

  /// Calls visit(number, match) once for each other picture that matches picture `number`.
  template <typename Visit>
  void ForEachMatch(std::size_t number, Visit visit) {
    ++query_;
    for (const Hash256& turned : pictures_[number]->dihedral) {
      const std::uint64_t low = internal::LowFrequencies(turned);
      const auto look = [&](std::uint32_t other, std::uint64_t other_low) {
        if (internal::CountBits(low ^ other_low) > internal::kMostLowDistance) return;
        if (other == number || std::exchange(seen_[other], query_) == query_) return;
        if (const auto match = FindMatch(*pictures_[number], *pictures_[other]))
          visit(std::size_t{other}, *match);
      };
      if (!whole_) {
        Scan(turned, low, look);
        continue;
      }
      whole_->Find(Whole(turned), look);
      low_->Find(Low(turned), look);
    }
  }

 private:
  static constexpr int kWholeRadius = 1;
  static constexpr int kLowRadius = 2;
  /// So many are compared one by one in the time that the indexes take.
  static constexpr std::size_t kFew = 2048;

  /// Looks at what the indexes would yield.
  template <typename Look>
  void Scan(const Hash256& turned, std::uint64_t low, Look look) const {
    for (std::size_t other = 0; other < lows_.size(); ++other) {
      if (internal::CountBits(low ^ lows_[other]) > internal::kMostLowDistance) continue;
      const Hash256& hash = pictures_[other]->hash();
      if (HavePieceWithin(kWholeRadius, Whole(turned), Whole(hash)) ||
          HavePieceWithin(kLowRadius, Low(turned), Low(hash)))
        look(static_cast<std::uint32_t>(other), lows_[other]);
    }
  }

  [[nodiscard]] std::vector<std::uint64_t> Lows() const {
    std::vector<std::uint64_t> lows;
    lows.reserve(pictures_.size());
    for (const Pdq* pdq : pictures_) lows.push_back(internal::LowFrequencies(pdq->hash()));
    return lows;
  }
  template <typename Pieces>
  std::vector<std::uint16_t> AllPieces(Pieces pieces) const {
    std::vector<std::uint16_t> all;
    for (const Pdq* pdq : pictures_) {
      const auto own = pieces(pdq->hash());
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }

  std::vector<const Pdq*> pictures_;
  std::vector<std::uint64_t> lows_;
  std::optional<internal::ChunkIndex> whole_;  // none: few
  std::optional<internal::ChunkIndex> low_;
  std::vector<std::uint64_t> seen_;  // by which query last: pairs come up more than once
  std::uint64_t query_ = 0;
};

/// The pictures to be compared: the first of each exact set. Numbers ascend in rank.
struct Pictures {
  Indices ranks;
  std::vector<const Pdq*> hashes;
};

Pictures FirstOfEach(std::span<const Item> items, const Indices& order, Sets& exact) {
  Pictures pictures;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (items[order[rank]].pdq == nullptr || exact.Root(rank) != rank) continue;
    pictures.ranks.push_back(rank);
    pictures.hashes.push_back(items[order[rank]].pdq);
  }
  return pictures;
}

/// For each picture the leader of its star, itself for a leader.
class Stars {
 public:
  explicit Stars(std::size_t size) : leaders_(size), distances_(size) {
    std::iota(leaders_.begin(), leaders_.end(), std::size_t{0});
  }
  [[nodiscard]] bool Leads(std::size_t i) const { return leaders_[i] == i; }
  [[nodiscard]] std::size_t Leader(std::size_t i) const {
    return Leads(i) ? i : Leader(leaders_[i]);
  }
  /// `follower` joins `leader`, unless it has joined a nearer one before.
  void Offer(std::size_t leader, std::size_t follower, int distance) {
    if (!Leads(follower) && distances_[follower] <= distance) return;
    leaders_[follower] = leader;
    distances_[follower] = distance;
  }

 private:
  Indices leaders_;
  std::vector<int> distances_;
};

/// Stars as they grow, and what is known of all matches so far.
struct Growth {
  Stars stars;
  Sets components;
  std::vector<bool> waits;  // may have matches beyond the steps taken
};

/// Leaders gather other leaders within distance `most`.
void Gather(Finder& finder, int most, Growth& growth) {
  const Stars before = growth.stars;
  for (std::size_t leader = 0; leader < growth.waits.size(); ++leader) {
    if (!growth.waits[leader] || !before.Leads(leader)) continue;
    growth.waits[leader] = false;
    finder.ForEachMatch(leader, [&](std::size_t other, const Match& match) {
      growth.components.Join(leader, other);
      if (match.distance > most)
        growth.waits[leader] = true;
      else if (growth.stars.Leads(leader) && other > leader && before.Leads(other))
        growth.stars.Offer(leader, other, match.distance);
    });
  }
}

/// Distances up to which leaders gather others, one after the other. Many small steps: where many
/// crops of one scene overlap, a copy then finds its source before either finds a cousin.
constexpr std::array kSteps = {8, 16, 24, kCloseDistance, 40, 50, 60, 80, 256};

/// Stars of the closest pictures first; then their leaders gather in stars by ever weaker matches.
/// So a copy stays with its source even where only one of them matches something further away.
Growth FindStars(Finder& finder, std::size_t size) {
  Growth growth{Stars(size), Sets(size), std::vector<bool>(size, true)};
  for (const int most : kSteps) Gather(finder, most, growth);
  return growth;
}

bool MayBeIdentical(const Pdq& a, const Pdq& b) {
  return std::ranges::equal(a.luma, b.luma, [](int x, int y) { return std::abs(x - y) <= 4; });
}

}  // namespace

std::vector<Place> FindClusters(std::span<const Item> items) {
  const Indices order = ByRank(items);
  Sets exact = ExactSets(items, order);
  const Pictures pictures = FirstOfEach(items, order, exact);
  const std::size_t count = pictures.ranks.size();
  Finder finder(pictures.hashes);
  Growth growth = FindStars(finder, count);
  std::vector<Place> by_rank(order.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank)
    by_rank[rank] = {order[rank], order[rank], order[rank], {}};
  for (std::size_t number = 0; number < count; ++number) {
    const std::size_t leader = growth.stars.Leader(number);
    Place& place = by_rank[pictures.ranks[number]];
    place.star = order[pictures.ranks[leader]];
    place.component = order[pictures.ranks[growth.components.Root(number)]];
    if (leader != number)
      place.match = NearestTurn(*pictures.hashes[leader], *pictures.hashes[number]);
  }
  std::vector<Place> places(items.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank)
    places[order[rank]] = by_rank[exact.Root(rank)];
  return places;
}

std::vector<std::vector<std::size_t>> PixelCandidates(std::span<const Item> items) {
  const Indices order = ByRank(items);
  Sets exact = ExactSets(items, order);
  Sets alike(order.size());
  // By size and mean luma: pictures that may be identical lie within one level of each other.
  std::vector<std::tuple<std::int64_t, std::int64_t, int, std::size_t>> sorted;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const Item& item = items[order[rank]];
    if (item.pdq == nullptr || exact.Root(rank) != rank) continue;
    const auto& luma = item.pdq->luma;
    sorted.emplace_back(item.width_px, item.height_px, std::accumulate(luma.begin(), luma.end(), 0),
                        rank);
  }
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto [width, height, sum, rank] = sorted[i];
    const auto last = std::tuple(width, height, sum + 256, order.size());
    for (std::size_t j = i + 1; j < sorted.size() && sorted[j] <= last; ++j) {
      const std::size_t other = std::get<3>(sorted[j]);
      if (MayBeIdentical(*items[order[rank]].pdq, *items[order[other]].pdq))
        alike.Join(rank, other);
    }
  }
  std::map<std::size_t, Indices> groups;
  for (std::size_t rank = 0; rank < order.size(); ++rank)
    if (exact.Root(rank) == rank) groups[alike.Root(rank)].push_back(order[rank]);
  std::vector<Indices> candidates;
  for (auto& [first, members] : groups)
    if (members.size() > 1) candidates.push_back(std::move(members));
  return candidates;
}

}  // namespace assay::similarity
