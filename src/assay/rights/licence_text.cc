// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/licence_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/commons_name_internal.h"
#include "assay/rights/lexicon_internal.h"
#include "assay/rights/licence_address.h"
#include "assay/rights/opt_out_internal.h"
#include "assay/rights/spdx_expression.h"

namespace assay::rights {
namespace {

constexpr std::size_t kLimit_bytes = 256U << 10U;
constexpr int kCertain = 95;       // a licence by name and version, or reserved in so many words
constexpr int kUnversioned = 85;   // which version is left open
constexpr int kNotice = 80;        // a holder is named, a licence may stand elsewhere
constexpr int kPublicDomain = 70;  // who says so, and for which country, is open

using Span = std::pair<std::uint32_t, std::uint32_t>;

/// Pieces of text without white space, quotes or brackets that may be addresses.
class AddressFinder {
 public:
  explicit AddressFinder(std::string_view text) : text_(text) {}

  void Run() {
    constexpr std::string_view kEdges = " \t\r\n\f\v<>\"'`()[]{}|^\\,;";
    for (std::size_t begin = 0; begin < text_.size();) {
      begin = text_.find_first_not_of(kEdges, begin);
      if (begin == std::string_view::npos) return;
      const std::size_t end = std::min(text_.find_first_of(kEdges, begin), text_.size());
      Consider(begin, end);
      begin = end;
    }
  }

  std::vector<Span> spans;
  std::vector<Licence> licences;

 private:
  void Consider(std::size_t begin, std::size_t end) {
    const std::string_view piece = text_.substr(begin, end - begin);
    if (piece.find('/') == std::string_view::npos || piece.find('.') == std::string_view::npos) {
      return;
    }
    const std::size_t scheme = piece.find("://");
    if (scheme != std::string_view::npos) begin += SchemeStart(piece, scheme);
    std::string_view address = text_.substr(begin, end - begin);
    while (!address.empty() &&
           std::string_view(".:!*_").find(address.back()) != std::string_view::npos) {
      address.remove_suffix(1);
    }
    auto licence = ReadAddress(address);
    if (!licence && scheme == std::string_view::npos) return;  // "BY-SA/3.0." is prose
    spans.emplace_back(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
    if (licence) licences.push_back(std::move(*licence));
  }

  /// Where "http" or "https" begins, also behind other letters: "href=https://" -> 5.
  static std::size_t SchemeStart(std::string_view piece, std::size_t colon) {
    const std::string before = ToLowerAscii(piece.substr(0, colon));
    const std::size_t scheme = before.rfind("http");
    return scheme == std::string::npos || colon - scheme > 5 ? 0 : scheme;
  }

  std::string_view text_;
};

class Scanner {
 public:
  Scanner(std::string_view text, Place place)
      : text_(text.substr(0, kLimit_bytes)), place_(place) {}

  TextFindings Run() {
    AddressFinder addresses(text_);
    addresses.Run();
    words_ = lexicon_.vocabulary.Read(text_, addresses.spans);
    for (Licence& licence : addresses.licences) Add(std::move(licence), Basis::kAddress, kCertain);
    for (std::size_t at = 0; at < words_.size();) at += std::max<std::size_t>(1, StepAt(at));
    FindAgencies();
    findings_.opt_outs = FindOptOuts(words_, text_);
    Settle();
    return std::move(findings_);
  }

 private:
  /// Words that the licence, reservation or notice at `at` takes; 0 when there is none.
  std::size_t StepAt(std::size_t at) {
    if (words_[at].id == 0 && !words_[at].number) return 0;
    if (const auto named = lexicon_.named.At(words_, at); named.words > 0) {
      Add(lexicon_.licences[named.meaning], Basis::kName, kCertain);
      return named.words;
    }
    const CommonsName name = CommonsNameAt(words_, at, text_, place_);
    if (name.words > 0) {
      if (!name.licence)
        unnamed_ = true;
      else
        Add(*name.licence, Basis::kName, Confidence(*name.licence));
      return name.words;
    }
    const auto stock = lexicon_.stock.At(words_, at);
    if (stock.words > 0) Note(static_cast<Stock>(stock.meaning), at, stock.words);
    return stock.words;
  }

  static int Confidence(const Licence& licence) {
    return std::ranges::find(licence.problems, "version") == licence.problems.end() ? kCertain
                                                                                    : kUnversioned;
  }

