// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/auc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace assay::fairness {
namespace {

struct Row {
  double score = 0;
  bool positive = false;
  double weight = 1;
};

std::optional<Auc> Of(std::vector<Row> rows) {
  std::ranges::stable_sort(rows, {}, &Row::score);
  AucSum sum;
  for (const Row& row : rows) sum.Add(row.score, row.positive, row.weight);
  return sum.Value();
}

std::vector<Row> Drawn(std::uint32_t seed, int n) {
  std::mt19937 engine(seed);
  std::vector<Row> rows;
  for (int i = 0; i < n; ++i) {
    const bool positive = engine() % 3 == 0;
    rows.push_back({static_cast<double>(engine() % 20 + (positive ? 4 : 0)), positive});
  }
  return rows;
}

// The definitions, pair by pair: an area, and DeLong's variance from its placements.
Auc ByPairs(const std::vector<Row>& rows) {
  std::vector<double> x;
  std::vector<double> y;
  for (const Row& row : rows) (row.positive ? x : y).push_back(row.score);
  const auto psi = [](double a, double b) { return a > b ? 1 : a == b ? 0.5 : 0.0; };
  const auto m = static_cast<double>(x.size());
  const auto n = static_cast<double>(y.size());
  double area = 0;
  for (const double a : x)
    for (const double b : y) area += psi(a, b) / m / n;
  double s10 = 0;
  for (const double a : x) {
    double v = 0;
    for (const double b : y) v += psi(a, b) / n;
    s10 += (v - area) * (v - area) / (m - 1);
  }
  double s01 = 0;
  for (const double b : y) {
    double v = 0;
    for (const double a : x) v += psi(a, b) / m;
    s01 += (v - area) * (v - area) / (n - 1);
  }
  return {area, s10 / m + s01 / n};
}

// Worked by hand: of the pairs (3,1) (3,2) (3,3) (2,1) (2,2) (2,3) three are won, two tied, one
// lost.
TEST(AucSum, CountsPairsAndHalfOfTies) {
  const auto area = Of({{1, false}, {2, false}, {3, false}, {3, true}, {2, true}});
  EXPECT_DOUBLE_EQ(area->value, 4.0 / 6.0);
  // Placements of positives 2.5/3 and 1.5/3, of negatives 1, .75, .25: variances 1/18 and 7/48.
  EXPECT_DOUBLE_EQ(*area->variance, 1.0 / 18 / 2 + 7.0 / 48 / 3);
}

TEST(AucSum, IsTheDefinitionPairByPair) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const auto rows = Drawn(seed, 60);
    const Auc expected = ByPairs(rows);
    EXPECT_NEAR(Of(rows)->value, expected.value, 1e-12);
    EXPECT_NEAR(*Of(rows)->variance, *expected.variance, 1e-14);
  }
}

TEST(AucSum, SeesOnlyTheOrder) {
  auto rows = Drawn(3, 200);
  const auto before = Of(rows);
  for (Row& row : rows) row.score = std::exp(row.score / 3) - 40;
  EXPECT_EQ(Of(rows)->value, before->value);
  EXPECT_EQ(Of(rows)->variance, before->variance);
  for (Row& row : rows) row.score = -row.score;
  EXPECT_NEAR(Of(rows)->value, 1 - before->value, 1e-15);
}

TEST(AucSum, OfAWeightIsThatOfAsManyRows) {
  auto rows = Drawn(4, 100);
  auto twice = rows;
  twice.insert(twice.end(), rows.begin(), rows.begin() + 50);
  for (std::size_t i = 0; i < 50; ++i) rows[i].weight = 2;
  rows.push_back({7, true, 0});
  EXPECT_EQ(Of(rows)->value, Of(twice)->value);
}

TEST(AucSum, OfOneClassIsNothing) {
  EXPECT_FALSE(Of({}).has_value());
  EXPECT_FALSE(Of({{1, true}, {2, true}}).has_value());
  EXPECT_FALSE(Of({{1, false}, {2, true, 0}}).has_value());
}

// Three people in order prove little: no interval [1, 1].
TEST(AucInterval, OfPerfectScoresIsNone) {
  const auto area = Of({{1, false}, {2, false}, {3, true}, {4, true}}).value();
  EXPECT_EQ(area.value, 1);
  EXPECT_EQ(area.variance, std::nullopt);
  EXPECT_EQ(AucInterval(area), std::nullopt);
  EXPECT_EQ(AucDifference(area, {0.5, 0.01}).interval, std::nullopt);
  EXPECT_EQ(AucDifference(area, {0.5, 0.01}).value, 0.5);
}

TEST(AucInterval, StaysWithinItsRange) {
  EXPECT_EQ(AucInterval({0.95, 0.01})->high, 1);
  EXPECT_NEAR(AucInterval({0.5, 0.01})->low, 0.5 - 0.1959963984540054, 1e-15);
}

// Worked by hand: z = .1 / sqrt(.0009 + .0016) = 2, of which the two tails are .0455002638963584.
TEST(AucDifference, AddsVariances) {
  const auto difference = AucDifference({0.8, 0.0009}, {0.7, 0.0016});
  EXPECT_NEAR(*difference.p, 0.0455002638963584, 1e-15);
  EXPECT_NEAR(difference.interval->low, 0.1 - 0.05 * 1.959963984540054, 1e-15);
}

// Of equal groups one test in twenty is under .05: here within 4 standard errors of 4,000 trials.
TEST(AucDifference, ErrsAsOftenAsItSays) {
  std::mt19937 engine(11);
  std::normal_distribution<double> noise;
  const auto sample = [&] {
    std::vector<Row> rows;
    for (int i = 0; i < 150; ++i) rows.push_back({noise(engine) + (i < 60 ? 1.0 : 0.0), i < 60});
    return Of(rows).value();
  };
  int alarms = 0;
  for (int trial = 0; trial < 4000; ++trial) alarms += *AucDifference(sample(), sample()).p < 0.05;
  EXPECT_NEAR(alarms / 4000.0, 0.05, 4 * std::sqrt(0.05 * 0.95 / 4000));
}

}  // namespace
}  // namespace assay::fairness
