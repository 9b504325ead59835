// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/unit_rows.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace assay::fairness {
namespace {

using Cell = std::optional<std::string_view>;

TEST(Tally, CountsCombinationsAndSortsThem) {
  Tally tally;
  const std::array<Cell, 2> first = {"b", "1:x"};
  const std::array<Cell, 2> second = {std::nullopt, "x"};
  EXPECT_EQ(tally.Add(first, 0.5).value(), 0U);
  EXPECT_EQ(tally.Add(second, 1).value(), 1U);
  EXPECT_EQ(tally.Add(first, 2).value(), 0U);
  const auto places = tally.Sort();
  EXPECT_EQ(places[0], 1U);  // what has no value comes first
  EXPECT_EQ(tally.tuples()[1].values[0], "b");
  EXPECT_EQ(tally.tuples()[1].rows, 2);
  EXPECT_EQ(tally.tuples()[1].weight, 2.5);
  EXPECT_EQ(tally.tuples()[1].weight_squared, 4.25);
}

// Keys must not run together: "a" "bc" is not "ab" "c", and no value is not an empty one.
TEST(Tally, TellsCombinationsApart) {
  Tally tally;
  for (const auto& values :
       {std::array<Cell, 2>{"a", "bc"}, {"ab", "c"}, {"", "-"}, {std::nullopt, "-"}, {"-", ""}})
    ASSERT_TRUE(tally.Add(values, 1).ok());
  EXPECT_EQ(tally.tuples().size(), 5U);
}

TEST(Tally, RefusesTexts) {
  Tally tally;
  const std::string text(2000, 'x');
  const std::array<Cell, 1> values = {text};
  EXPECT_EQ(tally.Add(values, 1).error().code, ErrorCode::kExhausted);
}

TEST(Units, AreRowsOrNamedClusters) {
  Units units;
  EXPECT_EQ(units.Next(), 0U);
  EXPECT_EQ(units.Of("p", "c", 1).value(), 1U);
  EXPECT_EQ(units.Of("q", "c", 1).value(), 2U);
  EXPECT_EQ(units.Of("p", "c", 1).value(), 1U);
  EXPECT_EQ(units.count(), 3U);
  EXPECT_EQ(units.Of(" ", "c", 1).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(units.Of(std::nullopt, "c", 1).error().code, ErrorCode::kInvalidArgument);
}

TEST(NumberIn, TellsMissingFromWrong) {
  EXPECT_EQ(NumberIn(" 1.5 ", "c", 1).value(), 1.5);
  for (const Cell& none : {Cell(), Cell(""), Cell("  "), Cell("NaN"), Cell("nan")})
    EXPECT_EQ(NumberIn(none, "c", 1).value(), std::nullopt);
  for (const Cell& wrong : {Cell("x"), Cell("1,5"), Cell("inf"), Cell("1 2")})
    EXPECT_EQ(NumberIn(wrong, "c", 1).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(NumberIn("x", "c", 7).error().what, "row 7: 'x' in column 'c' is no number");
}

}  // namespace
}  // namespace assay::fairness
