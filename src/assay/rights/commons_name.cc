// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/commons_name_internal.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "assay/rights/lexicon_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kLongestName_words = 24;
constexpr std::array<std::string_view, 6> kVersions = {"1.0", "2.0", "2.1", "2.5", "3.0", "4.0"};

/// Reads one name, part by part, until something else comes.
class Reader {
 public:
  Reader(std::span<const Word> words, std::size_t at, std::string_view text, Place place)
      : words_(words),
        start_(at),
        at_(at),
        end_(at),
        text_(text),
        in_field_(place == Place::kLicenceField) {}

  CommonsName Read() {
    const auto match = Match(at_);
    const bool number_first = in_field_ && match.words == 0 && words_[at_].number;
    if (match.words == 0 && !number_first) return {};
    if (!number_first && !Begins(static_cast<Part>(match.meaning))) return {};
    if (whole_) return {whole_, match.words};
    while (at_ < words_.size() && at_ - start_ < kLongestName_words && Take()) {
    }
    return Conclude();
  }

 private:
  [[nodiscard]] Phrases::Match Match(std::size_t at) const {
    return BuiltInLexicon().commons.At(words_, at);
  }

  /// A name begins with Creative Commons, with a long name of BY, or is one phrase as a whole.
  bool Begins(Part part) {
    if (part == Part::kCc0) whole_ = CommonsLicence({"cc0", "1.0", ""});
    if (part == Part::kPdm) whole_ = CommonsLicence({"pdm", "1.0", ""});
    if (part == Part::kPddc) whole_ = CommonsLicence({"cc-pddc", "", ""});
    strong_ = part == Part::kCc || in_field_ || IsGlued(part);
    return whole_ || strong_ || part == Part::kBy;
  }

  static bool IsGlued(Part part) {
    return Number(part) >= Number(Part::kGlued) && Number(part) < Number(Part::kPort);
  }
  static std::uint32_t Number(Part part) { return static_cast<std::uint32_t>(part); }

  /// Takes the next part; false where the name ends.
  bool Take() {
    const Word& word = words_[at_];
    if (at_ > start_ && word.breaks) return false;
    if (word.number && TakeVersion(word)) return true;
    const auto match = Match(at_);
    if (match.words == 0) return false;
    const Part part = static_cast<Part>(match.meaning);
    if (Number(part) >= Number(Part::kPort)) return TakePort(match);
    if (IsGlued(part)) {
      if (HasCode()) return false;
      AddCode(BuiltInLexicon().glued[Number(part) - Number(Part::kGlued)]);
      return Advance(match.words, /*meaningful=*/true);
    }
    return TakePart(part, match.words);
  }

  bool TakePart(Part part, std::uint32_t words) {
    switch (part) {
      case Part::kCc:
        if (HasCode() || !version_.empty()) return false;
        commons_named_ = true;
        return Advance(words, /*meaningful=*/true);
      case Part::kBy:
        return TakeCode(by_, words);
      case Part::kNc:
        return TakeCode(nc_, words);
      case Part::kSa:
        return TakeCode(sa_, words);
      case Part::kNd:
        return TakeCode(nd_, words);
      case Part::kByCode:
        return StandsForAttribution() && TakeCode(by_, words);
      case Part::kNcCode:
        return MayAbbreviate() && TakeCode(nc_, words);
      case Part::kSaCode:
        return MayAbbreviate() && TakeCode(sa_, words);
      case Part::kNdCode:
        return MayAbbreviate() && TakeCode(nd_, words);
      case Part::kZero:
        if (!strong_ || HasCode() || !commons_named_) return false;
        zero_ = true;
        return Advance(words, /*meaningful=*/true);
      case Part::kSampling:
      case Part::kSamplingPlus:
        special_ = nc_ ? "nc-sampling+" : part == Part::kSampling ? "sampling" : "sampling+";
        return Advance(words, /*meaningful=*/true);
      case Part::kDevNations:
        special_ = "devnations";
        return Advance(words, /*meaningful=*/true);
      case Part::kNoPort:
        general_ = true;
        return Advance(words, /*meaningful=*/HasCode());
      case Part::kVersion:
      case Part::kLicence:
        licence_word_ = licence_word_ || part == Part::kLicence;
        return Advance(words, /*meaningful=*/false);
      default:
        return false;
    }
  }

  bool TakeCode(bool& code, std::uint32_t words) {
    if (zero_ || code) return false;
    code = true;
    return Advance(words, /*meaningful=*/true);
  }

