// SPDX-License-Identifier: Apache-2.0
//
// The first line is the page's language, the rest its terms.
// Properties: clauses are the same each time; a quote is what stands at its place, at most 600
// bytes, and cuts no character of a text that is UTF-8; facts have a canonical form; a clear
// sentence in front of any other text is found.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/rights/terms.h"

namespace {

using assay::rights::Clause;

void CheckClauses(const std::vector<Clause>& clauses, std::string_view text) {
  const bool is_utf8 = assay::IsUtf8(text);
  for (const Clause& clause : clauses) {
    ASSAY_CHECK(clause.begin < clause.end && clause.end <= text.size());
    ASSAY_CHECK(clause.quote == text.substr(clause.begin, clause.end - clause.begin));
    ASSAY_CHECK(clause.quote.size() <= 600 && (!is_utf8 || assay::IsUtf8(clause.quote)));
    ASSAY_CHECK(clause.confidence > 0 && clause.confidence <= 100);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = assay::AsText({data, size});
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view lang = input.substr(0, end);
  const std::string text(input.substr(end));
  const auto clauses = assay::rights::DetectClauses(text, lang);
  ASSAY_CHECK(clauses == assay::rights::DetectClauses(text, lang));
  CheckClauses(clauses, text);
  assay::FactsBlob(assay::rights::FromClauses(clauses, "url:https://e.example/"));
  const auto more = assay::rights::DetectClauses("You may not scrape the pages.\n" + text, "en");
  ASSAY_CHECK(!more.empty() && more[0].quote.starts_with("You may not"));
  const std::vector<assay::rights::TermsLink> links = {{text, std::string(lang), {}},
                                                       {std::string(lang), text, {"license"}}};
  for (const auto& candidate : assay::rights::FindTermsLinks(links))
    ASSAY_CHECK(candidate.link < links.size() && candidate.score > 0);
  return 0;
}
