// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/suppression.h"

#include <gtest/gtest.h>

namespace assay::fairness {
namespace {

constexpr auto kShown = Suppression::kNone;
constexpr auto kFew = Suppression::kFewRows;
constexpr auto kComplement = Suppression::kComplement;

// Widths by scipy.stats.beta: 15/30 .3742, 22/50 .2896, 2/40 .1631, 30/60 .2642, 0/385 .0095,
// 0/60 .0596, 5/100 .0964 (193 % of .05), 10/100 .1273 (127 % of .1).
TEST(Suppress, FollowsTheStandardStepByStep) {
  EXPECT_EQ(Suppress({29, 29}), kFew);
  EXPECT_EQ(Suppress({0, 0}), kFew);
  EXPECT_EQ(Suppress({15, 30}), Suppression::kWide);
  EXPECT_EQ(Suppress({22, 50}), kShown);
  EXPECT_EQ(Suppress({30, 60}), kShown);
  EXPECT_EQ(Suppress({2, 40}), Suppression::kRelativelyWide);
  EXPECT_EQ(Suppress({5, 100}), Suppression::kRelativelyWide);
  EXPECT_EQ(Suppress({10, 100}), kShown);
  EXPECT_EQ(Suppress({0, 60}), Suppression::kRelativelyWide);
  EXPECT_EQ(Suppress({0, 385}), kShown);
}

TEST(Suppress, TakesOtherLimits) {
  EXPECT_EQ(Suppress({5, 10}, {.min_n = 5, .max_width = 0.7}), kShown);
  EXPECT_EQ(Suppress({0, 0}, {.min_n = 0, .max_width = 2}), kFew);
}

TEST(SuppressComplements, HidesTheSmallestOtherGroup) {
  const std::vector<Proportion> shares = {{9, 90}, {3, 9}, {8, 40}, {5, 40}};
  const std::vector<Line> line = {{0, 1, 2, 3}};
  EXPECT_EQ(SuppressComplements({kShown, kFew, kShown, kShown}, shares, line),
            (std::vector{kShown, kFew, kComplement, kShown}));
  EXPECT_EQ(SuppressComplements({kShown, kFew, kFew, kShown}, shares, line),
            (std::vector{kShown, kFew, kFew, kShown}));
  EXPECT_EQ(SuppressComplements({kShown, kShown, kShown, kShown}, shares, line),
            (std::vector{kShown, kShown, kShown, kShown}));
}

TEST(SuppressComplements, DoesNotHideBehindAnEmptyGroup) {
  const std::vector<Proportion> shares = {{9, 90}, {3, 9}, {0, 0}, {0, 0}};
  const std::vector<Line> line = {{0, 1, 2, 3}};
  EXPECT_EQ(SuppressComplements({kShown, kFew, kFew, kShown}, shares, line),
            (std::vector{kComplement, kFew, kFew, kShown}));
  EXPECT_EQ(SuppressComplements({kShown, kShown, kFew, kFew}, shares, line),
            (std::vector{kShown, kShown, kFew, kFew}));
}

// By hand, 2 x 3 with totals of rows and columns. 0 is small: row one hides 1 (of 1 and 2 the
// smaller), column one hides 3, then column two has 1 alone and hides 4.
TEST(SuppressComplements, CarriesOnThroughRowsAndColumns) {
  const std::vector<Proportion> shares = {{1, 9}, {9, 50}, {9, 60}, {9, 70}, {9, 80}, {9, 90}};
  const std::vector<Line> lines = {{0, 1, 2}, {3, 4, 5}, {0, 3}, {1, 4}, {2, 5}};
  EXPECT_EQ(SuppressComplements({kFew, kShown, kShown, kShown, kShown, kShown}, shares, lines),
            (std::vector{kFew, kComplement, kShown, kComplement, kComplement, kShown}));
}

TEST(SuppressComplements, LeavesAnOnlyGroupAlone) {
  const std::vector<Proportion> shares = {{3, 9}};
  EXPECT_EQ(SuppressComplements({kFew}, shares, std::vector<Line>{{0}}), std::vector{kFew});
}

}  // namespace
}  // namespace assay::fairness
