// SPDX-License-Identifier: Apache-2.0
//
// What a shop writes as a price -> decimal digits and a currency, or nothing where it can be read
// in two ways. No rates, no taxes, no doubles.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace assay::markup {

struct Price {
  std::string amount;    ///< "1299.00": digits, at most one dot; empty when it cannot be told
  std::string currency;  ///< ISO 4217; empty when it cannot be told
  bool operator==(const Price&) const = default;
};

enum class PriceForm {
  kSeen,     ///< written for people: separators as its country has them
  kMachine,  ///< written for programs: one dot, and it is the decimal point
};

/// Reads a price whose currency was stated as `currency`; where that is empty, a code or a sign in
/// the text may name it.
///
/// Shapes:  as many decimals as the currency has, more where the text has more that are not 0. In
///          "1.299" the dot could be either separator: no amount, unless the currency has no
///          decimals, or the separator is a comma and the currency's countries write decimals with
///          a dot. Words, two numbers, a minus: no amount.
/// Cost:    O(length).
/// Source:  ISO 4217 (2024) for codes and decimals; schema.org, "price", for `kMachine`.
Price ReadPrice(std::string_view text, std::string_view currency, PriceForm form);

/// `text` as a code of ISO 4217, whatever its case, or as a sign that only one currency has ("€",
/// "zł", "US$"; "£" is sterling). Empty for others: "$", "¥" and "kr" name several.
std::string CurrencyCode(std::string_view text);

/// Compares amounts by value: "12.5" equals "12.50". Both as ReadPrice gives them, not empty.
std::strong_ordering CompareAmounts(std::string_view a, std::string_view b);

}  // namespace assay::markup
