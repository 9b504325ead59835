// SPDX-License-Identifier: Apache-2.0
#include "assay/store/marks.h"

#include <algorithm>
#include <utility>

namespace assay::store {

Marks::Marks(std::vector<Digest> there) : digests_(std::move(there)) {
  std::ranges::sort(digests_);
  const auto again = std::ranges::unique(digests_);
  digests_.erase(again.begin(), again.end());
  states_.resize(digests_.size());
}

/// Its place, or size().
std::size_t Marks::Find(const Digest& digest) const {
  const auto at = std::ranges::lower_bound(digests_, digest);
  return at != digests_.end() && *at == digest ? static_cast<std::size_t>(at - digests_.begin())
                                               : size();
}

bool Marks::Mark(const Digest& digest) {
  const std::size_t at = Find(digest);
  if (at == size()) return false;
  if (states_[at] == State::kUnnamed) states_[at] = State::kMarked;
  return true;
}

bool Marks::Has(const Digest& digest) const {
  const std::size_t at = Find(digest);
  return at != size() && states_[at] != State::kUnnamed;
}

std::size_t Marks::marked() const {
  return size() - static_cast<std::size_t>(std::ranges::count(states_, State::kUnnamed));
}

bool Marks::Take(const Digest& digest) {
  const std::size_t at = Find(digest);
  if (at == size() || states_[at] != State::kMarked) return false;
  states_[at] = State::kTaken;
  return true;
}

}  // namespace assay::store
