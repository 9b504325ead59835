// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/terms_sentence_internal.h"

#include <algorithm>
#include <array>

namespace assay::rights {
namespace {

constexpr std::size_t kNegationBefore_words = 3;
constexpr std::size_t kNoneReach_words = 5;
constexpr std::size_t kEmpty_words = 10;
constexpr std::size_t kPairReach_words = 8;
constexpr std::size_t kNear_words = 15;

// Of 100. The sizes are arbitrary; their order is that of how often such words mislead.
constexpr int kPlain = 90;
constexpr int kLessPaired = 10;     // "dürfen ... nicht"
constexpr int kLessFar = 10;        // more than kNear_words away
constexpr int kLessInherited = 15;  // from a list's first line
constexpr int kLessImplied = 20;    // only a condition, or only "non-commercial"
constexpr int kLessPermit = 10;

struct Found {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t meaning = 0;
};

/// Leftmost and longest, not overlapping.
std::vector<Found> FindAll(const Phrases& phrases, std::span<const Word> words) {
  std::vector<Found> found;
  for (std::size_t at = 0; at < words.size();) {
    const Phrases::Match match = words[at].id == 0 ? Phrases::Match{} : phrases.At(words, at);
    if (match.words > 0) found.push_back({at, at + match.words, match.meaning});
    at += std::max<std::size_t>(match.words, 1);
  }
  return found;
}

std::size_t Gap(const Found& a, const Found& b) {
  if (a.begin >= b.end) return a.begin - b.end;
  return b.begin >= a.end ? b.begin - a.end : 0;
}

enum class Ruling { kProhibit, kPermit, kNeutral, kReserve, kNone };

struct Ruler {
  Found at;
  Ruling ruling = Ruling::kNeutral;
  bool is_paired = false;
};

class Sentence {
 public:
  Sentence(std::span<const Word> words, const TermsLanguage& language, const Heading& heading)
      : language_(language), heading_(heading), markers_(FindAll(language.markers, words)) {
    for (const Found& subject : FindAll(language.subjects, words)) subjects_.push_back(subject);
    AddPairs(FindAll(language.pairs, words));
  }

  SentenceReading Run() {
    has_condition_ = Has(MarkerKind::kCondition) || heading_.has_condition;
    SetRulers();
    for (const Found& subject : subjects_) Judge(subject);
    for (const Found& marker : markers_) JudgeNonCommercial(marker);
    reading_.rules = !rulers_.empty();
    SetHeading();
    return std::move(reading_);
  }

 private:
  static MarkerKind KindOf(const Found& marker) { return static_cast<MarkerKind>(marker.meaning); }

  [[nodiscard]] bool Has(MarkerKind kind) const {
    return std::ranges::any_of(markers_, [&](const Found& one) { return KindOf(one) == kind; });
  }

  /// Both halves of a pair within reach of each other: "train ... models".
  void AddPairs(const std::vector<Found>& halves) {
    for (std::size_t i = 1; i < halves.size(); ++i) {
      const Found& before = halves[i - 1];
      const Found& here = halves[i];
      const bool is_pair = before.meaning != here.meaning && before.meaning / 2 == here.meaning / 2;
      if (is_pair && Gap(before, here) <= kPairReach_words)
        subjects_.push_back({before.begin, here.end, here.meaning / 2});
    }
  }

  // ---- what rules ----

  void SetRulers() {
    for (std::size_t i = 0; i < markers_.size(); ++i) {
      const Found& marker = markers_[i];
      switch (KindOf(marker)) {
        case MarkerKind::kProhibit:
          rulers_.push_back({marker, Ruling::kProhibit, false});
          break;
        case MarkerKind::kPermit:
          AddPermit(i);
          break;
        case MarkerKind::kNegate:
          if (IsObliged(i)) rulers_.push_back({marker, Ruling::kProhibit, true});
          break;
        case MarkerKind::kNone:
          rulers_.push_back({marker, Ruling::kNone, true});
          break;
        case MarkerKind::kReserve:
          rulers_.push_back({marker, Ruling::kReserve, false});
          break;
        case MarkerKind::kNeutral:
          rulers_.push_back({marker, Ruling::kNeutral, false});
          break;
        default:
          break;
      }
    }
  }

  void AddPermit(std::size_t index) {
    const Found& permit = markers_[index];
    const auto is_negation = [&](std::size_t other, std::size_t reach) {
      return KindOf(markers_[other]) == MarkerKind::kNegate &&
             Gap(markers_[other], permit) <= reach;
    };
    // "No part may be copied", "Ningún texto puede": a permission of nothing.
    const bool is_empty = index > 0 && KindOf(markers_[index - 1]) == MarkerKind::kNone &&
                          Gap(markers_[index - 1], permit) <= kEmpty_words;
    if (is_empty || (index > 0 && is_negation(index - 1, kNegationBefore_words))) {
      rulers_.push_back({permit, Ruling::kProhibit, true});
      return;
    }
    for (std::size_t next = index + 1; next < markers_.size(); ++next) {
      const MarkerKind kind = KindOf(markers_[next]);
      if (kind == MarkerKind::kPermit || kind == MarkerKind::kProhibit) break;
      if (!is_negation(next, language_.negation_after_words)) continue;
      rulers_.push_back({permit, Ruling::kProhibit, true});
      rulers_.push_back({markers_[next], Ruling::kProhibit, true});
      return;
    }
    rulers_.push_back({permit, Ruling::kPermit, false});
  }