  bool TakeVersion(const Word& word) {
    std::string digits(text_.substr(word.begin, word.end - word.begin));
    if (digits == "0" || !version_.empty()) return false;  // "CC 0" is a part, not a version
    const bool marked = word.joined || after_version_word_;
    if (digits.size() == 1 && marked) digits += ".0";
    if (std::ranges::find(kVersions, digits) == kVersions.end()) return false;
    version_ = digits;
    return Advance(1, /*meaningful=*/true);
  }

  /// A country counts behind a version; its two letters only in capitals or tied by a hyphen, for
  /// "at", "in", "it", "no" and "us" are words as well.
  bool TakePort(const Phrases::Match& match) {
    if (version_.empty() || !port_.empty() || !HasCode()) return false;
    const Word& word = words_[at_];
    const bool letters = match.words == 1 && word.end - word.begin == 2;
    if (letters && !word.joined && !word.all_upper) return false;
    port_ = BuiltInLexicon().ports[match.meaning - Number(Part::kPort)];
    return Advance(match.words, /*meaningful=*/true);
  }

  /// "BY", or "by" tied to a neighbour, or before another part; not "Creative Commons by Ada".
  [[nodiscard]] bool StandsForAttribution() const {
    if (!strong_) return false;
    const Word& word = words_[at_];
    const bool last = at_ + 1 == words_.size() || words_[at_ + 1].breaks;
    if (word.all_upper || word.joined || last || words_[at_ + 1].joined || in_field_) return true;
    const auto next = Match(at_ + 1);
    return next.words > 0 || words_[at_ + 1].number;
  }

  /// "NC" in capitals or tied: "by nc" of prose stays prose.
  [[nodiscard]] bool MayAbbreviate() const {
    const Word& word = words_[at_];
    return strong_ && (HasCode() || in_field_ || word.joined || word.all_upper);
  }

  bool Advance(std::uint32_t words, bool meaningful) {
    const auto match = Match(at_);
    after_version_word_ = match.words > 0 && static_cast<Part>(match.meaning) == Part::kVersion;
    at_ += words;
    if (meaningful) end_ = at_;
    return true;
  }

  void AddCode(std::string_view code) {
    by_ = true;
    nc_ = nc_ || code.find("nc") != std::string_view::npos;
    sa_ = sa_ || code.find("sa") != std::string_view::npos;
    nd_ = nd_ || code.find("nd") != std::string_view::npos;
  }

  [[nodiscard]] bool HasCode() const { return by_ || nc_ || sa_ || nd_; }

  CommonsName Conclude() {
    const std::size_t taken = end_ - start_;
    if (zero_) return {CommonsLicence({"cc0", "1.0", ""}), taken};
    if (!special_.empty()) {
      if (!commons_named_) return {};
      return {CommonsLicence({special_, special_ == "devnations" ? "2.0" : "1.0", ""}), taken};
    }
    if (!HasCode()) return {std::nullopt, commons_named_ && taken > 0 ? taken : 0};
    const bool telling = nc_ || sa_ || nd_;
    const bool named =
        strong_ || telling || (!version_.empty() && (general_ || licence_word_ || !port_.empty()));
    if (!named || (!strong_ && !by_)) return {};
    return {Published(), taken};
  }

  /// The licence with these parts; without its port or version where none such was published.
  [[nodiscard]] std::optional<Licence> Published() const {
    const std::string code = Code();
    if (auto licence = CommonsLicence({code, version_, port_})) return licence;
    if (auto licence = CommonsLicence({code, version_, ""})) return licence;
    return CommonsLicence({code, "", ""});
  }

  /// Licences without BY exist in version 1.0 only: elsewhere it is understood.
  [[nodiscard]] std::string Code() const {
    const bool attribution = by_ || version_ != "1.0";
    const std::string_view change = nd_ ? "nd" : sa_ ? "sa" : "";
    std::string code = attribution ? "by" : "";
    const auto add = [&](std::string_view part) {
      if (!code.empty() && !part.empty()) code += '-';
      code += part;
    };
    if (!attribution && nc_ && nd_) return "nd-nc";
    if (nc_) add("nc");
    add(change);
    return code;
  }

  std::span<const Word> words_;
  std::size_t start_;
  std::size_t at_;
  std::size_t end_;
  std::string_view text_;
  bool in_field_;
  std::optional<Licence> whole_;
  std::string version_;
  std::string port_;
  std::string special_;
  bool strong_ = false;
  bool commons_named_ = false;
  bool by_ = false;
  bool nc_ = false;
  bool sa_ = false;
  bool nd_ = false;
  bool zero_ = false;
  bool general_ = false;
  bool licence_word_ = false;
  bool after_version_word_ = false;
};

}  // namespace

CommonsName CommonsNameAt(std::span<const Word> words, std::size_t at, std::string_view text,
                          Place place) {
  return Reader(words, at, text, place).Read();
}

}  // namespace assay::rights
