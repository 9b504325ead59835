// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/significance.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace assay::fairness {
namespace {

/// COMPAS: false positives among the truly negative, by group. The reference is Caucasian.
constexpr Proportion kCaucasian = {349, 1488};
constexpr std::array<Proportion, 5> kOthers = {{
    {805, 1795},  // African-American
    {36, 244},    // Other
    {2, 23},      // Asian
    {3, 8},       // Native American
    {87, 405},    // Hispanic
}};

// The lady tasting tea: tables of 8 cups have 1, 16, 36, 16, 1 of 70 ways; 3 of 4 right: 34 of 70.
TEST(FisherExact, OfTheTeaIsCountedByHand) {
  EXPECT_NEAR(*FisherExact({3, 4}, {1, 4}), 34.0 / 70, 1e-15);
  EXPECT_NEAR(*FisherExact({4, 4}, {0, 4}), 2.0 / 70, 1e-15);
  EXPECT_EQ(FisherExact({2, 4}, {2, 4}), 1);
}

// scipy.stats.fisher_exact([[k, n - k], [k', n' - k']]).pvalue
TEST(FisherExact, AgreesWithASecondImplementation) {
  constexpr std::array<double, 5> kExpected = {5.067846700058524e-38, 0.0020665923657340935,
                                               0.13326958569833097, 0.40120093474637747,
                                               0.424913464693348};
  for (std::size_t i = 0; i < kOthers.size(); ++i) {
    EXPECT_NEAR(*FisherExact(kOthers[i], kCaucasian) / kExpected[i], 1, 1e-10);
    EXPECT_NEAR(*FisherExact(kCaucasian, kOthers[i]) / kExpected[i], 1, 1e-10);
  }
  EXPECT_NEAR(*FisherExact({1, 10}, {11, 14}), 0.0027594561852200836, 1e-15);
  EXPECT_NEAR(*FisherExact({0, 200}, {10, 200}), 0.0017405177544899558, 1e-15);
  EXPECT_NEAR(*FisherExact({10, 10}, {0, 10}), 1.082508822446903e-05, 1e-18);
  EXPECT_NEAR(*FisherExact({500500, 1000000}, {500000, 1000000}), 0.4803792983495843, 1e-9);
  EXPECT_NEAR(*FisherExact({3, 1000000}, {20, 1000000}), 0.00048824747176213633, 1e-12);
}

std::int64_t Choose(std::int64_t n, std::int64_t k) {
  if (k < 0 || k > n) return 0;
  std::int64_t ways = 1;
  for (std::int64_t i = 1; i <= k; ++i) ways = ways * (n - k + i) / i;
  return ways;
}

// Every small table, against the definition: weights are products of binomials, in integers.
TEST(FisherExact, IsTheSumOfTheUnlikelyTables) {
  for (std::int64_t table = 0; table < 7 * 10; ++table) {
    const std::int64_t i = table / 10;
    const std::int64_t j = table % 10;
    std::int64_t unlikely = 0;
    for (std::int64_t cell = 0; cell <= 6; ++cell) {
      const std::int64_t ways = Choose(6, cell) * Choose(9, i + j - cell);
      if (ways <= Choose(6, i) * Choose(9, j)) unlikely += ways;
    }
    const double expected = static_cast<double>(unlikely) / static_cast<double>(Choose(15, i + j));
    EXPECT_NEAR(*FisherExact({i, 6}, {j, 9}), expected, 1e-13) << i << " of 6, " << j << " of 9";
  }
}

TEST(FisherExact, WithoutEventsOrWithNothingElseIsOne) {
  EXPECT_EQ(FisherExact({0, 5}, {0, 7}), 1);
  EXPECT_EQ(FisherExact({5, 5}, {7, 7}), 1);
  EXPECT_EQ(FisherExact({0, 0}, {1, 7}), std::nullopt);
  EXPECT_EQ(FisherExact({1, 7}, {0, 0}), std::nullopt);
  EXPECT_EQ(FisherExact({0, 100000000}, {100000000, 100000000}), 0);
}

TEST(TwoProportionZ, AgreesWithASecondImplementation) {
  // scipy: 2 * norm.sf(|p - p'| / sqrt(pooled (1 - pooled) (1/n + 1/n')))
  EXPECT_NEAR(*TwoProportionZ(kOthers[0], kCaucasian) / 2.1134897389137825e-37, 1, 1e-10);
  EXPECT_NEAR(*TwoProportionZ({300, 1000}, {340, 1000}), 0.05518555099113365, 1e-14);
  EXPECT_EQ(TwoProportionZ({0, 5}, {0, 7}), 1);
  EXPECT_EQ(TwoProportionZ({5, 5}, {7, 7}), 1);
  EXPECT_EQ(TwoProportionZ({1, 5}, {0, 0}), std::nullopt);
}

TEST(ChooseEqualityTest, IsExactForFewRowsAndRareEvents) {
  EXPECT_EQ(ChooseEqualityTest({1000, 2000}, {800, 2000}), EqualityTest::kTwoProportionZ);
  EXPECT_EQ(ChooseEqualityTest({1000, 1999}, {800, 2000}), EqualityTest::kFisherExact);
  EXPECT_EQ(ChooseEqualityTest({800, 2000}, {1000, 1999}), EqualityTest::kFisherExact);
  // 10 of 4,000 events: 5 expected in each sample; 9: 4.5. Counted from the other side as well.
  EXPECT_EQ(ChooseEqualityTest({10, 2000}, {0, 2000}), EqualityTest::kTwoProportionZ);
  EXPECT_EQ(ChooseEqualityTest({9, 2000}, {0, 2000}), EqualityTest::kFisherExact);
  EXPECT_EQ(ChooseEqualityTest({1991, 2000}, {2000, 2000}), EqualityTest::kFisherExact);
  EXPECT_EQ(EqualShares({1000, 2000}, {800, 2000}), TwoProportionZ({1000, 2000}, {800, 2000}));
  EXPECT_EQ(EqualShares(kOthers[2], kCaucasian), FisherExact(kOthers[2], kCaucasian));
}

// P(X <= 2 of 12) = (1 + 12 + 66) / 4096.
TEST(McNemar, IsTheFairCoin) {
  EXPECT_NEAR(McNemar(2, 10), 2 * 79.0 / 4096, 1e-15);
  EXPECT_EQ(McNemar(2, 10), McNemar(10, 2));
  EXPECT_NEAR(McNemar(5, 15), 0.04138946533203125, 1e-15);  // scipy.stats.binomtest(5, 20)
  EXPECT_NEAR(McNemar(0, 1), 1, 1e-15);
  EXPECT_EQ(McNemar(7, 7), 1);
  EXPECT_EQ(McNemar(0, 0), 1);
}

// Mendel's peas: 556 seeds, expected 9 : 3 : 3 : 1.
TEST(ChiSquare, AgreesOnMendelsPeas) {
  const std::array<std::int64_t, 4> peas = {315, 101, 108, 32};
  const std::array<double, 4> shares = {9.0 / 16, 3.0 / 16, 3.0 / 16, 1.0 / 16};
  const GoodnessOfFit fit = ChiSquare(peas, shares).value();
  EXPECT_NEAR(fit.statistic, 0.470024, 1e-6);
  EXPECT_EQ(fit.degrees, 3);
  EXPECT_NEAR(fit.p, 0.925426, 1e-6);
  EXPECT_EQ(fit.min_expected, 34.75);
}

TEST(ChiSquare, OfWhatTheReferenceRulesOutIsZero) {
  const std::array<double, 3> shares = {0.5, 0.5, 0};
  const GoodnessOfFit seen = ChiSquare(std::array<std::int64_t, 3>{5, 5, 1}, shares).value();
  EXPECT_EQ(seen.p, 0);
  EXPECT_TRUE(std::isinf(seen.statistic));
  const GoodnessOfFit unseen = ChiSquare(std::array<std::int64_t, 3>{5, 5, 0}, shares).value();
  EXPECT_EQ(unseen.p, 1);
  EXPECT_EQ(unseen.degrees, 1);
}

TEST(ChiSquare, RefusesWhatIsNoReference) {
  const std::array<std::int64_t, 2> counts = {3, 4};
  const auto code = [&](std::vector<double> shares) {
    return ChiSquare(counts, shares).error().code;
  };
  EXPECT_EQ(code({1}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({0.5, 0.4}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({1.5, -0.5}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({1, 0}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({std::numeric_limits<double>::quiet_NaN(), 1}), ErrorCode::kInvalidArgument);
  const std::array<double, 2> shares = {0.5, 0.5};
  EXPECT_FALSE(ChiSquare(std::array<std::int64_t, 2>{0, 0}, shares).ok());
  EXPECT_FALSE(ChiSquare(std::array<std::int64_t, 2>{-1, 2}, shares).ok());
}

TEST(BenjaminiHochberg, AgreesOnCompas) {
  std::vector<std::optional<double>> p_values;
  for (const Proportion& group : kOthers) p_values.push_back(FisherExact(group, kCaucasian));
  const std::vector<double> q = BenjaminiHochberg(p_values);
  EXPECT_NEAR(q[0], 2.53e-37, 5e-40);
  EXPECT_NEAR(q[1], .005166, 5e-7);
  EXPECT_NEAR(q[2], .2221, 5e-5);
  EXPECT_NEAR(q[3], .4249, 5e-5);
  EXPECT_NEAR(q[4], .4249, 5e-5);
}

// By hand: 0.04 * 5 / 4 = 0.05 caps 0.03 * 5 / 3 = 0.05; 0.01 * 5 / 2 = 0.025 = 0.005 * 5.
TEST(BenjaminiHochberg, CountsAMissingTestAsOne) {
  const std::vector<std::optional<double>> p = {0.01, 0.04, 0.03, 0.005, std::nullopt};
  const std::vector<double> expected = {0.025, 0.05, 0.05, 0.025, 1};
  const std::vector<double> q = BenjaminiHochberg(p);
  ASSERT_EQ(q.size(), expected.size());
  for (std::size_t i = 0; i < q.size(); ++i) EXPECT_NEAR(q[i], expected[i], 1e-15);
  EXPECT_TRUE(BenjaminiHochberg({}).empty());
}

}  // namespace
}  // namespace assay::fairness
