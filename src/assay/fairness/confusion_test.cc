// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/confusion.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace assay::fairness {
namespace {

// Oracle worked by hand: 1 tp, 2 fp, 4 fn, 8 tn of 15, so that every sum of cells is another.
TEST(Share, IsTheNamedCellsOverTheNamedCells) {
  const Confusion counts{.tp = 1, .fp = 2, .fn = 4, .tn = 8};
  const std::map<std::string, Proportion> expected = {{"selection_rate", {3, 15}},
                                                      {"accuracy", {9, 15}},
                                                      {"tpr", {1, 5}},
                                                      {"fnr", {4, 5}},
                                                      {"fpr", {2, 10}},
                                                      {"tnr", {8, 10}},
                                                      {"ppv", {1, 3}},
                                                      {"fdr", {2, 3}},
                                                      {"npv", {8, 12}},
                                                      {"for", {4, 12}},
                                                      {"prevalence", {5, 15}},
                                                      {"error_rate", {6, 15}}};
  std::map<std::string, Proportion> found;
  for (const Metric metric : kMetrics) found[std::string(Name(metric))] = Share(counts, metric);
  EXPECT_EQ(found, expected);
}

TEST(Share, OfWeightsIsThatOfCountsWhenAllWeighTheSame) {
  const Confusion counts{.tp = 3, .fp = 5, .fn = 7, .tn = 11};
  const WeightedConfusion weights{.tp = 1.5, .fp = 2.5, .fn = 3.5, .tn = 5.5};
  const WeightedConfusion squares{.tp = 0.75, .fp = 1.25, .fn = 1.75, .tn = 2.75};
  for (const Metric metric : kMetrics) {
    const Proportion share = Share(counts, metric);
    EXPECT_DOUBLE_EQ(*Share(weights, metric), *share.Value()) << Name(metric);
    EXPECT_DOUBLE_EQ(*EffectiveRows(weights, squares, metric), static_cast<double>(share.n));
  }
}

// Kish: weights 1 and 3 of the two positives: (1 + 3)^2 / (1 + 9) = 1.6.
TEST(EffectiveRows, AreFewerWhenWeightsDiffer) {
  EXPECT_DOUBLE_EQ(*EffectiveRows({.tp = 1, .fn = 3}, {.tp = 1, .fn = 9}, Metric::kTpr), 1.6);
}

TEST(Share, WithoutADenominatorIsUndefinedNotZero) {
  EXPECT_EQ(Share(Confusion{.fp = 1}, Metric::kTpr).Value(), std::nullopt);
  EXPECT_EQ(Share(WeightedConfusion{.fp = 1}, Metric::kTpr), std::nullopt);
  EXPECT_EQ(EffectiveRows({}, {}, Metric::kTpr), std::nullopt);
  EXPECT_EQ(BalancedAccuracy({.tp = 1}), std::nullopt);
  EXPECT_EQ(F1({.tn = 9}), std::nullopt);
}

// Worked by hand: (3/4 + 1/2) / 2 and 6 / (6 + 1 + 1).
TEST(BalancedAccuracy, IsTheMeanOfBothRates) {
  EXPECT_EQ(BalancedAccuracy({.tp = 3, .fp = 1, .fn = 1, .tn = 1}), 0.625);
  EXPECT_EQ(F1({.tp = 3, .fp = 1, .fn = 1, .tn = 1}), 0.75);
}

TEST(FnOverFp, IsWhichErrorIsTheCommonOne) {
  EXPECT_EQ(FnOverFp({.fp = 4, .fn = 3}), 0.75);
  EXPECT_EQ(FnOverFp({.fn = 3}), std::nullopt);
}

TEST(PredictedPositiveShare, IsOfAllPredictedPositives) {
  EXPECT_EQ(PredictedPositiveShare({.tp = 1, .fp = 2, .fn = 9}, {.tp = 4, .fp = 8, .fn = 1}),
            (Proportion{3, 12}));
}

TEST(MetricNamed, KnowsEveryNameAndNoOther) {
  for (const Metric metric : kMetrics) EXPECT_EQ(MetricNamed(Name(metric)), metric);
  EXPECT_EQ(MetricNamed("recall"), std::nullopt);
}

}  // namespace
}  // namespace assay::fairness
