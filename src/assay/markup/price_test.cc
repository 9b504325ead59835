// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/price.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::markup {
namespace {

std::string Seen(std::string_view text, std::string_view currency = "") {
  const Price price = ReadPrice(text, currency, PriceForm::kSeen);
  return price.amount + "|" + price.currency;
}

std::string Machine(std::string_view text, std::string_view currency = "EUR") {
  return ReadPrice(text, currency, PriceForm::kMachine).amount;
}

// Worked by hand; U+00A0 and U+202F are blanks that do not break.
TEST(Price, SeparatorsAreReadAsTheirCountriesWriteThem) {
  EXPECT_EQ(Seen("1.299,00 \xE2\x82\xAC"), "1299.00|EUR");
  EXPECT_EQ(Seen("\xE2\x82\xAC 1,299.00"), "1299.00|EUR");
  EXPECT_EQ(Seen("1 299,00 \xE2\x82\xAC"), "1299.00|EUR");
  EXPECT_EQ(Seen("1\xC2\xA0"
                 "299,00\xC2\xA0\xE2\x82\xAC"),
            "1299.00|EUR");
  EXPECT_EQ(Seen("1\xE2\x80\xAF"
                 "299 \xE2\x82\xAC"),
            "1299.00|EUR");
  EXPECT_EQ(Seen("CHF 1'299.50"), "1299.50|CHF");
  EXPECT_EQ(Seen("1\xE2\x80\x99"
                 "299.50 CHF"),
            "1299.50|CHF");
  EXPECT_EQ(Seen("\xE2\x82\xB9 1,29,900.00"), "129900.00|INR");
  EXPECT_EQ(Seen("1.299.000 EUR"), "1299000.00|EUR");
  EXPECT_EQ(Seen("12,9", "EUR"), "12.90|EUR");
}

TEST(Price, WholeNumbersGetTheDecimalsOfTheirCurrency) {
  EXPECT_EQ(Seen("\xC2\xA3"
                 "12"),
            "12.00|GBP");
  EXPECT_EQ(Seen("12,- \xE2\x82\xAC"), "12.00|EUR");
  EXPECT_EQ(Seen("12.\xE2\x80\x94", "chf"), "12.00|CHF");
  EXPECT_EQ(Seen("1200", "JPY"), "1200|JPY");
  EXPECT_EQ(Seen("4,5", "KWD"), "4.500|KWD");
  EXPECT_EQ(Seen("12"), "12|");
  EXPECT_EQ(Seen("007.50", "USD"), "7.50|USD");
}

TEST(Price, ASignThatSeveralCurrenciesShareNamesNone) {
  EXPECT_EQ(Seen("\xC2\xA5"
                 "1,200"),
            "1200|");
  EXPECT_EQ(Seen("$12.50"), "12.50|");
  EXPECT_EQ(Seen("US$12.50"), "12.50|USD");
  EXPECT_EQ(Seen("$12.50", "CAD"), "12.50|CAD");
  EXPECT_EQ(CurrencyCode("kr"), "");
  EXPECT_EQ(CurrencyCode("xyz"), "");
  EXPECT_EQ(CurrencyCode(" eur "), "EUR");
  EXPECT_EQ(CurrencyCode("z\xC5\x82"), "PLN");
}

TEST(Price, WhatCanBeReadInTwoWaysHasNoAmount) {
  EXPECT_EQ(Seen("1.299", "EUR"), "|EUR");
  EXPECT_EQ(Seen("1,299 \xE2\x82\xAC"), "|EUR");
  EXPECT_EQ(Seen("1.299", "USD"), "|USD");
  EXPECT_EQ(Seen("1.299"), "|");
  EXPECT_EQ(Seen("1.299", "JPY"), "1299|JPY");
  EXPECT_EQ(Seen("\xC2\xA3"
                 "1,299"),
            "1299.00|GBP");
  EXPECT_EQ(Seen("0.299", "EUR"), "0.299|EUR");
}

TEST(Price, WordsSeveralNumbersAndOddGroupsHaveNoAmount) {
  for (const std::string_view text :
       {"", "free", "from 12 EUR", "2 for 12", "19,99 9,99", "12 - 15", "-12", "1.29.9", "12.34.56",
        "1,299,00", "12 EUR 13", "1..2", "12 %", "1 2", "12,5.1,2", "12x5"})
    EXPECT_EQ(ReadPrice(text, "EUR", PriceForm::kSeen).amount, "") << text;
  EXPECT_EQ(Seen("12 USD", "EUR"), "|EUR");
  EXPECT_EQ(Seen(std::string(5'000, '1'), "EUR"), "|EUR");
  EXPECT_EQ(Seen(std::string(20, '1'), "EUR"), "|EUR");
}

TEST(Price, ForProgramsTheDotIsTheDecimalPoint) {
  EXPECT_EQ(Machine("1.299"), "1.299");
  EXPECT_EQ(Machine("1299"), "1299.00");
  EXPECT_EQ(Machine("1299.5"), "1299.50");
  EXPECT_EQ(Machine("1299.0000"), "1299.00");
  EXPECT_EQ(Machine("1.299,00"), "1299.00");
  EXPECT_EQ(Machine("12,99"), "12.99");
  EXPECT_EQ(Machine("1,299"), "");
  EXPECT_EQ(Machine("1e3"), "");
}

TEST(Price, AmountsCompareByValue) {
  EXPECT_EQ(CompareAmounts("12.5", "12.50"), std::strong_ordering::equal);
  EXPECT_EQ(CompareAmounts("9", "10"), std::strong_ordering::less);
  EXPECT_EQ(CompareAmounts("12.51", "12.5"), std::strong_ordering::greater);
  EXPECT_EQ(CompareAmounts("12", "12.00"), std::strong_ordering::equal);
}

}  // namespace
}  // namespace assay::markup
