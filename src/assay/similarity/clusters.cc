// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/clusters.h"

#include <algorithm>
#include <functional>
#include <future>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "assay/core/scratch.h"
#include "assay/similarity/finder_internal.h"
#include "assay/similarity/match_internal.h"
#include "assay/similarity/rows_internal.h"
#include "assay/similarity/sets_internal.h"
#include "assay/similarity/stars_internal.h"

namespace assay::similarity {
namespace {

using internal::Finder;
using internal::Pair;
using internal::Row;
using internal::Rows;
using internal::Sets;
using internal::Stars;
using Numbers = std::vector<std::uint32_t>;

/// An item on its way to its rank.
struct Ranked {
  std::uint64_t looks = 0;  ///< outcome, pixels, quality: the best are the lowest
  std::uint64_t asset = 0;  ///< the first bytes of its digest
  std::uint32_t item = 0;

  auto operator<=>(const Ranked&) const = default;
};

Ranked RankedOf(std::uint32_t item, const Row& row) {
  constexpr std::int64_t kMostPixels = (std::int64_t{1} << 55U) - 1;
  constexpr int kMostQuality = 127;
  const std::int64_t pixels =
      std::clamp<std::int64_t>(row.width_px * row.height_px, 0, kMostPixels);
  const int quality = row.has_pdq ? std::clamp(row.pdq.quality, 0, kMostQuality) : 0;
  const auto looks = std::uint64_t{!row.ok} << 63U |
                     static_cast<std::uint64_t>(kMostPixels - pixels) << 7U |
                     static_cast<std::uint64_t>(kMostQuality - quality);
  return {looks, FirstWord(row.asset), item};
}

/// Reads a file of pairs from its beginning, a piece at a time.
class PairReader {
 public:
  explicit PairReader(const ScratchRows<Pair>& file) : file_(&file) {}

  /// Those that have `first`, which is at most the first of the next pair.
  Status VisitThoseOf(std::uint32_t first, const std::function<void(const Pair&)>& visit) {
    for (;; ++at_) {
      if (at_ == ahead_.size()) ASSAY_TRY(Fill());
      if (at_ == ahead_.size() || ahead_[at_].first != first) return Done{};
      visit(ahead_[at_]);
    }
  }

 private:
  static constexpr std::uint64_t kAhead = 1024;

  Status Fill() {
    ahead_.resize(std::min(kAhead, file_->size() - next_));
    at_ = 0;
    ASSAY_TRY(file_->Read(next_, ahead_));
    next_ += ahead_.size();
    return Done{};
  }

  const ScratchRows<Pair>* file_;
  std::uint64_t next_ = 0;
  std::vector<Pair> ahead_;
  std::size_t at_ = 0;
};

/// What FindClusters does, step by step. Every step walks by rank.
class Clusters {
 public:
  explicit Clusters(const Rows& rows) : rows_(rows) {}

  Result<std::vector<Place>> Find(std::size_t threads) {
    ASSAY_TRY(Rank());
    ASSAY_TRY(FindPairs(std::max<std::size_t>(threads, 1)));
    const auto pairs = [this](const std::function<void(const Pair&)>& visit) {
      return ForEachPair(visit);
    };
    ASSAY_TRY(stars_.Grow(pairs));
    return Places(std::move(stars_).Leaders());
  }

 private:
  static constexpr std::size_t kTask = 32;  // pictures; each may match a block, at 12 bytes

  Status Rank();
  Status JoinEqual();
  [[nodiscard]] Result<Row> Picture(std::size_t number) const {
    return rows_.At(order_[pictures_[number]]);
  }
  [[nodiscard]] Result<Finder> FinderOf(std::size_t first, std::size_t last) const;
  [[nodiscard]] Result<std::vector<Pair>> Matches(const Finder& finder, std::size_t block,
                                                  std::size_t first) const;
  Status FindPairs(std::size_t threads);
  Status Take(std::span<const Pair> found);
  [[nodiscard]] Status ForEachPair(const std::function<void(const Pair&)>& visit) const;
  Result<std::vector<Place>> Places(const Numbers& leaders);

