// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/label_balance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::fairness {
namespace {

using Rows = std::vector<LabelledValues>;

std::vector<GroupLabels> Compared(const Rows& rows, std::optional<std::size_t> reference = {}) {
  std::vector<CountedValues> units;
  for (const LabelledValues& row : rows) units.push_back(row.units);
  return CompareLabels(MeasureBalance(1, units, 1).value().front(), rows, reference).value();
}

/// Shares (.6, .4, 0) and (0, .4, .6): a label that a group lacks is kept.
Rows TwoGroups() {
  return {{{{"a"}, 6}, "x"}, {{{"a"}, 4}, "y"}, {{{"b"}, 4}, "y"}, {{{"b"}, 6}, "z"}};
}

// Oracle worked by hand: L2 is the root of .36 + .36, TVD (.6 + .6) / 2.
TEST(CompareLabels, DistancesAreOnTheUnionOfLabels) {
  const auto groups = Compared(TwoGroups());
  ASSERT_EQ(groups.size(), 2U);
  ASSERT_TRUE(groups[0].distance.has_value());
  EXPECT_NEAR(groups[0].distance->l2, 0.848528, 5e-7);
  EXPECT_NEAR(groups[0].distance->total_variation, 0.6, 1e-12);
  EXPECT_EQ(groups[0].distance->kl, std::numeric_limits<double>::infinity());
  EXPECT_EQ(groups[0].class_imbalance, 0.0);
  ASSERT_EQ(groups[0].labels.size(), 3U);
  EXPECT_EQ(groups[0].labels[2].label, "z");
  EXPECT_EQ(groups[0].labels[2].share, (Proportion{0, 10}));
  EXPECT_EQ(groups[0].labels[2].other, (Proportion{6, 10}));
  EXPECT_EQ(groups[0].labels[2].npmi, -1.0);  // they never meet
  EXPECT_NEAR(groups[0].labels[0].difference.value_or(0), 0.6, 1e-12);
  EXPECT_EQ(groups[0].standing, Standing::kInsufficient);
}

// Oracle worked by hand: .6 / .3 = 2 with the logarithm's error sqrt(1/60 - 1/100 + 1/30 - 1/100);
// nPMI of 60 together, 100 in the group and 90 with the label among 200.
TEST(CompareLabels, RiskRatioAndNpmiByHand) {
  const auto groups = Compared({{{{"f"}, 60}, "chair"},
                                {{{"f"}, 40}, "table"},
                                {{{"m"}, 30}, "chair"},
                                {{{"m"}, 70}, "table"}});
  const LabelShare& chair = groups[0].labels[0];
  EXPECT_EQ(groups[0].standing, Standing::kOk);
  EXPECT_NEAR(chair.ratio.value_or(0), 2, 1e-12);
  const double error = std::sqrt(1.0 / 60 - 1.0 / 100 + 1.0 / 30 - 1.0 / 100);
  EXPECT_NEAR(chair.ratio_interval.value_or(Interval{}).low,
              std::exp(std::log(2.0) - 1.959963984540054 * error), 1e-9);
  EXPECT_NEAR(chair.npmi.value_or(0), std::log(0.3 / (0.5 * 0.45)) / -std::log(0.3), 1e-12);
  EXPECT_EQ(chair.p, EqualShares({60, 100}, {30, 100}));
}

TEST(CompareLabels, TheRestHoldsUnknownGroupsToo) {
  const auto groups = Compared({{{{"f"}, 40}, "x"},
                                {{{"m"}, 50}, "x"},
                                {{{std::nullopt}, 60}, "x"},
                                {{{"f"}, 7}, std::nullopt}});
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].n, 40);
  EXPECT_EQ(groups[0].without_label, 7);
  EXPECT_EQ(groups[0].other_n, 110);
  EXPECT_EQ(groups[2].other_n, 90);
}

TEST(CompareLabels, AReferenceIsNotComparedWithItself) {
  const auto groups = Compared(TwoGroups(), 1);
  EXPECT_EQ(groups[1].standing, Standing::kReference);
  EXPECT_EQ(groups[1].labels[0].p, std::nullopt);
  EXPECT_EQ(groups[1].distance, std::nullopt);
  EXPECT_EQ(groups[0].labels[0].other, (Proportion{0, 10}));
}

TEST(CompareLabels, AGroupWithoutLabelsIsUndefinedNeverZero) {
  const auto groups = Compared({{{{"f"}, 40}, "x"}, {{{"m"}, 9}, std::nullopt}});
  EXPECT_EQ(groups[1].standing, Standing::kUndefined);
  EXPECT_EQ(groups[1].n, 0);
  EXPECT_EQ(groups[1].without_label, 9);
  EXPECT_EQ(groups[1].distance, std::nullopt);
  ASSERT_EQ(groups[1].labels.size(), 1U);
  EXPECT_EQ(groups[1].labels[0].share.Value(), std::nullopt);
  EXPECT_EQ(groups[1].labels[0].difference, std::nullopt);
  EXPECT_EQ(groups[0].standing, Standing::kUndefined);  // nobody to compare with
}

TEST(CompareLabels, RefusesMoreThanItsRoom) {
  const Rows rows = TwoGroups();
  std::vector<CountedValues> units;
  for (const LabelledValues& row : rows) units.push_back(row.units);
  const Balance balance = MeasureBalance(1, units, 1).value().front();
  EXPECT_TRUE(CompareLabels(balance, rows, std::nullopt, 6).ok());
  const auto refused = CompareLabels(balance, rows, std::nullopt, 5);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace assay::fairness
