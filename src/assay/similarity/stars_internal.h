// SPDX-License-Identifier: Apache-2.0
//
// From pairs that match to stars and components.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "assay/core/result.h"

namespace assay::similarity::internal {

/// A picture that the lower one has found, which comes before it in rank.
struct Pair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint32_t distance = 0;
};

/// Visits all pairs that were to be kept, by ascending `first`.
using ForEachPair = std::function<Status(const std::function<void(const Pair&)>&)>;

/// For each picture the leader that it has joined, itself for a leader.
///
/// Memory:  6 bytes a picture.
class Stars {
 public:
  explicit Stars(std::size_t size);

  /// Gathers what is closest, as pairs come: those of one `second` by ascending `first`, and none
  /// of a `first` before all whose `second` it is. True when the pair has to be kept for Grow: of
  /// pictures that differ in a few bits only, however many there are, hardly any.
  bool Take(const Pair& pair);

  /// Leaders gather in stars by ever weaker matches: eight steps, each visits all pairs.
  /// Errors:  as `pairs`.
  Status Grow(const ForEachPair& pairs);

  /// For each picture the leader of its star, itself for a leader.
  [[nodiscard]] std::vector<std::uint32_t> Leaders() &&;

 private:
  [[nodiscard]] bool Leads(std::uint32_t i) const { return leaders_[i] == i; }
  void Offer(const Pair& pair);
  Status Gather(const ForEachPair& pairs, std::uint32_t most);

  std::vector<std::uint32_t> leaders_;
  std::vector<std::uint16_t> distances_;
};

}  // namespace assay::similarity::internal
