// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/disparity.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/fairness/compas_testing.h"

namespace assay::fairness {
namespace {

using testing::Compas;
using testing::Counts;
using testing::GroupsOf;
using testing::Sum;

std::map<std::string, ParityGap> Named(const std::vector<Group>& groups, bool weighted = false) {
  std::map<std::string, ParityGap> named;
  for (const ParityGap& gap : ParityGaps(groups, Sum(groups), weighted)) named[gap.name] = gap;
  return named;
}

/// Place of a group of COMPAS.
enum Race : std::size_t { kAfrican, kAsian, kCaucasian, kHispanic, kNative, kOther };

// Fairlearn 0.12 on the published rows.
TEST(ParityGaps, CompasByRaceAsFairlearn) {
  auto found = Named(GroupsOf(Compas()));
  EXPECT_NEAR(found["demographic_parity_difference"].gap->value, 0.4571175950, 1e-10);
  EXPECT_NEAR(found["demographic_parity_ratio"].gap->value, 0.3143236074, 1e-10);
  EXPECT_NEAR(found["equalized_odds_difference"].gap->value, 0.5766917293, 1e-10);
  EXPECT_NEAR(found["equalized_odds_ratio"].gap->value, 0.1938968404, 1e-10);
}

// 18 people set the equalized odds of COMPAS, 10 of them positive; race by sex is worse still.
TEST(ParityGaps, NameTheGroupsThatSetThemAndWhetherTheySuffice) {
  auto found = Named(GroupsOf(Compas()));
  const ParityGap& odds = found["equalized_odds_difference"];
  EXPECT_EQ(odds.metric, Metric::kTpr);
  EXPECT_EQ(odds.gap->high, kNative);
  EXPECT_EQ(odds.gap->low, kOther);
  EXPECT_EQ(odds.standing, Standing::kInsufficient);
  Counts large = Compas();
  large.erase("Native American");
  large.erase("Asian");
  EXPECT_EQ(Named(GroupsOf(large))["equalized_odds_difference"].standing, Standing::kOk);
}

/// fairlearn, test/unit/metrics/data_for_test.py: y_t, y_p, group_1 of 71 rows.
std::vector<Group> FairlearnGroups() {
  return GroupsOf({{"aa", {.tp = 15, .fp = 7, .fn = 7, .tn = 7}},
                   {"ba", {.tp = 18, .fp = 6, .fn = 5, .tn = 6}}});
}

TEST(ParityGaps, FairlearnDataForTest) {
  auto found = Named(FairlearnGroups());
  EXPECT_NEAR(found["demographic_parity_difference"].gap->value, 0.07460317460, 1e-11);
  EXPECT_NEAR(found["demographic_parity_ratio"].gap->value, 0.8912037037, 1e-10);
  EXPECT_NEAR(found["equalized_odds_difference"].gap->value, 0.10079051384, 1e-11);
  EXPECT_NEAR(found["equalized_odds_ratio"].gap->value, 0.8712121212, 1e-10);
  EXPECT_NEAR(found["demographic_parity_difference_to_overall"].gap->value, 0.03782696177, 1e-11);
  EXPECT_NEAR(found["demographic_parity_ratio_to_overall"].gap->value, 0.9432367150, 1e-10);
  EXPECT_NEAR(found["equalized_odds_difference_to_overall"].gap->value, 0.0515151515, 1e-10);
  EXPECT_NEAR(found["equalized_odds_ratio_to_overall"].gap->value, 0.9297520662, 1e-10);
}

TEST(ParityGaps, FairlearnDataForTestWithWeights) {
  std::vector<Group> groups = FairlearnGroups();
  groups[0].weights = {.tp = 34, .fp = 10, .fn = 10, .tn = 13};
  groups[1].weights = {.tp = 39, .fp = 10, .fn = 11, .tn = 12};
  auto found = Named(groups, /*weighted=*/true);
  EXPECT_NEAR(found["demographic_parity_difference"].gap->value, 0.02383913765, 1e-11);
  EXPECT_NEAR(found["demographic_parity_ratio"].gap->value, 0.9649710631, 1e-10);
  EXPECT_NEAR(found["equalized_odds_difference"].gap->value, 0.0197628458, 1e-10);
  EXPECT_NEAR(found["equalized_odds_ratio"].gap->value, 0.9565217391, 1e-10);
  // By hand: 93 of all 139 are selected, 44 of the 67 of aa, which is farther away.
  EXPECT_NEAR(found["demographic_parity_difference_to_overall"].gap->value, 93.0 / 139 - 44.0 / 67,
              1e-15);
  EXPECT_EQ(found["demographic_parity_difference_to_overall"].gap->low, 0U);
}

// The 18 rows of Fairlearn's user guide, "Common fairness metrics" and MetricFrame.
TEST(Difference, FairlearnUserGuide) {
  const std::vector<Group> groups = GroupsOf({{"a", {.tp = 1, .fp = 2, .fn = 1, .tn = 0}},
                                              {"b", {.tp = 3, .fp = 0, .fn = 2, .tn = 1}},
                                              {"c", {.tp = 2, .fp = 2, .fn = 3, .tn = 1}}});
  const Group all = Sum(groups);
  struct Row {
    Metric metric;
    double difference, ratio, to_overall;
  };
  for (const Row& row : {Row{Metric::kTpr, 0.2, 2.0 / 3, 0.1}, Row{Metric::kFpr, 1, 0, 2.0 / 3},
                         Row{Metric::kSelectionRate, 0.25, 2.0 / 3, 0.75 - 10.0 / 18}}) {
    Rates rates;
    for (const Group& group : groups) rates.push_back(Share(group.counts, row.metric).Value());
    EXPECT_NEAR(Difference(rates)->value, row.difference, 1e-15) << Name(row.metric);
    EXPECT_NEAR(Ratio(rates)->value, row.ratio, 1e-15) << Name(row.metric);
    EXPECT_NEAR(DifferenceToOverall(rates, Share(all.counts, row.metric).Value())->value,
                row.to_overall, 1e-15)
        << Name(row.metric);
  }
}

TEST(Difference, LeavesOutWhatIsUndefined) {
  EXPECT_EQ(Difference({0.5, std::nullopt}), std::nullopt);
  EXPECT_EQ(Difference({0.5, std::nullopt, 0.25})->value, 0.25);
  EXPECT_EQ(Ratio({0.0, 0.0}), std::nullopt);
  EXPECT_EQ(Ratio({0.0, 0.5})->value, 0);
  EXPECT_EQ(DifferenceToOverall({0.5}, std::nullopt), std::nullopt);
  EXPECT_EQ(RatioToOverall({0.5}, 0), std::nullopt);
}

// Nobody is positive: equal opportunity has no value, which is not 0; demographic parity has one.
TEST(ParityGaps, WithoutPositivesAreUndefined) {
  auto found = Named(GroupsOf({{"a", {.fp = 10, .tn = 30}}, {"b", {.fp = 20, .tn = 20}}}));
  EXPECT_FALSE(found["equal_opportunity_difference"].gap);
  EXPECT_FALSE(found["equalized_odds_difference"].gap);
  EXPECT_EQ(found["equal_opportunity_difference"].undefined_groups, 2U);
  EXPECT_EQ(found["equal_opportunity_difference"].standing, Standing::kUndefined);
  EXPECT_EQ(found["demographic_parity_difference"].gap->value, 0.25);
}

/// What Contrasts says of one metric, by group.
std::vector<Contrast> Of(const std::vector<Contrast>& all, Metric metric) {
  std::vector<Contrast> some;
  for (const Contrast& one : all) {
    if (one.metric == metric) some.push_back(one);
  }
  return some;
}

// aequitas, tests: Low against High. Its thresholds belong to gates.
TEST(Contrasts, AequitasHighAndLow) {
  const auto all = Contrasts(GroupsOf({{"High", {.tp = 2, .fp = 1, .fn = 1, .tn = 1}},
                                       {"Low", {.tp = 1, .fp = 2, .fn = 1, .tn = 1}}}),
                             0, {}, /*weighted=*/false);
  const std::map<Metric, double> expected = {{Metric::kFnr, 1.5},     {Metric::kErrorRate, 1.5},
                                             {Metric::kFpr, 4.0 / 3}, {Metric::kFor, 1},
                                             {Metric::kFdr, 2},       {Metric::kSelectionRate, 1}};
  for (const auto& [metric, ratio] : expected)
    EXPECT_NEAR(*Of(all, metric)[1].ratio, ratio, 1e-15) << Name(metric);
}

// Low less High, by hand: tpr 1/2 - 2/3, fpr 2/3 - 1/2; ppv 1/3 - 2/3, for 1/2 - 1/2.
TEST(AverageDifferenceOf, AequitasHighAndLow) {
  const std::vector<Group> groups = GroupsOf({{"High", {.tp = 2, .fp = 1, .fn = 1, .tn = 1}},
                                              {"Low", {.tp = 1, .fp = 2, .fn = 1, .tn = 1}}});
  const auto odds = AverageDifferenceOf(groups[1], groups[0], {Metric::kTpr, Metric::kFpr}, false);
  EXPECT_NEAR(*odds.signed_value, 0, 1e-15);
  EXPECT_NEAR(*odds.absolute, 1.0 / 6, 1e-15);
  EXPECT_EQ(odds.standing, Standing::kInsufficient);
  const auto value = AverageDifferenceOf(groups[1], groups[0], {Metric::kPpv, Metric::kFor}, false);
  EXPECT_NEAR(*value.signed_value, -1.0 / 6, 1e-15);
  EXPECT_NEAR(*value.absolute, 1.0 / 6, 1e-15);
}

TEST(AverageDifferenceOf, WithoutADenominatorIsUndefined) {
  const std::vector<Group> groups =
      GroupsOf({{"a", {.tp = 40, .fn = 40}}, {"b", {.tp = 60, .tn = 60}}});
  const auto odds = AverageDifferenceOf(groups[1], groups[0], {Metric::kTpr, Metric::kFpr}, false);
  EXPECT_FALSE(odds.signed_value || odds.absolute);
  EXPECT_EQ(odds.standing, Standing::kUndefined);
}

// aif360, tests/test_classification_metric.py: of the classes 0, 1 and 2 the first two are
// positive; `feat` 2 against the rest.
TEST(Contrasts, Aif360MultipleClasses) {
  const std::vector<Group> groups =
      GroupsOf({{"0 or 1", {.tp = 4, .fn = 1, .tn = 1}}, {"2", {.tp = 3, .tn = 1}}});
  EXPECT_EQ(Sum(groups).counts, (Confusion{.tp = 7, .fp = 0, .fn = 1, .tn = 2}));
  const auto all = Contrasts(groups, 0, {}, /*weighted=*/false);
  EXPECT_DOUBLE_EQ(*Of(all, Metric::kFnr)[1].difference, -0.2);
}

// The published table with scipy.stats: fisher_exact, Newcombe's and Katz's intervals, BH of five.
// Aequitas 1.0.0 tests FDR where it says "fpr": AA .050390 in the place of 5.07e-38.
TEST(Contrasts, CompasFalsePositivesAgainstCaucasians) {
  auto all = Contrasts(GroupsOf(Compas()), kCaucasian, std::vector{Metric::kFpr},
                       /*weighted=*/false);
  const std::vector<std::vector<Contrast>*> lists = {&all};
  EXPECT_EQ(AdjustFamily(lists), 5U);
  const auto fpr = Of(all, Metric::kFpr);
  EXPECT_NEAR(*fpr[kAfrican].difference, 0.213925, 5e-7);
  EXPECT_NEAR(fpr[kAfrican].difference_interval->low, 0.182053, 5e-7);
  EXPECT_NEAR(fpr[kAfrican].difference_interval->high, 0.245023, 5e-7);
  EXPECT_NEAR(*fpr[kAfrican].ratio, 1.912093, 5e-7);
  EXPECT_NEAR(fpr[kAfrican].ratio_interval->low, 1.721239, 5e-7);
  EXPECT_NEAR(fpr[kAfrican].ratio_interval->high, 2.124108, 5e-7);
  EXPECT_NEAR(*fpr[kAsian].p, 0.1333, 5e-5);
  EXPECT_NEAR(*fpr[kNative].p, 0.4012, 5e-5);
  EXPECT_EQ(fpr[kAsian].test, EqualityTest::kFisherExact);
  EXPECT_EQ(fpr[kAsian].standing, Standing::kInsufficient);
  EXPECT_EQ(fpr[kCaucasian].standing, Standing::kReference);
  EXPECT_FALSE(fpr[kCaucasian].p || fpr[kCaucasian].q || fpr[kCaucasian].difference);
  EXPECT_FALSE(Of(all, Metric::kFdr)[kAfrican].p);  // not in the family
}

TEST(Contrasts, WithoutADenominatorIsUndefinedAndCountsAsOne) {
  auto all = Contrasts(GroupsOf({{"a", {.tp = 40, .fn = 40}}, {"b", {.fp = 20, .tn = 60}}}), 0,
                       std::vector{Metric::kTpr, Metric::kSelectionRate}, /*weighted=*/false);
  const std::vector<std::vector<Contrast>*> lists = {&all};
  EXPECT_EQ(AdjustFamily(lists), 2U);
  const Contrast tpr = Of(all, Metric::kTpr)[1];
  EXPECT_EQ(tpr.standing, Standing::kUndefined);
  EXPECT_FALSE(tpr.value || tpr.interval || tpr.difference || tpr.ratio || tpr.p);
  EXPECT_EQ(tpr.q, 1);
  const Contrast selection = Of(all, Metric::kSelectionRate)[1];
  EXPECT_DOUBLE_EQ(*selection.q, 2 * *selection.p);
}

TEST(Contrasts, OfWeightsClaimsNoIntervalAndNoTest) {
  std::vector<Group> groups = GroupsOf({{"a", {.tp = 40, .tn = 40}}, {"b", {.tp = 20, .tn = 60}}});
  groups[0].weights = {.tp = 10, .tn = 30};
  groups[0].squares = {.tp = 10, .tn = 30};
  groups[1].weights = {.tp = 50, .tn = 50};
  groups[1].squares = {.tp = 100, .tn = 100};
  const auto all = Contrasts(groups, 0, std::vector{Metric::kSelectionRate}, /*weighted=*/true);
  const Contrast one = Of(all, Metric::kSelectionRate)[1];
  EXPECT_EQ(one.difference, 0.25);
  EXPECT_EQ(one.ratio, 2);
  EXPECT_EQ(one.effective_rows, 50);
  EXPECT_FALSE(one.interval || one.difference_interval || one.ratio_interval || one.is_tested);
}

}  // namespace
}  // namespace assay::fairness
