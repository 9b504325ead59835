// SPDX-License-Identifier: Apache-2.0
//
// What only the whole set says about a record, as the barrier found it out and pass 2 asks for it.
// It compares nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/similarity/clusters.h"

namespace assay::pipeline {

/// What is known of a record that has a twin. Others are named by their place among all twins.
struct Twin {
  std::uint32_t exact = 0;      ///< first of those with the same bytes or pixels; maybe itself
  std::uint32_t star = 0;       ///< representative of its near copies; maybe itself
  std::uint32_t component = 0;  ///< first of its chain of near copies; maybe itself
  std::uint32_t opponent = 0;   ///< a near copy that claims another licence; itself: none does
  similarity::Match match;      ///< how `star` is shown here
  bool is_alone = false;        ///< in its star: only its chain has others
  bool same_bytes = false;      ///< with `exact`; else the pixels only
};

/// Facts "set.component", "set.exact", "set.near" and "set.twin_conflict"
/// (docs/reference/facts.md), made anew whenever they are asked for.
///
/// Memory:  48 bytes and the key of each twin.
/// Threads: any number may ask.
class SetFacts {
 public:
  explicit SetFacts(std::size_t twins) { entries_.reserve(twins); }

  /// In key order. `claims`: the licences that the record claims.
  void Add(std::string_view key, const std::string& claims, const Twin& twin);

  /// None for a record without a twin.
  [[nodiscard]] std::vector<Fact> Of(std::string_view key) const;

 private:
  struct Entry {
    std::size_t key_at = 0;  ///< in keys_; the key ends where the next begins
    Twin twin;
    const std::string* claims = nullptr;  ///< in claims_
  };
  [[nodiscard]] std::string_view Key(std::size_t place) const;

  std::string keys_;
  std::set<std::string> claims_;
  std::vector<Entry> entries_;
};

}  // namespace assay::pipeline
