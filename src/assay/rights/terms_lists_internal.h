// SPDX-License-Identifier: Apache-2.0
//
// The word lists of terms.json, ready to be found in words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assay/rights/words_internal.h"

namespace assay::rights {

/// What words around a subject do to it.
enum class MarkerKind : std::uint32_t {
  kProhibit,
  kPermit,
  kNegate,   ///< turns a permission round
  kNone,     ///< "no scraping"
  kOblige,   ///< with a negation it prohibits
  kReserve,  ///< a reservation of rights
  kNeutral,  ///< speaks of somebody else: "we may"
  kCondition,
  kLimit,  ///< "only"
  kNonCommercial,
};

struct TermsLanguage {
  std::string code;
  /// How many words behind a permission a negation still turns it round: "dürfen ... nicht".
  std::size_t negation_after_words = 0;
  Phrases markers;   ///< MarkerKind
  Phrases subjects;  ///< ClauseKind
  Phrases pairs;     ///< 2 * ClauseKind, and 1 more for the second of a pair
};

struct TermsLists {
  Vocabulary vocabulary;
  Phrases common;  ///< bits of languages, by index, that often use a word
  std::vector<TermsLanguage> languages;
  Phrases names;  ///< of terms of use: 0, of other pages: 1
  std::set<std::string, std::less<>> rels;
  std::set<std::string, std::less<>> paths;  ///< last segments of addresses
  std::set<std::string, std::less<>> other_paths;
};

/// The lists that were compiled in. Threads: initialised once, read only afterwards.
const TermsLists& BuiltInTermsLists();

}  // namespace assay::rights