  const Rows& rows_;
  Numbers order_;                         ///< the item of each rank
  Sets exact_{0};                         ///< of ranks with equal bytes or equal pixels
  Numbers pictures_;                      ///< ranks to be compared: the first of each exact set
  Sets components_{0};                    ///< of pictures
  Stars stars_{0};                        ///< of pictures
  std::vector<ScratchRows<Pair>> pairs_;  ///< by ascending `first`, a file for each block
};

Status Clusters::Rank() {
  std::vector<bool> has_pdq(rows_.size());
  std::vector<Ranked> ranked;
  ranked.reserve(rows_.size());
  ASSAY_TRY(rows_.ForEach([&](std::uint32_t item, const Row& row) {
    has_pdq[item] = row.has_pdq;
    ranked.push_back(RankedOf(item, row));
  }));
  std::ranges::sort(ranked);
  order_.reserve(ranked.size());
  for (const Ranked& one : ranked) order_.push_back(one.item);
  ranked = std::vector<Ranked>();
  ASSAY_TRY(JoinEqual());
  for (std::uint32_t rank = 0; rank < order_.size(); ++rank)
    if (has_pdq[order_[rank]] && exact_.Root(rank) == rank) pictures_.push_back(rank);
  return Done{};
}

Status Clusters::JoinEqual() {
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  ASSAY_LET(Sets same_bytes, internal::SameBytes(rows_));
  exact_ = Sets(order_.size());
  Numbers first_of(order_.size(), kNone);  // the first rank of each set
  std::map<Digest, std::uint32_t> first_of_pixels;
  for (std::uint32_t rank = 0; rank < order_.size(); ++rank) {
    std::uint32_t& first = first_of[same_bytes.Root(order_[rank])];
    if (first == kNone) first = rank;
    exact_.Join(first, rank);
    const auto pixels = rows_.pixels.find(order_[rank]);
    if (pixels != rows_.pixels.end())
      exact_.Join(first_of_pixels.emplace(pixels->second, rank).first->second, rank);
  }
  return Done{};
}

Result<Finder> Clusters::FinderOf(std::size_t first, std::size_t last) const {
  std::vector<Finder::Picture> block;
  block.reserve(last - first);
  for (std::size_t number = first; number < last; ++number) {
    ASSAY_LET(const Row row, Picture(number));
    block.push_back({row.pdq.hash(), static_cast<std::uint8_t>(row.pdq.quality)});
  }
  return Finder(std::move(block));
}

/// What the pictures from `first` on match in a block, which begins at picture `block`.
Result<std::vector<Pair>> Clusters::Matches(const Finder& finder, std::size_t block,
                                            std::size_t first) const {
  std::vector<Pair> pairs;
  const std::size_t last = std::min(first + kTask, pictures_.size());
  for (std::size_t number = first; number < last; ++number) {
    ASSAY_LET(const Row own, Picture(number));
    for (const internal::Found& found : finder.Find(own.pdq)) {
      const std::size_t other = block + found.number;
      if (other == number) continue;
      const Match& match = *found.likeness.match;
      if (!found.likeness.is_sure) {
        ASSAY_LET(const Row row, Picture(other));
        if (!internal::LumasAgree(own.pdq, row.pdq.luma, match)) continue;
      }
      pairs.push_back({static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(other),
                       static_cast<std::uint32_t>(match.distance)});
    }
  }
  return pairs;
}

Status Clusters::FindPairs(std::size_t threads) {
  const std::size_t count = pictures_.size();
  components_ = Sets(count);
  stars_ = Stars(count);
  for (std::size_t block = 0; block < count; block += Finder::kMost) {
    ASSAY_LET(Scratch scratch, Scratch::Make(rows_.folder));
    pairs_.emplace_back(std::move(scratch));
    ASSAY_LET(const Finder finder, FinderOf(block, std::min(block + Finder::kMost, count)));
    for (std::size_t first = 0; first < count; first += threads * kTask) {
      std::vector<std::future<Result<std::vector<Pair>>>> tasks;
      for (std::size_t i = 0; i < threads; ++i)
        tasks.push_back(std::async(std::launch::async, [&, task = first + i * kTask] {
          return Matches(finder, block, task);
        }));
      for (auto& task : tasks) {
        ASSAY_LET(const std::vector<Pair> found, task.get());
        ASSAY_TRY(Take(found));
      }
    }
  }
  return Done{};
}

/// Who is found by a lower one may follow it; the others only hang together.
Status Clusters::Take(std::span<const Pair> found) {
  for (const Pair& pair : found) {
    components_.Join(pair.first, pair.second);
    if (pair.second > pair.first && stars_.Take(pair)) ASSAY_TRY(pairs_.back().Append(pair));
  }
  return Done{};
}

/// Merges the files.
Status Clusters::ForEachPair(const std::function<void(const Pair&)>& visit) const {
  std::vector<PairReader> readers;
  for (const auto& file : pairs_) readers.emplace_back(file);
  for (std::uint32_t first = 0; first < pictures_.size(); ++first)
    for (PairReader& reader : readers) ASSAY_TRY(reader.VisitThoseOf(first, visit));
  return Done{};
}

Result<std::vector<Place>> Clusters::Places(const Numbers& leaders) {
  std::vector<Place> places(order_.size());
  for (const std::uint32_t item : order_)
    places[item] = {.exact = item, .star = item, .component = item};
  for (std::uint32_t number = 0; number < pictures_.size(); ++number) {
    Place& place = places[order_[pictures_[number]]];
    const std::uint32_t leader = leaders[number];
    place.star = order_[pictures_[leader]];
    place.component = order_[pictures_[components_.Root(number)]];
    if (leader == number) continue;
    ASSAY_LET(const Row shown, Picture(leader));
    ASSAY_LET(const Row own, Picture(number));
    place.match = NearestTurn(shown.pdq, own.pdq.hash());
  }
  for (std::uint32_t rank = 0; rank < order_.size(); ++rank) {
    if (exact_.Root(rank) == rank) continue;
    const std::uint32_t item = order_[rank];
    places[item] = places[order_[exact_.Root(rank)]];
    ASSAY_LET(const Row own, rows_.At(item));
    ASSAY_LET(const Row first, rows_.At(places[item].exact));
    places[item].same_bytes = own.asset == first.asset;
  }
  return places;
}

}  // namespace

Result<Comparison> Comparison::Make(const std::filesystem::path& folder) {
  ASSAY_LET(Scratch scratch, Scratch::Make(folder));
  return Comparison(std::make_unique<Rows>(folder, std::move(scratch)));
}

Comparison::Comparison(std::unique_ptr<Rows> rows) : rows_(std::move(rows)) {}
Comparison::Comparison(Comparison&&) noexcept = default;
Comparison& Comparison::operator=(Comparison&&) noexcept = default;
Comparison::~Comparison() = default;

Status Comparison::Add(const Item& item) {
  ASSAY_CHECK(rows_->size() < std::numeric_limits<std::uint32_t>::max());
  Row row;
  if (item.pdq != nullptr) row.pdq = *item.pdq;
  row.has_pdq = item.pdq != nullptr;
  row.asset = item.asset;
  row.ok = item.ok;
  row.width_px = item.width_px;
  row.height_px = item.height_px;
  return rows_->file.Append(row);
}

void Comparison::SetPixels(std::uint32_t item, const Digest& pixels) {
  rows_->pixels[item] = pixels;
}

Result<std::vector<Place>> Comparison::FindClusters(std::size_t threads) const {
  return Clusters(*rows_).Find(threads);
}

}  // namespace assay::similarity
