// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/terms.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/statement_internal.h"
#include "assay/rights/terms_lists_internal.h"
#include "assay/rights/terms_sentence_internal.h"
#include "assay/rights/words_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kText_bytes = 1U << 20U;
constexpr std::size_t kQuote_bytes = 600;
constexpr std::size_t kBefore_bytes = 200;  // of a long sentence, before the words that were found
constexpr std::size_t kClauses = 1'000;
constexpr std::size_t kSentence_words = 200;  // longer ones are cut there: cost stays linear
constexpr std::size_t kItems = 30;            // of one list
constexpr std::size_t kShort_bytes = 4;       // abbreviations: "Art." "e.g." "Abs."
constexpr std::size_t kNoLanguage = ~std::size_t{0};
constexpr int kLessOtherLanguage = 10;

/// Words [first, last) between two ends of sentences.
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;
  char close = '.';  ///< how it ends: ':', ';', '.', or a line's end
};

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The largest boundary of a character that is not behind `at`.
std::size_t Boundary(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && IsContinuation(text[at])) --at;
  return at;
}

class Detector {
 public:
  Detector(std::string_view text, std::string_view lang)
      : lists_(BuiltInTermsLists()), text_(text.substr(0, Boundary(text, kText_bytes))) {
    words_ = lists_.vocabulary.Read(text_);
    const std::string hint = ToLowerAscii(lang.substr(0, lang.find_first_of("-_")));
    const auto known = std::ranges::find(lists_.languages, hint, &TermsLanguage::code);
    hint_ = static_cast<std::size_t>(known - lists_.languages.begin());
    if (known == lists_.languages.end()) hint_ = LanguageOf({0, words_.size(), '.'}, kNoLanguage);
  }

  std::vector<Clause> Run() {
    Span span;
    for (std::size_t i = 0; i < words_.size() && clauses_.size() < kClauses; ++i) {
      const char end = EndAfter(i);
      if (end == 0 && i + 1 - span.first < kSentence_words) continue;
      span.last = i + 1;
      span.close = end == 0 ? ',' : end;
      Take(span);
      span.first = i + 1;
    }
    return std::move(clauses_);
  }

 private:
  // ---- sentences ----

  [[nodiscard]] std::string_view Between(std::size_t word) const {
    const std::size_t begin = words_[word].end;
    const std::size_t end = word + 1 < words_.size() ? words_[word + 1].begin : text_.size();
    return text_.substr(begin, std::max(begin, end) - begin);
  }

  /// What ends the sentence behind a word: '.', ':', ';' or '\n'; 0 where it goes on.
  [[nodiscard]] char EndAfter(std::size_t word) const {
    const std::string_view gap = Between(word);
    if (word + 1 == words_.size()) return '.';
    if (gap.find(';') != std::string_view::npos) return ';';
    const bool is_line = gap.find('\n') != std::string_view::npos;
    const bool is_colon = gap.find(':') != std::string_view::npos ||
                          gap.find("\xEF\xBC\x9A") != std::string_view::npos;
    if (is_line) return is_colon ? ':' : HasStop(gap) ? '.' : '\n';
    if (gap.find("\xE3\x80\x82") != std::string_view::npos) return '.';
    if (!HasStop(gap) || gap.find(' ') == std::string_view::npos) return 0;
    return IsAbbreviation(word) ? '\0' : '.';
  }

  static bool HasStop(std::string_view gap) {
    return gap.find_first_of(".!?") != std::string_view::npos ||
           gap.find("\xE3\x80\x82") != std::string_view::npos;
  }

  /// A short word before a dot with a small letter or a number behind: "z. B. durch", "Art. 4".
  [[nodiscard]] bool IsAbbreviation(std::size_t word) const {
    const Word& before = words_[word];
    const Word& after = words_[word + 1];
    const std::size_t bytes = before.end - before.begin;
    return bytes == 1 || (bytes <= kShort_bytes && (!after.upper || after.number));
  }

  // ---- languages ----

  /// The language whose frequent words stand here most often; `otherwise` unless two more do.
  [[nodiscard]] std::size_t LanguageOf(const Span& span, std::size_t otherwise) const {
    std::vector<std::size_t> counts(lists_.languages.size(), 0);
    for (std::size_t i = span.first; i < span.last; ++i) {
      const Phrases::Match match = lists_.common.At(words_, i);
      for (std::size_t one = 0; match.words > 0 && one < counts.size(); ++one)
        counts[one] += (match.meaning >> one) & 1U;
    }
    const auto best = std::ranges::max_element(counts);
    if (*best == 0) return otherwise;
    const auto index = static_cast<std::size_t>(best - counts.begin());
    if (otherwise == kNoLanguage) return index;
    return *best >= counts[otherwise] + 2 ? index : otherwise;
  }

