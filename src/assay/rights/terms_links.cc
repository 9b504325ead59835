// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/rights/terms.h"
#include "assay/rights/terms_lists_internal.h"

namespace assay::rights {
namespace {

// Only their order matters to callers.
constexpr int kSure = 100;
constexpr int kWhole = 85;
constexpr int kPart = 60;
constexpr int kPath = 50;
constexpr int kBoth = 10;   // a name in the text and in the path
constexpr int kMixed = 30;  // beside another kind of page
constexpr std::size_t kText_bytes = 256;
constexpr std::size_t kAddress_bytes = 2'048;

/// Last segments of a path say most: "/legal/terms.html" is "terms", then "legal".
std::vector<std::string> Segments(std::string_view url) {
  const std::string lower = ToLowerAscii(url.substr(0, kAddress_bytes));
  std::string_view rest = std::string_view(lower).substr(0, lower.find_first_of("?#"));
  const std::size_t host = rest.find("://");
  if (host != std::string_view::npos) rest.remove_prefix(host + 3);
  rest.remove_prefix(std::min(rest.find('/'), rest.size()));
  std::vector<std::string> segments;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    if (!segment.empty()) segments.emplace_back(segment.substr(0, segment.find('.')));
    rest.remove_prefix(end);
  }
  return segments;
}

struct Named {
  bool terms = false;
  bool others = false;
  bool whole = false;  ///< nothing else is said
};

Named ReadText(std::string_view text) {
  const TermsLists& lists = BuiltInTermsLists();
  const auto words = lists.vocabulary.Read(text.substr(0, kText_bytes));
  Named named;
  std::size_t covered = 0;
  for (std::size_t at = 0; at < words.size();) {
    const Phrases::Match match = lists.names.At(words, at);
    const bool is_terms = match.words > 0 && match.meaning == 0;
    named.terms = named.terms || is_terms;
    named.others = named.others || (match.words > 0 && !is_terms);
    covered += is_terms ? match.words : 0;
    at += std::max<std::size_t>(match.words, 1);
  }
  named.whole = named.terms && covered == words.size();
  return named;
}

Named ReadPath(std::string_view url) {
  const TermsLists& lists = BuiltInTermsLists();
  const std::vector<std::string> segments = Segments(url);
  Named named;
  for (const std::string& segment : segments) {
    named.terms = named.terms || lists.paths.contains(segment);
    named.others = named.others || lists.other_paths.contains(segment);
  }
  named.whole = !segments.empty() && lists.paths.contains(segments.back());
  return named;
}

int ScoreOf(const TermsLink& link) {
  const TermsLists& lists = BuiltInTermsLists();
  const bool is_sure = std::ranges::any_of(
      link.rel, [&](const std::string& rel) { return lists.rels.contains(rel); });
  if (is_sure) return kSure;
  const Named text = ReadText(link.text);
  const Named path = ReadPath(link.url);
  if (!text.terms && (text.others || path.others || !path.whole)) return 0;
  int score = text.whole ? kWhole : text.terms ? kPart : kPath;
  if (text.terms && path.terms) score += kBoth;
  if (text.others || (path.others && !path.terms)) score -= kMixed;
  return score;
}

}  // namespace

std::vector<TermsCandidate> FindTermsLinks(std::span<const TermsLink> links) {
  std::map<std::string_view, TermsCandidate> best;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const int score = ScoreOf(links[i]);
    if (score == 0) continue;
    const std::string_view url = links[i].url;
    const auto [place, is_new] =
        best.try_emplace(url.substr(0, url.find('#')), TermsCandidate{i, score});
    if (!is_new && place->second.score < score) place->second = {i, score};
  }
  std::vector<TermsCandidate> found;
  for (const auto& [url, candidate] : best) found.push_back(candidate);
  std::ranges::sort(found, [](const TermsCandidate& a, const TermsCandidate& b) {
    return a.score != b.score ? a.score > b.score : a.link < b.link;
  });
  return found;
}

}  // namespace assay::rights
