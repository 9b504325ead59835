// SPDX-License-Identifier: Apache-2.0
//
// Which of the objects that are there somebody names: first all are told, then each name marks one,
// then what is not marked may go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/core/hash.h"

namespace assay::store {

/// Cost:    33 bytes an object; a binary search a call. Threads: one.
class Marks {
 public:
  /// `there` in any order, and as often as it is there.
  explicit Marks(std::vector<Digest> there);

  /// False when there is no such object.
  bool Mark(const Digest& digest);

  [[nodiscard]] bool Has(const Digest& digest) const;

  /// True once for each that is marked: for who decides which of its copies stays.
  bool Take(const Digest& digest);

  [[nodiscard]] std::size_t size() const { return digests_.size(); }
  [[nodiscard]] std::size_t marked() const;  ///< taken ones among them

 private:
  enum class State : std::uint8_t { kUnnamed, kMarked, kTaken };
  [[nodiscard]] std::size_t Find(const Digest& digest) const;

  std::vector<Digest> digests_;  ///< sorted, each once
  std::vector<State> states_;
};

}  // namespace assay::store