  void Note(Stock stock, std::size_t at, std::uint32_t words) {
    switch (stock) {
      case Stock::kReserved:
        Add(AllRightsReserved(), Basis::kPhrase, kCertain);
        return;
      case Stock::kSomeReserved:
        findings_.some_rights_reserved = true;
        return;
      case Stock::kPublicDomain:
        public_domain_ = true;
        return;
      case Stock::kNotPublicDomain:
      case Stock::kNotNotice:
        return;
      case Stock::kNotice:
        notice_ = notice_ || NamesHolder(at, words);
        return;
      default:
        findings_.restrictions.push_back(
            lexicon_.restrictions[static_cast<std::uint32_t>(stock) -
                                  static_cast<std::uint32_t>(Stock::kRestriction)]);
    }
  }

  /// A notice names a year or a holder beside the sign or the word. Source: 17 U.S.C. 401(b).
  [[nodiscard]] bool NamesHolder(std::size_t at, std::uint32_t words) const {
    const bool sign =
        text_.substr(words_[at].begin, words_[at].end - words_[at].begin) != "copyright";
    std::size_t next = at + words;
    const auto is_by = [&](std::size_t i) {
      const std::string_view word = text_.substr(words_[i].begin, words_[i].end - words_[i].begin);
      return word == "by" || word == "By";
    };
    if (next < words_.size() && !words_[next].breaks && is_by(next)) ++next;
    if (next < words_.size() && !words_[next].breaks) {
      return sign || words_[next].upper || words_[next].number;
    }
    return at > 0 && !words_[at].breaks && words_[at - 1].upper;
  }

  void Add(Licence licence, Basis basis, int confidence) {
    for (Claim& claim : findings_.claims) {
      if (Refines(claim.licence, licence)) {
        claim.confidence = std::max(claim.confidence, confidence);
        return;
      }
      if (Refines(licence, claim.licence)) {
        claim = {std::move(licence), basis, std::max(claim.confidence, confidence)};
        return;
      }
    }
    findings_.claims.push_back({std::move(licence), basis, confidence});
  }

  [[nodiscard]] bool Has(std::string_view family) const {
    return std::ranges::any_of(findings_.claims,
                               [&](const Claim& claim) { return claim.licence.family == family; });
  }

  void Settle() {
    if (public_domain_ && !Has("cc0") && !Has("pdm") && !Has("cc-pddc")) {
      Add(PublicDomainClaim(), Basis::kPhrase, kPublicDomain);
    }
    if (findings_.claims.empty() && notice_) Add(AllRightsReserved(), Basis::kNotice, kNotice);
    findings_.unnamed_commons = unnamed_ && findings_.claims.empty();
    const auto tidy = [](std::vector<std::string>& list) {
      std::ranges::sort(list);
      const auto repeated = std::ranges::unique(list);
      list.erase(repeated.begin(), repeated.end());
    };
    tidy(findings_.agencies);
    tidy(findings_.restrictions);
  }

  void FindAgencies() {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (const auto match = lexicon_.agencies.At(words_, at); match.words > 0) {
        findings_.agencies.push_back(lexicon_.agency_names[match.meaning]);
      }
      FindAcronym(at);
    }
  }

  /// "AP" counts alone or beside a slash: "Jane Doe/AP".
  void FindAcronym(std::size_t at) {
    const Word& word = words_[at];
    if (word.end - word.begin > 5) return;
    const bool slash = (word.begin > 0 && text_[word.begin - 1] == '/') ||
                       (word.end < text_.size() && text_[word.end] == '/');
    if (words_.size() > 1 && !slash) return;
    const std::string_view spelled = text_.substr(word.begin, word.end - word.begin);
    for (const auto& [exact, agency] : lexicon_.acronyms) {
      if (spelled == exact) findings_.agencies.push_back(agency);
    }
  }

  const Lexicon& lexicon_ = BuiltInLexicon();
  std::string_view text_;
  Place place_;
  std::vector<Word> words_;
  TextFindings findings_;
  bool public_domain_ = false;
  bool notice_ = false;
  bool unnamed_ = false;
};

}  // namespace

std::string_view Name(Basis basis) {
  constexpr std::array<std::string_view, 7> kNames = {"address", "expression", "name", "phrase",
                                                      "notice",  "field",      "text"};
  return kNames.at(static_cast<std::size_t>(basis));
}

TextFindings ScanText(std::string_view text) { return Scanner(text, Place::kProse).Run(); }

TextFindings ScanLicenceField(std::string_view text) {
  if (auto licence = SpdxExpression(text)) {
    TextFindings findings;
    findings.claims.push_back({std::move(*licence), Basis::kExpression, kCertain});
    return findings;
  }
  TextFindings findings = Scanner(text, Place::kProse).Run();
  const bool told = std::ranges::any_of(
      findings.claims, [](const Claim& claim) { return claim.basis != Basis::kNotice; });
  return told ? findings : Scanner(text, Place::kLicenceField).Run();
}

}  // namespace assay::rights