  // ---- clauses ----

  void Take(const Span& span) {
    const std::size_t index = LanguageOf(span, hint_);
    if (index == kNoLanguage) return;
    const TermsLanguage& language = lists_.languages[index];
    const std::span<const Word> words =
        std::span(words_).subspan(span.first, span.last - span.first);
    const Heading heading = items_left_ > 0 ? heading_ : Heading{};
    const SentenceReading reading = ReadSentence(words, language, heading);
    for (const Finding& finding : reading.findings) {
      Clause clause;
      clause.kind = finding.kind;
      clause.polarity = finding.polarity;
      clause.lang = language.code;
      clause.confidence = finding.confidence - (index == hint_ ? 0 : kLessOtherLanguage);
      PutQuote(span, finding, clause);
      if (clauses_.size() < kClauses) clauses_.push_back(std::move(clause));
    }
    Follow(span, reading);
  }

  /// A list goes on for as long as nothing else rules: its items end in any way.
  void Follow(const Span& span, const SentenceReading& reading) {
    const bool is_bare = span.close == '\n' && reading.findings.empty();
    const bool begins = span.close == ':' || span.close == ';' || span.close == ',' || is_bare;
    if (reading.rules) {
      items_left_ = begins ? kItems : 0;
      heading_ = reading.heading;
      heading_begin_ = words_[span.first].begin;
      is_list_ = span.close == ':' || is_bare;
    } else if (items_left_ > 0) {
      // "(a) ...; (b) ...; (c) ...." ends with its dot; lines under a colon may all have one.
      const bool is_last = span.close == '.' && !is_list_;
      items_left_ = is_last ? 0 : items_left_ - 1;
    }
  }

  void PutQuote(const Span& span, const Finding& finding, Clause& clause) const {
    clause.begin = words_[span.first].begin;
    clause.end = words_[span.last - 1].end;
    const std::string_view rest = text_.substr(clause.end);
    if (!rest.empty() && std::string_view(".!?:;").find(rest[0]) != std::string_view::npos)
      ++clause.end;
    if (rest.starts_with("\xE3\x80\x82")) clause.end += 3;
    if (finding.is_inherited && clause.end - heading_begin_ <= kQuote_bytes)
      clause.begin = heading_begin_;
    if (clause.end - clause.begin > kQuote_bytes) {
      const std::size_t found = words_[span.first + finding.word].begin;
      const std::size_t from = found > kBefore_bytes ? found - kBefore_bytes : 0;
      if (found + kBefore_bytes > clause.begin + kQuote_bytes)
        clause.begin = Boundary(text_, std::max(clause.begin, from));
      clause.end = Boundary(text_, std::min(clause.end, clause.begin + kQuote_bytes));
    }
    clause.quote = text_.substr(clause.begin, clause.end - clause.begin);
  }

  const TermsLists& lists_;
  std::string_view text_;
  std::vector<Word> words_;
  std::size_t hint_ = kNoLanguage;
  std::vector<Clause> clauses_;
  Heading heading_;
  std::size_t heading_begin_ = 0;
  std::size_t items_left_ = 0;
  bool is_list_ = false;
};

}  // namespace

std::string_view Name(ClauseKind kind) {
  constexpr std::array<std::string_view, 6> kNames = {"automation", "machine_learning", "reuse",
                                                      "commercial", "personal_data",    "database"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view Name(Polarity polarity) {
  constexpr std::array<std::string_view, 3> kNames = {"prohibits", "permits", "conditions"};
  return kNames[static_cast<std::size_t>(polarity)];
}

std::vector<Clause> DetectClauses(std::string_view text, std::string_view lang) {
  return Detector(text, lang).Run();
}

std::vector<Fact> FromClauses(std::span<const Clause> clauses, std::string_view source) {
  Statements out(source, "unknown");
  for (const Clause& clause : clauses) {
    out.Add("rights.clause", FactState::kPresent,
            {{"kind", Name(clause.kind)},
             {"polarity", Name(clause.polarity)},
             {"lang", clause.lang},
             {"confidence", clause.confidence}},
            "terms:text", clause.quote);
  }
  return out.Take();
}

}  // namespace assay::rights
