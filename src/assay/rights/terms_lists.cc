// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>
#include <utility>

#include "assay/core/json.h"
#include "assay/rights/embedded_internal.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/terms.h"
#include "assay/rights/terms_lists_internal.h"

namespace assay::rights {
namespace {

constexpr std::array kMarkers = {
    std::pair{"prohibit", MarkerKind::kProhibit},
    std::pair{"permit", MarkerKind::kPermit},
    std::pair{"negate", MarkerKind::kNegate},
    std::pair{"none", MarkerKind::kNone},
    std::pair{"oblige", MarkerKind::kOblige},
    std::pair{"reserve", MarkerKind::kReserve},
    std::pair{"neutral", MarkerKind::kNeutral},
    std::pair{"condition", MarkerKind::kCondition},
    std::pair{"limit", MarkerKind::kLimit},
    std::pair{"noncommercial", MarkerKind::kNonCommercial},
};

constexpr std::array kKinds = {ClauseKind::kAutomation,   ClauseKind::kMachineLearning,
                               ClauseKind::kReuse,        ClauseKind::kCommercial,
                               ClauseKind::kPersonalData, ClauseKind::kDatabase};

class Builder {
 public:
  TermsLists Build() {
    auto parsed = ParseJson(embedded::TermsWords());
    ASSAY_CHECK(parsed.ok());  // our own file: tests read the same bytes
    const Json& file = parsed.value();
    for (const auto& [code, lists] : file.at("languages").items()) AddLanguage(code, lists);
    for (const auto& [word, languages] : common_)
      lists_.common.Add(lists_.vocabulary.Learn(word), languages);
    const Json& links = file.at("links");
    Add(lists_.names, links.at("phrases"), 0);
    Add(lists_.names, links.at("others"), 1);
    for (const auto& [name, set] :
         {std::pair{"rel", &lists_.rels}, std::pair{"paths", &lists_.paths},
          std::pair{"other_paths", &lists_.other_paths}}) {
      for (std::string& text : Strings(links.at(name))) set->insert(std::move(text));
    }
    return std::move(lists_);
  }

 private:
  void Add(Phrases& phrases, const Json& texts, std::uint32_t meaning) {
    for (const std::string& text : Strings(texts))
      phrases.Add(lists_.vocabulary.Learn(text), meaning);
  }

  void AddLanguage(const std::string& code, const Json& lists) {
    TermsLanguage language;
    language.code = code;
    language.negation_after_words = lists.at("negation_after_words").get<std::size_t>();
    for (const auto& [name, kind] : kMarkers)
      Add(language.markers, lists.at("markers").at(name), static_cast<std::uint32_t>(kind));
    for (const ClauseKind kind : kKinds) {
      const std::string name(Name(kind));
      const auto meaning = static_cast<std::uint32_t>(kind);
      Add(language.subjects, lists.at("subjects").at(name), meaning);
      const auto pair = lists.at("pairs").find(name);
      if (pair == lists.at("pairs").end()) continue;
      Add(language.pairs, pair->at(0), 2 * meaning);
      Add(language.pairs, pair->at(1), 2 * meaning + 1);
    }
    const std::uint32_t bit = 1U << lists_.languages.size();
    for (const std::string& word : Strings(lists.at("common"))) common_[word] |= bit;
    lists_.languages.push_back(std::move(language));
  }

  TermsLists lists_;
  std::map<std::string, std::uint32_t> common_;
};

}  // namespace

const TermsLists& BuiltInTermsLists() {
  static const TermsLists lists = Builder().Build();
  return lists;
}

}  // namespace assay::rights
