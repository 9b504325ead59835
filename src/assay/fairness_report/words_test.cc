// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/words.h"

#include <gtest/gtest.h>

#include <limits>

namespace assay::fairness_report {
namespace {

std::string Agrees(double low, double high) {
  page::Html html;
  SayAgrees(html, low, high);
  std::string text = html.Take();
  for (auto from = text.find('<'); from != std::string::npos; from = text.find('<'))
    text.erase(from, text.find('>') - from + 1);
  return text;
}

TEST(Words, NothingIsRoundedToNoneOrAll) {
  EXPECT_EQ(Percent(0.0).text, "0.0 %");
  EXPECT_EQ(Percent(1.0).text, "100.0 %");
  EXPECT_EQ(Percent(0.00002).text, "< 0.1 %");
  EXPECT_EQ(Percent(0.99998).text, "> 99.9 %");
  EXPECT_EQ(Percent(0.6).text, "60.0 %");
  EXPECT_EQ(Percent(std::nullopt).text, "\u2013");
  EXPECT_EQ(Chance(0.00005).text, "< 0.0001");
  EXPECT_EQ(Chance(0.00061).text, "0.00061");
  EXPECT_EQ(Decimal(std::numeric_limits<double>::infinity()).text, "\u221e");
  EXPECT_EQ(Points(-0.2491).text, "\u221224.9");
  EXPECT_EQ(Points(-0.0001).text, "0.0");
}

TEST(Words, AnIntervalIsSaidWithItsDirection) {
  EXPECT_EQ(Agrees(-0.3618, -0.1280),
            "; anything from 12.8 to 36.2 points fewer agrees with these numbers");
  EXPECT_EQ(Agrees(0.01, 0.2), "; anything from 1.0 to 20.0 points more agrees with these numbers");
  EXPECT_EQ(Agrees(-0.03, 0.051),
            "; anything from 3.0 points fewer to 5.1 points more agrees with these numbers");
}

TEST(Words, AFigureKeepsItsFullValue) {
  page::Html html;
  Put(html, Percent(0.123456789));
  EXPECT_EQ(html.Take(), "<data value=\"0.123456789\">12.3 %</data>");
}

TEST(Words, LongNamesAreCut) {
  EXPECT_LE(NameOf({std::string(5000, 'a'), std::string(5000, 'b')}).text.size(), 100U);
  EXPECT_EQ(ColumnsOf({"sex", "age"}).text, "sex \u00d7 age");
}

}  // namespace
}  // namespace assay::fairness_report
