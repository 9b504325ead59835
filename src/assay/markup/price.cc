// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/price.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"

namespace assay::markup {
namespace {

constexpr std::size_t kText_bytes = 64;
constexpr std::size_t kWholeDigits = 15;
constexpr std::size_t kDecimals = 6;
constexpr std::size_t kGroup = 3;

constexpr std::string_view kCodes =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS "
    "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";
constexpr std::string_view kNoDecimals =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

/// Currencies of countries where a comma stands between thousands, never before decimals. "$" and
/// "¥" stand for those that share the sign.
constexpr std::string_view kDotDecimals =
    "AUD CNY GBP HKD INR JPY KRW MXN MYR NZD PHP SGD THB TWD USD $ \xC2\xA5";

// "£" is also used for some pounds that are worth one sterling, and with a letter for others.
constexpr std::array kSigns = {
    std::pair{std::string_view("\xE2\x82\xAC"), std::string_view("EUR")},
    std::pair{std::string_view("\xC2\xA3"), std::string_view("GBP")},
    std::pair{std::string_view("\xE2\x82\xB9"), std::string_view("INR")},
    std::pair{std::string_view("\xE2\x82\xBD"), std::string_view("RUB")},
    std::pair{std::string_view("\xE2\x82\xBA"), std::string_view("TRY")},
    std::pair{std::string_view("\xE2\x82\xAA"), std::string_view("ILS")},
    std::pair{std::string_view("\xE2\x82\xB4"), std::string_view("UAH")},
    std::pair{std::string_view("\xE2\x82\xAB"), std::string_view("VND")},
    std::pair{std::string_view("\xE2\x82\xA6"), std::string_view("NGN")},
    std::pair{std::string_view("\xE2\x82\xB1"), std::string_view("PHP")},
    std::pair{std::string_view("\xE2\x82\xA9"), std::string_view("KRW")},
    std::pair{std::string_view("\xE0\xB8\xBF"), std::string_view("THB")},
    std::pair{std::string_view("\xE5\x86\x86"), std::string_view("JPY")},
    std::pair{std::string_view("z\xC5\x82"), std::string_view("PLN")},
    std::pair{std::string_view("K\xC4\x8D"), std::string_view("CZK")},
    std::pair{std::string_view("Ft"), std::string_view("HUF")},
    std::pair{std::string_view("US$"), std::string_view("USD")},
    std::pair{std::string_view("AU$"), std::string_view("AUD")},
    std::pair{std::string_view("CA$"), std::string_view("CAD")},
    std::pair{std::string_view("NZ$"), std::string_view("NZD")},
    std::pair{std::string_view("HK$"), std::string_view("HKD")},
    std::pair{std::string_view("NT$"), std::string_view("TWD")},
    std::pair{std::string_view("R$"), std::string_view("BRL")},
    std::pair{std::string_view("S$"), std::string_view("SGD")},
};

// Blanks that do not break, thin ones, and the Swiss apostrophe as print has it.
constexpr std::array kSameAs = {std::pair{std::string_view("\xC2\xA0"), ' '},
                                std::pair{std::string_view("\xE2\x80\xAF"), ' '},
                                std::pair{std::string_view("\xE2\x80\x89"), ' '},
                                std::pair{std::string_view("\xE2\x80\x99"), '\''},
                                std::pair{std::string_view("\xE2\x80\x93"), '-'},
                                std::pair{std::string_view("\xE2\x80\x94"), '-'}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool Lists(std::string_view codes, std::string_view code) {
  for (std::size_t at = 0; !code.empty() && at < codes.size();) {
    const std::size_t end = std::min(codes.find(' ', at), codes.size());
    if (codes.substr(at, end - at) == code) return true;
    at = end + 1;
  }
  return false;
}

std::size_t DecimalsOf(std::string_view currency) {
  if (Lists(kNoDecimals, currency)) return 0;
  if (currency == "CLF") return 4;
  return Lists(kThreeDecimals, currency) ? 3 : 2;
}

/// One spelling for blanks, apostrophes and dashes.
std::string Plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto* const same =
        std::ranges::find_if(kSameAs, [&](const auto& row) { return text.starts_with(row.first); });
    const bool is_known = same != kSameAs.end();
    const bool is_white = std::string_view("\t\r\n\f").find(text[0]) != std::string_view::npos;
    out += is_known ? same->second : is_white ? ' ' : text[0];
    text.remove_prefix(is_known ? same->first.size() : 1);
  }
  return out;
}

/// A text around one number. What stands around it is a currency, or nothing that is known.
struct Parts {
  std::string number;
  std::string around;
};

std::optional<Parts> Split(std::string_view text) {
  const auto* const first = std::ranges::find_if(text, IsDigit);
  if (first == text.end()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(first - text.begin());
  const std::size_t end = text.find_last_of("0123456789") + 1;
  std::string_view after = Trim(text.substr(end));
  // "12,-" and "12.-" have no decimals; "*" leads to a note.
  if (after.starts_with(",-") || after.starts_with(".-")) after = Trim(after.substr(2));
  if (after.ends_with('*')) after = Trim(after.substr(0, after.size() - 1));
  const std::string_view before = Trim(text.substr(0, begin));
  if (!before.empty() && !after.empty() && before != after) return std::nullopt;
  return Parts{std::string(text.substr(begin, end - begin)),
               std::string(before.empty() ? after : before)};
}

struct Digits {
  std::string whole;
  std::string decimals;
};

/// Groups of three between `separator`; of two before the last, as India writes with commas.
bool IsGrouped(std::string_view whole, char separator) {
  std::vector<std::size_t> sizes = {0};
  for (const char c : whole) {
    if (c == separator) {
      sizes.push_back(0);
    } else if (IsDigit(c)) {
      ++sizes.back();
    } else {
      return false;
    }
  }
  if (sizes.front() == 0 || sizes.front() > kGroup || sizes.back() != kGroup) return false;
  const auto all = [&](std::size_t size) {
    return std::all_of(sizes.begin() + 1, sizes.end() - 1,
                       [&](std::size_t one) { return one == size; });
  };
  return all(kGroup) || (separator == ',' && sizes.front() < kGroup && all(kGroup - 1));
}

std::string WithoutSeparators(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), IsDigit);
  return out;
}

