// SPDX-License-Identifier: Apache-2.0
//
// One sentence of terms: which subjects it names, and what the words around do to each.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "assay/rights/terms.h"
#include "assay/rights/terms_lists_internal.h"
#include "assay/rights/words_internal.h"

namespace assay::rights {

/// What the first line of a list says of its items.
struct Heading {
  std::optional<Polarity> polarity;  ///< none: the line rules nothing
  bool has_condition = false;
};

struct Finding {
  ClauseKind kind = ClauseKind::kAutomation;
  Polarity polarity = Polarity::kProhibits;
  std::size_t word = 0;  ///< where the words begin that say so
  int confidence = 0;
  bool is_inherited = false;
};

struct SentenceReading {
  std::vector<Finding> findings;  ///< of each kind and polarity the plainest
  Heading heading;                ///< for what follows
  bool rules = false;             ///< it has words of its own that allow or forbid
};

/// Reads `words`, one sentence of at most a few hundred words.
///
/// Shapes:  of the words that rule, the nearest to a subject counts, those before it sooner than
///          those behind. Where what is nearest speaks of somebody else, nothing is found.
/// Cost:    O(words * found words).
SentenceReading ReadSentence(std::span<const Word> words, const TermsLanguage& language,
                             const Heading& heading);

}  // namespace assay::rights
