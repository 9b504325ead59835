// SPDX-License-Identifier: Apache-2.0
//
// Which of many hang together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace assay::similarity::internal {

/// Disjoint sets over positions; the lowest position of a set is its root.
class Sets {
 public:
  explicit Sets(std::size_t size) : parents_(size) {
    std::iota(parents_.begin(), parents_.end(), std::uint32_t{0});
  }
  std::uint32_t Root(std::uint32_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void Join(std::uint32_t a, std::uint32_t b) {
    const auto [low, high] = std::minmax({Root(a), Root(b)});
    parents_[high] = low;
  }

 private:
  std::vector<std::uint32_t> parents_;
};

}  // namespace assay::similarity::internal
