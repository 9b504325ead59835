// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/stars_internal.h"

#include <array>
#include <numeric>
#include <utility>

#include "assay/similarity/clusters.h"

namespace assay::similarity::internal {
namespace {

/// For each picture the leader that it has joined, itself for a leader.
class Stars {
 public:
  explicit Stars(std::size_t size) : leaders_(size), distances_(size) {
    std::iota(leaders_.begin(), leaders_.end(), std::uint32_t{0});
  }
  [[nodiscard]] bool Leads(std::uint32_t i) const { return leaders_[i] == i; }
  /// `follower` joins `leader`, unless it has joined a nearer one before.
  void Offer(std::uint32_t leader, std::uint32_t follower, std::uint16_t distance) {
    if (!Leads(follower) && distances_[follower] <= distance) return;
    leaders_[follower] = leader;
    distances_[follower] = distance;
  }
  /// A leader that has joined another in a later step takes its star along.
  std::vector<std::uint32_t> Leaders() && {
    for (std::uint32_t& leader : leaders_)
      while (!Leads(leader)) leader = leaders_[leader];
    return std::move(leaders_);
  }

 private:
  std::vector<std::uint32_t> leaders_;
  std::vector<std::uint16_t> distances_;
};

/// Leaders gather other leaders within distance `most`.
Status Gather(const ForEachPair& pairs, int most, std::size_t size, Stars& stars) {
  std::vector<bool> led(size);  // before this step
  for (std::uint32_t i = 0; i < size; ++i) led[i] = stars.Leads(i);
  return pairs([&](const Pair& pair) {
    if (std::cmp_greater(pair.distance, most) || !led[pair.first] || !led[pair.second]) return;
    if (stars.Leads(pair.first))
      stars.Offer(pair.first, pair.second, static_cast<std::uint16_t>(pair.distance));
  });
}

/// Distances up to which leaders gather others, one after the other. Many small steps: where many
/// crops of one scene overlap, a copy then finds its source before either finds a cousin.
constexpr std::array kSteps = {8, 16, 24, kCloseDistance, 40, 50, 60, 80, 256};

}  // namespace

/// Stars of the closest pictures first; then their leaders gather in stars by ever weaker matches.
/// So a copy stays with its source even where only one of them matches something further away.
Result<std::vector<std::uint32_t>> FindLeaders(std::size_t size, const ForEachPair& pairs) {
  Stars stars(size);
  for (const int most : kSteps) ASSAY_TRY(Gather(pairs, most, size, stars));
  return std::move(stars).Leaders();
}

}  // namespace assay::similarity::internal