  /// "agree ... not", "verpflichten sich, nicht": the negation rules where nothing else does.
  [[nodiscard]] bool IsObliged(std::size_t index) const {
    for (std::size_t i = index; i-- > 0;) {
      const MarkerKind kind = KindOf(markers_[i]);
      if (kind == MarkerKind::kOblige) return true;
      if (kind != MarkerKind::kCondition && kind != MarkerKind::kLimit) return false;
    }
    return false;
  }

  // ---- what is found ----

  /// May these words rule that subject?
  static bool Reaches(const Ruler& ruler, const Found& subject) {
    const auto kind = static_cast<ClauseKind>(subject.meaning);
    const bool is_reservable = kind == ClauseKind::kMachineLearning ||
                               kind == ClauseKind::kAutomation || kind == ClauseKind::kDatabase;
    if (ruler.ruling == Ruling::kReserve) return is_reservable;
    const bool is_before = ruler.at.end <= subject.begin;
    return ruler.ruling != Ruling::kNone ||
           (is_before && Gap(ruler.at, subject) <= kNoneReach_words);
  }

  [[nodiscard]] const Ruler* Nearest(const Found& subject) const {
    const Ruler* best = nullptr;
    std::size_t best_distance = 0;
    for (const Ruler& ruler : rulers_) {
      if (!Reaches(ruler, subject)) continue;
      const bool is_before = ruler.at.begin < subject.begin;
      const std::size_t distance = Gap(ruler.at, subject) * (is_before ? 2 : 3);
      if (best != nullptr && distance >= best_distance) continue;
      best = &ruler;
      best_distance = distance;
    }
    return best;
  }

  [[nodiscard]] bool IsInNonCommercial(const Found& subject) const {
    return std::ranges::any_of(markers_, [&](const Found& marker) {
      return KindOf(marker) == MarkerKind::kNonCommercial && marker.begin < subject.end &&
             subject.begin < marker.end;
    });
  }

  void Judge(const Found& subject) {
    const auto kind = static_cast<ClauseKind>(subject.meaning);
    if (kind == ClauseKind::kCommercial && IsInNonCommercial(subject)) return;
    const Ruler* const ruler = Nearest(subject);
    if (ruler == nullptr) return JudgeAlone(subject);
    if (ruler->ruling == Ruling::kNeutral) return;
    const bool is_permit = ruler->ruling == Ruling::kPermit;
    const bool is_limited =
        is_permit && (Has(MarkerKind::kLimit) || Has(MarkerKind::kNonCommercial));
    Finding finding;
    finding.kind = kind;
    finding.polarity = is_permit ? Polarity::kPermits : Polarity::kProhibits;
    if (has_condition_ || is_limited) finding.polarity = Polarity::kConditions;
    finding.word = std::min(subject.begin, ruler->at.begin);
    finding.confidence = kPlain - (ruler->is_paired ? kLessPaired : 0) -
                         (Gap(ruler->at, subject) > kNear_words ? kLessFar : 0) -
                         (is_permit ? kLessPermit : 0);
    Keep(finding);
  }

  /// A subject that no word of its own sentence rules.
  void JudgeAlone(const Found& subject) {
    Finding finding{static_cast<ClauseKind>(subject.meaning), Polarity::kConditions, subject.begin,
                    kPlain, false};
    if (heading_.polarity) {
      finding.polarity = has_condition_ ? Polarity::kConditions : *heading_.polarity;
      finding.confidence -= kLessInherited;
      finding.is_inherited = true;
    } else if (Has(MarkerKind::kCondition)) {
      finding.confidence -= kLessImplied;
    } else {
      return;
    }
    Keep(finding);
  }

  /// "for non-commercial use only": what is left out is forbidden.
  void JudgeNonCommercial(const Found& marker) {
    if (KindOf(marker) != MarkerKind::kNonCommercial) return;
    const bool is_permitted =
        Has(MarkerKind::kPermit) || Has(MarkerKind::kLimit) || heading_.polarity.has_value();
    if (is_permitted)
      Keep({ClauseKind::kCommercial, Polarity::kProhibits, marker.begin, kPlain - kLessImplied,
            false});
  }

  void Keep(const Finding& finding) {
    const auto same = std::ranges::find_if(reading_.findings, [&](const Finding& known) {
      return known.kind == finding.kind && known.polarity == finding.polarity;
    });
    if (same == reading_.findings.end()) {
      reading_.findings.push_back(finding);
    } else if (same->confidence < finding.confidence) {
      *same = finding;
    }
  }

  void SetHeading() {
    reading_.heading = rulers_.empty() ? heading_ : Heading{};
    reading_.heading.has_condition = has_condition_;
    if (rulers_.empty()) return;
    const Ruling last = rulers_.back().ruling;
    if (last == Ruling::kProhibit) reading_.heading.polarity = Polarity::kProhibits;
    if (last == Ruling::kPermit) reading_.heading.polarity = Polarity::kPermits;
  }

  const TermsLanguage& language_;
  Heading heading_;
  std::vector<Found> markers_;
  std::vector<Found> subjects_;
  std::vector<Ruler> rulers_;
  SentenceReading reading_;
  bool has_condition_ = false;
};

}  // namespace

SentenceReading ReadSentence(std::span<const Word> words, const TermsLanguage& language,
                             const Heading& heading) {
  return Sentence(words, language, heading).Run();
}

}  // namespace assay::rights
