// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/population.h"

#include <gtest/gtest.h>

#include <cmath>

#include "assay/fairness/dataset_testing.h"

namespace assay::fairness {
namespace {

using testing::Tuples;
using testing::Values;

Balance BalanceOf(std::vector<CountedValues> rows) {
  return MeasureBalance(1, rows, 1).value().front();
}

std::string Refusal(std::vector<std::pair<Values, std::int64_t>> rows) {
  const auto population = PopulationOfShares(Tuples(std::move(rows)));
  return population.ok() ? "none" : population.error().what;
}

// Oracle worked by hand: 50, 25, 25 are expected, so chi-square is 25 / 25 + 25 / 25 = 2, and of
// two degrees of freedom p = exp(-2 / 2).
TEST(CompareWith, ChiSquareAndRatiosByHand) {
  const GroupShares shares = {{{"a"}, 0.5}, {{"b"}, 0.25}, {{"c"}, 0.25}};
  const PopulationFit fit = CompareWith(shares, BalanceOf({{{"a"}, 50}, {{"b"}, 30}, {{"c"}, 20}}));
  ASSERT_TRUE(fit.test.has_value());
  EXPECT_NEAR(fit.test->statistic, 2, 1e-12);
  EXPECT_EQ(fit.test->degrees, 2);
  EXPECT_NEAR(fit.test->p, std::exp(-1.0), 1e-12);
  EXPECT_NEAR(fit.cells[1].ratio.value_or(0), 1.2, 1e-12);
  EXPECT_NEAR(fit.cells[1].interval.value_or(Interval{}).low, Wilson({30, 100})->low / 0.25, 1e-12);
}

TEST(CompareWith, WhatThePopulationDoesNotListHasAShareOfZero) {
  const GroupShares shares = {{{"a"}, 0.5}, {{"b"}, 0.5}};
  const Balance balance = BalanceOf({{{"a"}, 30}, {{"b"}, 30}, {{"c"}, 60}, {{std::nullopt}, 7}});
  const PopulationFit fit = CompareWith(shares, balance);
  EXPECT_EQ(fit.compared, (Proportion{120, 127}));
  EXPECT_EQ(fit.cells[0].ratio, 0.5);
  EXPECT_EQ(fit.cells[2].share, 0.0);
  EXPECT_EQ(fit.cells[2].ratio, std::nullopt);
  EXPECT_EQ(fit.cells[3].share, std::nullopt) << "the unknown are compared with nobody";
  EXPECT_EQ(fit.test.value().p, 0.0) << "what the population rules out was seen";
}

TEST(CompareWith, AShareOfZeroIsNoDenominator) {
  const GroupShares shares = {{{"a"}, 1.0}, {{"b"}, 0.0}};
  const PopulationFit fit = CompareWith(shares, BalanceOf({{{"a"}, 9}, {{"b"}, 1}}));
  EXPECT_EQ(fit.cells[1].ratio, std::nullopt);
  EXPECT_EQ(fit.test, std::nullopt);  // one group with a share above 0: nothing to test
}

TEST(PopulationOfShares, RoundedSharesAreMadeToSumToOne) {
  const auto population = PopulationOfShares(Tuples({{{"race", "a", "0.333"}, 1},
                                                     {{"race", "b", "0.333"}, 1},
                                                     {{"race", "c", "0.333"}, 1},
                                                     {{"sex", "f", "0.5"}, 1},
                                                     {{"sex", "m", "0.5"}, 1}}));
  ASSERT_TRUE(population.ok());
  EXPECT_EQ(population.value().kind, PopulationKind::kShares);
  ASSERT_EQ(population.value().shares.size(), 2U);
  EXPECT_NEAR(population.value().shares.at({"race"}).at({"b"}), 1.0 / 3, 1e-15);
  EXPECT_EQ(population.value().shares.at({"sex"}).at({"f"}), 0.5);
}

TEST(PopulationOfShares, RefusesWhatIsNoDistribution) {
  EXPECT_EQ(Refusal({}), "population: the file has no rows");
  EXPECT_EQ(Refusal({{{"sex", "f", "0.5"}, 1}, {{"sex", "m", "0.4"}, 1}}),
            "population: shares of 'sex' sum to 0.9, not to 1");
  EXPECT_EQ(Refusal({{{"sex", "f", "0.5"}, 2}}), "population: sex=f stands twice");
  EXPECT_EQ(Refusal({{{"sex", "f", "0.4"}, 1}, {{"sex", "f", "0.6"}, 1}}),
            "population: sex=f stands twice");
  for (const char* value : {"", "NaN", "unknown"})
    EXPECT_EQ(Refusal({{{"sex", value, "0.4"}, 1}}),
              "population: a row lacks its attribute, value or share");
  EXPECT_EQ(Refusal({{{"sex", "f", std::nullopt}, 1}}),
            "population: a row lacks its attribute, value or share");
  for (const char* share : {"50%", "-0.1", "50", "inf", "0x1"})
    EXPECT_TRUE(Refusal({{{"sex", "f", share}, 1}}).ends_with("a number from 0 to 1")) << share;
}

TEST(PopulationOfRows, SharesAreOfRowsThatAreKnown) {
  const std::vector<std::string> columns = {"sex", "age"};
  const std::vector<CountedValues> rows = {
      {{"f", "old"}, 3}, {{"f", "young"}, 1}, {{"m", "old"}, 4}, {{"m", std::nullopt}, 8}};
  const Population population = PopulationOfRows(columns, rows, 2).value();
  EXPECT_EQ(population.kind, PopulationKind::kTable);
  EXPECT_EQ(population.shares.at({"sex"}), (GroupShares{{{"f"}, 0.25}, {{"m"}, 0.75}}));
  EXPECT_EQ(population.shares.at({"age"}), (GroupShares{{{"old"}, 0.875}, {{"young"}, 0.125}}));
  // Nobody is male and young: no group of the population.
  EXPECT_EQ(population.shares.at({"sex", "age"}),
            (GroupShares{{{"f", "old"}, 0.375}, {{"f", "young"}, 0.125}, {{"m", "old"}, 0.5}}));
}

}  // namespace
}  // namespace assay::fairness
