// SPDX-License-Identifier: Apache-2.0
//
// Which link of a page leads to its terms of use, and which sentences of such terms speak of
// automation, training, reuse, trade, persons and databases. Detected by word lists
// (policies/data/terms.json), in the text's own words: what a clause means, and whether it binds,
// a person concludes. A text that says nothing of automation grants nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"

namespace assay::rights {

/// A link as a page has it.
struct TermsLink {
  std::string url;  ///< absolute
  std::string text;
  std::vector<std::string> rel;  ///< in lower case
};

struct TermsCandidate {
  std::size_t link = 0;  ///< index of the link
  int score = 0;         ///< 1 to 100
  bool operator==(const TermsCandidate&) const = default;
};

/// Links that may lead to terms of use, the likeliest first; of one address the best.
///
/// Shapes:  "terms-of-service" as rel is sure; a text that is nothing but a name for terms is
///          likelier than one that holds such a name, and that likelier than a path. Pages on
///          privacy, cookies, delivery or the publisher are none, unless they name terms as well.
/// Cost:    O(links * their length).
/// Source:  RFC 6903, section 5, for the relation.
std::vector<TermsCandidate> FindTermsLinks(std::span<const TermsLink> links);

enum class ClauseKind : std::uint8_t {
  kAutomation,       ///< crawling, scraping, robots, tools for it
  kMachineLearning,  ///< training of models, text and data mining
  kReuse,            ///< copies, republication
  kCommercial,       ///< use for trade
  kPersonalData,     ///< collecting what concerns others
  kDatabase,         ///< extraction from a database, its maker's right
};
std::string_view Name(ClauseKind kind);  // "automation", "machine_learning", ...

/// `kConditions`: allowed or forbidden, but for a condition such as consent in writing.
enum class Polarity : std::uint8_t { kProhibits, kPermits, kConditions };
std::string_view Name(Polarity polarity);  // "prohibits", "permits", "conditions"

struct Clause {
  ClauseKind kind = ClauseKind::kAutomation;
  Polarity polarity = Polarity::kProhibits;
  std::string quote;  ///< the bytes [begin, end) of the text: its sentence
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string lang;    ///< "en", "de", "fr", "es", "it", "nl", "ja"
  int confidence = 0;  ///< 0 to 100: how plain the words are, no probability
  bool operator==(const Clause&) const = default;
};

/// The clauses of a text, in the order in which they stand.
///
/// Shapes:  `text` is UTF-8, a line a block; anything else reads as signs between words. `lang` is
///          what the page says ("de-AT"), or empty; a sentence plainly in another of the languages
///          is read as that. Of one sentence each kind and polarity once. A list takes what its
///          first line says: "You must not:". A quote has at most 600 bytes; of a longer sentence
///          it is the part around the words that were found.
/// Cost:    O(length); texts over 1 MiB are read up to there; at most 1,000 clauses.
/// Exact:   the same text gives the same clauses; no locale.
std::vector<Clause> DetectClauses(std::string_view text, std::string_view lang = "");

/// Clauses as facts "rights.clause", carrier "terms:text". `source` is whose text it is:
/// "url:https://...".
std::vector<Fact> FromClauses(std::span<const Clause> clauses, std::string_view source);

}  // namespace assay::rights
