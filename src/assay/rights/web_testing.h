// SPDX-License-Identifier: Apache-2.0
//
// For tests of web signals: what facts come to, in the short notation of the conformance tables.
// It asserts nothing itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/rights/resolve.h"

namespace assay::rights {

/// "-NG+S~I": denied, allowed and conditional uses, each group in the order A R S T N G I X D;
/// "?" when nothing is said. A acquire, R archive, S search, T tdm, N train, G train_gen,
/// I ai_input, X ai_index, D redistribute.
inline std::string Letters(const std::vector<Fact>& facts) {
  constexpr std::array<std::pair<char, Use>, kUses> kLetters = {{{'A', Use::kAcquire},
                                                                 {'R', Use::kArchive},
                                                                 {'S', Use::kSearch},
                                                                 {'T', Use::kTdm},
                                                                 {'N', Use::kTrain},
                                                                 {'G', Use::kTrainGen},
                                                                 {'I', Use::kAiInput},
                                                                 {'X', Use::kAiIndex},
                                                                 {'D', Use::kRedistribute}}};
  const Resolved resolved = Resolve(facts);
  std::string text;
  for (const auto& [sign, word] : {std::pair('-', UseWord::kDeny), std::pair('+', UseWord::kAllow),
                                   std::pair('~', UseWord::kConditional)}) {
    std::string group;
    for (const auto& [letter, use] : kLetters) {
      if (resolved[use].word == word) group += letter;
    }
    if (!group.empty()) text += sign + group;
  }
  return text.empty() ? "?" : text;
}

/// Is any of the signals malformed?
inline bool HasMalformed(const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    if (fact.state == FactState::kMalformed) return true;
  }
  return false;
}

}  // namespace assay::rights
