// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <optional>

#include "assay/rights/lexicon_internal.h"
#include "assay/rights/opt_out_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kReach_words = 8;
constexpr std::size_t kQuote_bytes = 160;

struct Found {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t meaning = 0;
  std::size_t sentence = 0;
};

class Finder {
 public:
  Finder(std::span<const Word> words, std::string_view text) : words_(words), text_(text) {}

  std::vector<OptOut> Run() {
    std::size_t sentence = 0;
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (words_[at].breaks) ++sentence;
      if (words_[at].id != 0) Look(at, sentence);
    }
    for (const Found& subject : subjects_) Judge(subject);
    return std::move(opt_outs_);
  }

 private:
  void Look(std::size_t at, std::size_t sentence) {
    const auto found = [&](const Phrases::Match& match) {
      return Found{at, at + match.words, match.meaning, sentence};
    };
    const Lexicon& lexicon = BuiltInLexicon();
    if (const auto match = lexicon.opt_outs.At(words_, at); match.words > 0) {
      Add(found(match), at, at + match.words);
    }
    if (const auto match = lexicon.subjects.At(words_, at); match.words > 0) {
      subjects_.push_back(found(match));
    }
    if (const auto match = lexicon.negations.At(words_, at); match.words > 0) {
      negations_.push_back(found(match));
    }
  }

  /// Both lists are in order of `begin`, so the nearest negations stand around one place.
  void Judge(const Found& subject) {
    const auto after = std::ranges::lower_bound(negations_, subject.begin, {}, &Found::begin);
    const auto near = [&](const Found& negation) {
      const std::size_t gap = negation.begin >= subject.end   ? negation.begin - subject.end
                              : negation.end <= subject.begin ? subject.begin - negation.end
                                                              : 0;
      return negation.sentence == subject.sentence && gap <= kReach_words;
    };
    if (after != negations_.end() && near(*after)) {
      Add(subject, subject.begin, std::max(after->end, subject.end));
    } else if (after != negations_.begin() && near(*std::prev(after))) {
      Add(subject, std::prev(after)->begin, subject.end);
    }
  }

  void Add(const Found& found, std::size_t begin, std::size_t end) {
    const std::vector<std::string>& denies = BuiltInLexicon().denies[found.meaning];
    const bool known = std::ranges::any_of(
        opt_outs_, [&](const OptOut& opt_out) { return opt_out.denies == denies; });
    if (known) return;
    const std::size_t from = words_[begin].begin;
    const std::size_t bytes = std::min<std::size_t>(words_[end - 1].end - from, kQuote_bytes);
    opt_outs_.push_back({denies, std::string(text_.substr(from, bytes))});
  }

  std::span<const Word> words_;
  std::string_view text_;
  std::vector<Found> subjects_;
  std::vector<Found> negations_;
  std::vector<OptOut> opt_outs_;
};

}  // namespace

std::vector<OptOut> FindOptOuts(std::span<const Word> words, std::string_view text) {
  return Finder(words, text).Run();
}

}  // namespace assay::rights
