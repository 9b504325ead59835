// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/dataset_measure.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace assay::fairness {
namespace {

struct Measured {
  const char* group;
  std::optional<double> number;
  std::int64_t n = 1;
};

std::vector<GroupMeasure> Compared(const std::vector<Measured>& measured,
                                   std::optional<std::size_t> reference = std::nullopt) {
  std::vector<MeasuredValues> rows;
  std::vector<CountedValues> units;
  for (const Measured& one : measured) {
    rows.push_back({{{std::string(one.group)}, one.n}, one.number});
    units.push_back(rows.back().units);
  }
  const auto balances = MeasureBalance(1, units, 1);
  EXPECT_TRUE(balances.ok());
  return CompareMeasures(balances.value().front(), rows, reference);
}

// Worked by hand: means 4 and 4, variances 12.5 and 4; equal means are as likely as can be. Welch's
// interval and p of other numbers are compared with scipy's in tests/e2e/fairness_dataset.py.
TEST(CompareMeasures, MeansMediansAndWelch) {
  const auto groups = Compared({{"a", 1.0},
                                {"a", 2.0},
                                {"a", 3.0},
                                {"a", 4.0},
                                {"a", 10.0},
                                {"a", std::nullopt, 2},
                                {"b", 2.0},
                                {"b", 4.0},
                                {"b", 6.0}});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].n, 5);
  EXPECT_EQ(groups[0].without, 2);
  EXPECT_EQ(groups[0].other_n, 3);
  EXPECT_EQ(groups[0].standing, Standing::kInsufficient);
  EXPECT_DOUBLE_EQ(groups[0].mean.value(), 4);
  EXPECT_DOUBLE_EQ(groups[0].median.value(), 3);
  EXPECT_DOUBLE_EQ(groups[0].deviation.value(), 3.5355339059327378);
  EXPECT_DOUBLE_EQ(groups[1].deviation.value(), 2);
  EXPECT_NEAR(groups[0].difference.value(), 0, 1e-12);
  EXPECT_NEAR(groups[0].p.value(), 1, 1e-12);
}

TEST(CompareMeasures, ARowOfManyIsManyRows) {
  const auto one = Compared({{"a", 1.0, 3}, {"a", 5.0, 1}, {"b", 7.0, 2}, {"b", 8.0, 2}});
  const auto many = Compared({{"a", 1.0},
                              {"a", 1.0},
                              {"a", 1.0},
                              {"a", 5.0},
                              {"b", 7.0},
                              {"b", 7.0},
                              {"b", 8.0},
                              {"b", 8.0}});
  EXPECT_DOUBLE_EQ(one[1].median.value(), 7.5);
  EXPECT_DOUBLE_EQ(one[0].mean.value(), 2);
  EXPECT_DOUBLE_EQ(one[0].deviation.value(), 2);
  EXPECT_NEAR(one[0].p.value(), many[0].p.value(), 1e-12);
  EXPECT_NEAR(one[0].difference_interval->low, many[0].difference_interval->low, 1e-12);
}

TEST(CompareMeasures, WhatDoesNotVaryHasNoTest) {
  const auto groups = Compared({{"a", 1.0, 40}, {"b", 2.0, 40}, {"c", std::nullopt, 5}}, 0);
  EXPECT_EQ(groups[0].standing, Standing::kReference);
  EXPECT_FALSE(groups[0].difference.has_value());
  EXPECT_DOUBLE_EQ(groups[1].difference.value(), 1);
  EXPECT_FALSE(groups[1].p.has_value());
  EXPECT_EQ(groups[2].standing, Standing::kUndefined);
  EXPECT_FALSE(groups[2].mean.has_value());
}

// Far from 0 a sum of squares has no digits left; distances from the mean have.
TEST(CompareMeasures, LargeNumbersKeepTheirSpread) {
  const auto groups = Compared({{"a", 1e9 + 4},
                                {"a", 1e9 + 7},
                                {"a", 1e9 + 13},
                                {"a", 1e9 + 16},
                                {"b", 1e9, 2},
                                {"b", 1e9 + 1}});
  EXPECT_NEAR(groups[0].deviation.value() * groups[0].deviation.value(), 30, 1e-6);
}

}  // namespace
}  // namespace assay::fairness
