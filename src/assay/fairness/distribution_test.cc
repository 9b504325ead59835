// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/distribution.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace assay::fairness {
namespace {

template <typename... Counts>
std::array<std::int64_t, sizeof...(Counts)> Of(Counts... counts) {
  return {counts...};
}

// P = (.6, .4, 0), Q = (0, .4, .6), each group counting only the labels that it has. A comparison
// that drops what one side lacks finds an L2 of .6 here.
TEST(Distance, KeepsLabelsThatAGroupLacks) {
  const LabelDistance found = *Distance({{"a", 6}, {"b", 4}}, {{"b", 4}, {"c", 6}});
  EXPECT_NEAR(found.l2, .848528, 1e-6);
  EXPECT_NEAR(found.total_variation, .6, 1e-15);
  EXPECT_NEAR(found.largest_gap, .6, 1e-15);
  EXPECT_NEAR(found.js, .6 * std::log(2), 1e-15);
  EXPECT_TRUE(std::isinf(found.kl));
}

TEST(Distance, TakesAnExplicitZeroAsALabelThatIsLacking) {
  const LabelDistance implied = *Distance({{"a", 6}, {"b", 4}}, {{"b", 4}, {"c", 6}});
  const LabelDistance stated =
      *Distance({{"a", 6}, {"b", 4}, {"c", 0}}, {{"a", 0}, {"b", 4}, {"c", 6}});
  EXPECT_EQ(implied.l2, stated.l2);
  EXPECT_EQ(implied.js, stated.js);
}

// By hand: P = (1/2, 1/2), Q = (1/4, 3/4).
TEST(Distance, IsWorkedByHand) {
  const LabelDistance found = *Distance({{"x", 1}, {"y", 1}}, {{"x", 1}, {"y", 3}});
  EXPECT_NEAR(found.kl, std::log(2) / 2 + std::log(2.0 / 3) / 2, 1e-15);
  EXPECT_NEAR(found.total_variation, .25, 1e-15);
  EXPECT_NEAR(found.l2, std::sqrt(.125), 1e-15);
  const double js =
      (std::log(4.0 / 3) + std::log(4.0 / 5)) / 4 + (std::log(2.0 / 3) + 3 * std::log(6.0 / 5)) / 8;
  EXPECT_NEAR(found.js, js, 1e-15);
}

TEST(Distance, IsZeroOfEqualSharesAndUndefinedOfNothing) {
  const LabelDistance found = *Distance({{"x", 2}, {"y", 6}}, {{"x", 1}, {"y", 3}});
  EXPECT_EQ(found.kl, 0);
  EXPECT_EQ(found.js, 0);
  EXPECT_EQ(found.l2, 0);
  EXPECT_FALSE(Distance({{"x", 0}}, {{"x", 1}}).has_value());
  EXPECT_FALSE(Distance({}, {{"x", 1}}).has_value());
}

TEST(KolmogorovSmirnov, FollowsTheOrder) {
  EXPECT_NEAR(*KolmogorovSmirnov(Of(6, 4, 0), Of(0, 4, 6)), .6, 1e-15);
  // Each label differs by .2, twice in the same direction: cumulative shares by .4.
  EXPECT_NEAR(*KolmogorovSmirnov(Of(7, 7, 3, 3), Of(3, 3, 7, 7)), .4, 1e-15);
  EXPECT_EQ(KolmogorovSmirnov(Of(0, 0), Of(1, 2)), std::nullopt);
}

TEST(ClassImbalance, IsWorkedByHand) {
  EXPECT_EQ(ClassImbalance(30, 10), .5);
  EXPECT_EQ(ClassImbalance(0, 10), -1);
  EXPECT_EQ(ClassImbalance(0, 0), std::nullopt);
}

TEST(Evenness, CountsEmptyCategories) {
  EXPECT_NEAR(*Evenness(Of(5, 5, 5)), 1, 1e-15);
  EXPECT_EQ(Evenness(Of(7, 0)), 0);
  EXPECT_NEAR(*Evenness(Of(5, 5, 0, 0)), .5, 1e-15);
  EXPECT_EQ(Evenness(Of(5)), std::nullopt);
  EXPECT_EQ(Evenness(Of(0, 0)), std::nullopt);
}

TEST(MaxMinRatio, IsInfiniteBesideNothing) {
  EXPECT_EQ(MaxMinRatio(Of(2, 8, 4)), 4);
  EXPECT_TRUE(std::isinf(*MaxMinRatio(Of(2, 0))));
  EXPECT_EQ(MaxMinRatio(Of(0, 0)), std::nullopt);
}

// By hand: p(o) = p(g) = 1/2, together 1/4, 1/2, 3/8, never.
TEST(NormalizedPmi, IsWorkedByHand) {
  EXPECT_NEAR(*NormalizedPmi({2, 4, 4, 8}), 0, 1e-15);
  EXPECT_NEAR(*NormalizedPmi({4, 4, 4, 8}), 1, 1e-15);
  EXPECT_NEAR(*NormalizedPmi({3, 4, 4, 8}), std::log(1.5) / std::log(8.0 / 3), 1e-15);
  EXPECT_EQ(NormalizedPmi({0, 4, 4, 8}), -1);
  EXPECT_EQ(NormalizedPmi({0, 0, 4, 8}), std::nullopt);
  EXPECT_EQ(NormalizedPmi({8, 8, 8, 8}), std::nullopt);
}

// Two departments that treat everybody alike. Women are 148 of 200 rejected and 52 of 200 accepted,
// because four of five of them ask the harsh one.
TEST(ConditionalDemographicDisparity, LooksWithinStrata) {
  const std::vector<Stratum> departments = {{{144, 180}, {16, 20}}, {{4, 20}, {36, 180}}};
  EXPECT_NEAR(ConditionalDemographicDisparity(departments)->value, 0, 1e-15);
  // By hand: 100 rows at 3/4 - 1/4, 400 rows at 1/2 - 1/3; a stratum without rejections has no say.
  const std::vector<Stratum> strata = {
      {{30, 40}, {15, 60}}, {{50, 100}, {100, 300}}, {{0, 0}, {5, 9}}};
  const ConditionalDisparity found = *ConditionalDemographicDisparity(strata);
  EXPECT_NEAR(found.value, (100 * .5 + 400 * (1.0 / 2 - 1.0 / 3)) / 500, 1e-15);
  EXPECT_EQ(found.undefined, 9);
  EXPECT_FALSE(ConditionalDemographicDisparity({}).has_value());
}

}  // namespace
}  // namespace assay::fairness
