// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gap_bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "assay/fairness/compas_testing.h"
#include "assay/fairness/disparity.h"

namespace assay::fairness {
namespace {

const BootstrapPlan kPlan = {.seed = 1, .replicates = 2000};

std::vector<Group> TwoGroups() {
  return testing::GroupsOf({{"men", {.tp = 900, .fp = 220, .fn = 160, .tn = 1120}},
                            {"women", {.tp = 600, .fp = 140, .fn = 400, .tn = 1060}}});
}

std::size_t PlaceOf(std::string_view name) {
  const auto gaps = ParityGaps(TwoGroups(), testing::Sum(TwoGroups()), false);
  return static_cast<std::size_t>(std::ranges::find(gaps, name, &ParityGap::name) - gaps.begin());
}

// Of two large groups the gap is a difference of two shares, whose interval Newcombe gives.
TEST(BootstrapGaps, OfTwoLargeGroupsIsNewcombes) {
  const auto drawn = BootstrapGaps(TwoGroups(), kPlan).value();
  ASSERT_EQ(drawn.size(), kParityGaps);
  const auto& tpr = drawn[PlaceOf("equal_opportunity_difference")];
  const Interval wanted = *NewcombeDifference({900, 1060}, {600, 1000});
  ASSERT_TRUE(tpr);
  EXPECT_NEAR(tpr->interval.low, wanted.low, 0.006);
  EXPECT_NEAR(tpr->interval.high, wanted.high, 0.006);
  EXPECT_EQ(tpr->undefined, 0);
}

TEST(BootstrapGaps, HoldsEveryGapOfLargeGroups) {
  const auto groups = TwoGroups();
  const auto drawn = BootstrapGaps(groups, kPlan).value();
  const auto gaps = ParityGaps(groups, testing::Sum(groups), false);
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    ASSERT_TRUE(drawn[i] && gaps[i].gap) << gaps[i].name;
    EXPECT_LT(drawn[i]->interval.low, gaps[i].gap->value) << gaps[i].name;
    EXPECT_GT(drawn[i]->interval.high, gaps[i].gap->value) << gaps[i].name;
  }
}

TEST(BootstrapGaps, TheSameSeedTheSameBits) {
  const auto once = BootstrapGaps(testing::GroupsOf(testing::Compas()), kPlan).value();
  const auto again = BootstrapGaps(testing::GroupsOf(testing::Compas()), kPlan).value();
  const auto other =
      BootstrapGaps(testing::GroupsOf(testing::Compas()), {.seed = 2, .replicates = 2000}).value();
  for (std::size_t i = 0; i < once.size(); ++i)
    EXPECT_EQ(once[i]->interval, again[i]->interval) << i;
  EXPECT_NE(once[0]->interval, other[0]->interval);
}

TEST(BootstrapGaps, DrawsFromSomething) {
  EXPECT_FALSE(BootstrapGaps(std::vector<Group>(2), kPlan).ok());
}

}  // namespace
}  // namespace assay::fairness
