// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/inequality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "assay/fairness/compas_testing.h"

namespace assay::fairness {
namespace {

using testing::Compas;
using testing::GroupsOf;
using testing::Sum;

double Entropy(const std::vector<Group>& groups, double alpha) {
  return *GeneralizedEntropy(BenefitsOf(Sum(groups), /*weighted=*/false), alpha);
}

/// aif360, tests/test_classification_metric.py: ten rows, `feat` 0, 1 and 2.
std::vector<Group> AifGroups() {
  return GroupsOf({{"0", {.tp = 1, .tn = 1}},
                   {"1", {.fp = 2, .fn = 1, .tn = 1}},
                   {"2", {.tp = 2, .fn = 1, .tn = 1}}});
}

TEST(GeneralizedEntropy, Aif360) {
  EXPECT_DOUBLE_EQ(Entropy(AifGroups(), 2), 0.2);
  EXPECT_DOUBLE_EQ(Entropy(AifGroups(), 1), 4 * std::log(2) / 10);
  // Its other predictions of the same labels: 0 1 1 0 0 0 0 1 1 1 for 1 0 0 1 0 0 1 0 1 1.
  EXPECT_DOUBLE_EQ(Entropy(GroupsOf({{"all", {.tp = 2, .fp = 3, .fn = 3, .tn = 2}}}), 2), 0.3);
}

TEST(GeneralizedEntropy, BetweenGroupsAsAif360) {
  // Mean benefits 1, 1.25, .75: (2 * 0 + 4 * .5625 - 4 * .4375) / 20.
  EXPECT_DOUBLE_EQ(*GeneralizedEntropy(MeanBenefits(AifGroups(), false), 2), 0.025);
  // Its six rows of two groups: mean benefits .5 and 1.25, (2 * -.75 + 4 * .5625) / 12.
  const auto two = GroupsOf({{"0", {.fn = 1, .tn = 1}}, {"1", {.fp = 2, .fn = 1, .tn = 1}}});
  EXPECT_DOUBLE_EQ(*GeneralizedEntropy(MeanBenefits(two, false), 2), 0.0625);
}

// Within, weighted by (rows of the group / rows) (mean of the group / mean)^alpha, and between.
TEST(GeneralizedEntropy, IsTheSumOfItsPartsWithinAndBetweenGroups) {
  const std::vector<Group> groups = GroupsOf(Compas());
  const Confusion all = Sum(groups).counts;
  const auto mean = [](const Confusion& counts) {
    return 1 + static_cast<double>(counts.fp - counts.fn) / static_cast<double>(counts.n());
  };
  for (const double alpha : {0.5, 1.0, 2.0, 3.0}) {
    double parts = *GeneralizedEntropy(MeanBenefits(groups, false), alpha);
    for (const Group& group : groups)
      parts += static_cast<double>(group.counts.n()) / static_cast<double>(all.n()) *
               std::pow(mean(group.counts) / mean(all), alpha) *
               *GeneralizedEntropy(BenefitsOf(group, false), alpha);
    EXPECT_NEAR(parts, Entropy(groups, alpha), 1e-14) << alpha;
  }
}

TEST(GeneralizedEntropy, OfEqualBenefitsIsNothingMoreThanZero) {
  EXPECT_EQ(Entropy(GroupsOf({{"a", {.tp = 7, .tn = 3}}}), 2), 0);
  const auto alike = GroupsOf({{"a", {.fp = 1, .tn = 6}}, {"b", {.fp = 3, .tn = 18}}});
  EXPECT_NEAR(*GeneralizedEntropy(MeanBenefits(alike, false), 2), 0, 1e-15);
}

TEST(GeneralizedEntropy, HasNoValueWithoutRowsOrBenefits) {
  EXPECT_EQ(GeneralizedEntropy({}, 2), std::nullopt);
  EXPECT_EQ(GeneralizedEntropy(BenefitsOf(GroupsOf({{"a", {.fn = 5}}})[0], false), 2),
            std::nullopt);
}

// Deviation over mean of 0 0 1 1 1 1 1 1 2 2: sqrt(.4) / 1.
TEST(InequalityOf, TheCoefficientOfVariationIsDeviationOverMean) {
  const auto found = InequalityOf(BenefitsOf(Sum(AifGroups()), false));
  EXPECT_DOUBLE_EQ(*found.coefficient_of_variation, std::sqrt(0.4));
}

TEST(BenefitsOf, WeightsCountAsRows) {
  Group group = GroupsOf({{"a", {.tp = 1, .fp = 1, .fn = 1, .tn = 1}}})[0];
  group.weights = {.tp = 1, .fp = 2, .fn = 2, .tn = 5};
  EXPECT_DOUBLE_EQ(*GeneralizedEntropy(BenefitsOf(group, /*weighted=*/true), 2), 0.2);
  EXPECT_DOUBLE_EQ(*GeneralizedEntropy(MeanBenefits({&group, 1}, /*weighted=*/true), 2), 0);
}

/// Group of who has the outcome, and who has not.
Group Labelled(std::int64_t positive, std::int64_t all) {
  Group group;
  group.counts = {.fn = positive, .tn = all - positive};
  return group;
}

// aif360, tests/test_differential_fairness.py, on the 16,281 rows of UCI Adult's adult.test: income
// over 50K by race, sex and whether the country is the United States, counted with Python.
TEST(DifferentialFairnessOf, AdultByBinaryGroups) {
  const std::vector<Group> groups = {Labelled(18, 184),  Labelled(58, 852),   Labelled(103, 361),
                                     Labelled(177, 938), Labelled(31, 310),   Labelled(483, 4075),
                                     Labelled(171, 764), Labelled(2805, 8797)};
  const auto found = DifferentialFairnessOf(groups, Metric::kPrevalence, /*weighted=*/false);
  EXPECT_NEAR(*found.epsilon, 1.53679014653623, 1e-13);
  EXPECT_EQ(found.high, 7U);
  EXPECT_EQ(found.low, 1U);
  EXPECT_EQ(found.standing, Standing::kOk);
}

// The same by each race: 24 women and 36 men of "Other" from the United States are among them.
TEST(DifferentialFairnessOf, AdultByAllGroups) {
  const std::vector<Group> groups = {
      Labelled(3, 66),     Labelled(0, 3),     Labelled(16, 90),    Labelled(15, 112),
      Labelled(11, 59),    Labelled(77, 231),  Labelled(30, 78),    Labelled(2, 50),
      Labelled(40, 703),   Labelled(12, 74),   Labelled(125, 734),  Labelled(1, 22),
      Labelled(4, 24),     Labelled(14, 53),   Labelled(6, 36),     Labelled(31, 310),
      Labelled(483, 4075), Labelled(171, 764), Labelled(2805, 8797)};
  const auto found = DifferentialFairnessOf(groups, Metric::kPrevalence, /*weighted=*/false);
  EXPECT_NEAR(*found.epsilon, 2.063813731996515, 1e-13);
}

// Rates (9 + .5) / 11 and (5 + .5) / 11: of the outcome 19/11 times as often, of its absence 11/3.
TEST(DifferentialFairnessOf, TakesTheWiderGapOfOutcomeAndAbsence) {
  const std::vector<Group> groups = {Labelled(9, 10), Labelled(5, 10), Labelled(0, 0)};
  const auto found = DifferentialFairnessOf(groups, Metric::kPrevalence, /*weighted=*/false);
  EXPECT_NEAR(*found.epsilon, std::log(11.0 / 3), 1e-15);
  EXPECT_EQ(found.standing, Standing::kInsufficient);
}

TEST(DifferentialFairnessOf, OneGroupHasNone) {
  const std::vector<Group> groups = {Labelled(9, 10), Labelled(0, 0)};
  const auto found = DifferentialFairnessOf(groups, Metric::kPrevalence, /*weighted=*/false);
  EXPECT_FALSE(found.epsilon);
  EXPECT_EQ(found.standing, Standing::kUndefined);
}

TEST(DifferentialFairnessOf, OfHugeWeightsIsFinite) {
  std::vector<Group> groups = {Labelled(9, 9), Labelled(5, 10)};
  groups[0].weights = {.fn = 1e100};
  groups[1].weights = {.fn = 1, .tn = 1};
  const auto found = DifferentialFairnessOf(groups, Metric::kPrevalence, /*weighted=*/true);
  EXPECT_NEAR(*found.epsilon, std::log(1e100), 1e-9);
}

}  // namespace
}  // namespace assay::fairness