/// One "." or ",", once: thousands or decimals?
std::optional<Digits> ReadSingle(std::string_view whole, std::string_view rest, char separator,
                                 std::string_view currency) {
  const bool may_group = rest.size() == kGroup && whole.size() <= kGroup && !whole.starts_with('0');
  if (!may_group) return Digits{std::string(whole), std::string(rest)};
  const bool is_group =
      DecimalsOf(currency) == 0 || (separator == ',' && Lists(kDotDecimals, currency));
  if (!is_group) return std::nullopt;
  return Digits{std::string(whole).append(rest), ""};
}

std::optional<Digits> ReadSeen(std::string_view number, std::string_view currency) {
  if (number.find_first_not_of("0123456789.,' ") != std::string_view::npos) return std::nullopt;
  const std::size_t last = number.find_last_of(".,' ");
  if (last == std::string_view::npos) return Digits{std::string(number), ""};
  const std::string_view whole = number.substr(0, last);
  const std::string_view rest = number.substr(last + 1);
  const char separator = number[last];
  const std::size_t other = whole.find_first_of(".,' ");
  const bool is_point = separator == '.' || separator == ',';
  if (is_point && other == std::string_view::npos)
    return ReadSingle(whole, rest, separator, currency);
  if (is_point && whole[other] != separator) {
    if (!IsGrouped(whole, whole[other])) return std::nullopt;
    return Digits{WithoutSeparators(whole), std::string(rest)};
  }
  if (!IsGrouped(number, separator)) return std::nullopt;
  return Digits{WithoutSeparators(number), ""};
}

std::optional<Digits> ReadMachine(std::string_view number) {
  const std::size_t dot = number.find('.');
  if (number.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  if (dot == std::string_view::npos) return Digits{std::string(number), ""};
  if (number.find('.', dot + 1) != std::string_view::npos) return std::nullopt;
  return Digits{std::string(number.substr(0, dot)), std::string(number.substr(dot + 1))};
}

std::string AmountOf(Digits digits, std::string_view currency) {
  digits.whole.erase(0, std::min(digits.whole.find_first_not_of('0'), digits.whole.size()));
  if (digits.whole.empty()) digits.whole.push_back('0');
  const std::size_t least = currency.empty() ? digits.decimals.size() : DecimalsOf(currency);
  while (digits.decimals.size() > least && digits.decimals.ends_with('0'))
    digits.decimals.pop_back();
  if (digits.decimals.size() < least) digits.decimals.resize(least, '0');
  if (digits.whole.size() > kWholeDigits || digits.decimals.size() > kDecimals) return "";
  if (digits.decimals.empty()) return digits.whole;
  return digits.whole + "." + digits.decimals;
}

}  // namespace

std::string CurrencyCode(std::string_view text) {
  text = Trim(text);
  for (const auto& [sign, code] : kSigns) {
    if (text == sign) return std::string(code);
  }
  std::string upper(text.substr(0, 4));
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper.size() == 3 && Lists(kCodes, upper) ? upper : "";
}

Price ReadPrice(std::string_view text, std::string_view currency, PriceForm form) {
  Price price{"", CurrencyCode(currency)};
  if (text.size() > kText_bytes) return price;
  const auto parts = Split(Plain(text));
  if (!parts) return price;
  const std::string named = CurrencyCode(parts->around);
  const bool is_shared = parts->around == "$" || parts->around == "\xC2\xA5";
  if (price.currency.empty()) price.currency = named;
  const bool is_other = !named.empty() && named != price.currency;
  if (is_other || (!parts->around.empty() && named.empty() && !is_shared)) return price;
  std::optional<Digits> digits;
  if (form == PriceForm::kMachine) digits = ReadMachine(parts->number);
  const std::string& known = price.currency.empty() ? parts->around : price.currency;
  if (!digits) digits = ReadSeen(parts->number, known);
  if (digits) price.amount = AmountOf(std::move(*digits), price.currency);
  return price;
}

std::strong_ordering CompareAmounts(std::string_view a, std::string_view b) {
  const auto split = [](std::string_view text) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    return std::pair{text.substr(0, dot), text.substr(std::min(dot + 1, text.size()))};
  };
  const auto [whole_a, decimals_a] = split(a);
  const auto [whole_b, decimals_b] = split(b);
  if (whole_a.size() != whole_b.size()) return whole_a.size() <=> whole_b.size();
  if (whole_a != whole_b) return whole_a <=> whole_b;
  const std::size_t length = std::max(decimals_a.size(), decimals_b.size());
  std::string padded_a(decimals_a);
  std::string padded_b(decimals_b);
  padded_a.resize(length, '0');
  padded_b.resize(length, '0');
  return padded_a <=> padded_b;
}

}  // namespace assay::markup
