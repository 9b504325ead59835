// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/stars_internal.h"

#include <array>
#include <numeric>
#include <utility>

#include "assay/similarity/clusters.h"

namespace assay::similarity::internal {
namespace {

/// Distances up to which leaders gather others, one after the other. Many small steps: where many
/// crops of one scene overlap, a copy then finds its source before either finds a cousin.
constexpr std::uint32_t kFirstStep = 8;
constexpr std::array<std::uint32_t, 8> kSteps = {16, 24, kCloseDistance, 40, 50, 60, 80, 256};

}  // namespace

Stars::Stars(std::size_t size) : leaders_(size), distances_(size) {
  std::iota(leaders_.begin(), leaders_.end(), std::uint32_t{0});
}

bool Stars::Take(const Pair& pair) {
  if (!Leads(pair.first)) return false;
  if (pair.distance > kFirstStep) return Leads(pair.second);
  Offer(pair);
  return false;
}

Status Stars::Grow(const ForEachPair& pairs) {
  for (const std::uint32_t most : kSteps) ASSAY_TRY(Gather(pairs, most));
  return Done{};
}

/// Leaders gather other leaders within distance `most`. So a copy stays with its source even where
/// only one of them matches something further away.
Status Stars::Gather(const ForEachPair& pairs, std::uint32_t most) {
  std::vector<bool> led(leaders_.size());  // before this step
  for (std::uint32_t i = 0; i < leaders_.size(); ++i) led[i] = Leads(i);
  return pairs([&](const Pair& pair) {
    if (pair.distance <= most && led[pair.first] && led[pair.second] && Leads(pair.first))
      Offer(pair);
  });
}

/// `second` joins `first`, unless it has joined a nearer one before.
void Stars::Offer(const Pair& pair) {
  if (!Leads(pair.second) && distances_[pair.second] <= pair.distance) return;
  leaders_[pair.second] = pair.first;
  distances_[pair.second] = static_cast<std::uint16_t>(pair.distance);
}

/// A leader that has joined another in a later step takes its star along.
std::vector<std::uint32_t> Stars::Leaders() && {
  for (std::uint32_t& leader : leaders_)
    while (!Leads(leader)) leader = leaders_[leader];
  return std::move(leaders_);
}

}  // namespace assay::similarity::internal
