// SPDX-License-Identifier: Apache-2.0
//
// The Allow and Disallow lines of one group, indexed so that the rule that decides is found
// without trying all of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/rights/path_pattern.h"

namespace assay::rights {

struct RobotsRule {
  PathPattern pattern;
  std::string_view raw;
  std::uint32_t line = 0;
  bool allow = false;
};

/// Does `rule` win against `best`? More octets do, and of as many an Allow does.
bool Beats(const RobotsRule& rule, const RobotsRule* best);

class RobotsRules {
 public:
  void Add(RobotsRule rule);

  /// Builds the index; Best may be asked only afterwards.
  void Finish();

  /// The rule that decides of this group's and `best`; null when neither speaks of the path.
  /// Cost:    O(log(plain) * octets + wildcard rules that could win).
  const RobotsRule* Best(const NormalPath& path, const RobotsRule* best) const;

 private:
  static constexpr std::uint32_t kNone = ~0U;

  const RobotsRule* BestPlain(std::string_view path) const;

  std::vector<RobotsRule> plain_;       ///< by form, each once
  std::vector<std::uint32_t> shorter_;  ///< of plain_[i]: the longest other one that begins it
  std::vector<RobotsRule> wild_;        ///< the most specific first
};

}  // namespace assay::rights
