// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/mean.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>

namespace assay::fairness {
namespace {

Moments Of(std::initializer_list<double> values) {
  Moments moments;
  for (const double value : values) moments.Add(value);
  return moments;
}

// Worked by hand: 1, 2, 3, 4, 10 has mean 4 and squared deviations 9 + 4 + 1 + 0 + 36.
TEST(Moments, AreMeanAndSquaredDeviations) {
  const Moments moments = Of({1, 2, 3, 4, 10});
  EXPECT_DOUBLE_EQ(*moments.Mean(), 4);
  EXPECT_DOUBLE_EQ(moments.deviations, 50);
}

TEST(Moments, OfTwoPartsAreThoseOfTheWhole) {
  Moments whole = Of({1, 2});
  whole.Add(Of({3, 4, 10}));
  whole.Add(Moments());
  EXPECT_DOUBLE_EQ(whole.n, 5);
  EXPECT_DOUBLE_EQ(*whole.Mean(), 4);
  EXPECT_DOUBLE_EQ(whole.deviations, 50);
}

TEST(Moments, OfAWeightAreThoseOfAsManyRows) {
  Moments weighted;
  weighted.Add(2, 3);
  weighted.Add(5, 1);
  weighted.Add(1e300, 0);
  const Moments rows = Of({2, 2, 2, 5});
  EXPECT_DOUBLE_EQ(*weighted.Mean(), *rows.Mean());
  EXPECT_DOUBLE_EQ(weighted.deviations, rows.deviations);
}

// Seven times .3 is not 2.1 in binary, and yet equal values have no spread.
TEST(Moments, OfEqualValuesHaveNoDeviation) {
  EXPECT_EQ(Of({0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3}).deviations, 0);
  EXPECT_EQ(*Of({-2, -1, 0, 1, 2}).Mean(), 0);
}

// A naive sum of squares has no digit left of this variance.
// Equal errors of different numbers differ by their rounding, and by nothing else.
TEST(Moments, RoundingIsNoSpread) {
  Moments errors;
  for (int i = 1; i <= 40; ++i) {
    const double label = i;
    errors.NoteScale(label + 0.1);
    errors.Add((label + 0.1) - label);
  }
  EXPECT_GT(errors.deviations, 0);
  EXPECT_FALSE(errors.HasSpread());
  EXPECT_FALSE(EstimateMean(errors)->interval);
  EXPECT_TRUE(Of({1e9 + 1, 1e9 + 2, 1e9 + 3}).HasSpread());
}

TEST(Moments, DoNotCancel) { EXPECT_DOUBLE_EQ(Of({1e9 + 1, 1e9 + 2, 1e9 + 3}).deviations, 2); }

TEST(Moments, OfNothingHaveNoMean) {
  EXPECT_EQ(Moments().Mean(), std::nullopt);
  EXPECT_EQ(EstimateMean(Moments()), std::nullopt);
  EXPECT_EQ(WelchDifference(Of({1, 2}), Moments()), std::nullopt);
}

// Oracle: scipy.stats.ttest_1samp([1, 2, 3, 4, 10], 0), .confidence_interval(0.95) of SciPy 1.17.
TEST(EstimateMean, IsStudents) {
  const auto mean = EstimateMean(Of({1, 2, 3, 4, 10})).value();
  EXPECT_DOUBLE_EQ(mean.value, 4);
  EXPECT_NEAR(mean.interval->low, -0.3899451654254147, 1e-12);
  EXPECT_NEAR(mean.interval->high, 8.389945165425415, 1e-12);
  EXPECT_NEAR(*mean.p, 0.06467689395635304, 1e-14);
}

// Oracle: scipy.stats.ttest_ind(a, b, equal_var=False) of SciPy 1.17.
TEST(WelchDifference, IsWelchs) {
  const auto found = WelchDifference(Of({1, 2, 3, 4, 10}), Of({0.5, 1.5, 0.5, 2.5})).value();
  EXPECT_DOUBLE_EQ(found.value, 2.75);
  EXPECT_NEAR(found.interval->low, -1.575288398929989, 1e-12);
  EXPECT_NEAR(found.interval->high, 7.075288398929989, 1e-12);
  EXPECT_NEAR(*found.p, 0.1604068758590104, 1e-14);
}

TEST(WelchDifference, WithoutVarianceClaimsNothing) {
  for (const auto& [a, b] : {std::pair(Of({1, 1, 1}), Of({2, 2})), std::pair(Of({1}), Of({2, 3})),
                             std::pair(Of({1, 1, 1}), Of({2, 3}))}) {
    const auto found = WelchDifference(a, b).value();
    EXPECT_LT(found.value, 0);
    EXPECT_EQ(found.interval, std::nullopt);
    EXPECT_EQ(found.p, std::nullopt);
  }
}

// The degrees of freedom of millions of rows, and tails far out.
TEST(WelchDifference, HoldsAtItsEnds) {
  Moments many;
  many.Add(0, 25e6);
  many.Add(1, 25e6);
  Moments more = many;
  more.sum += 0.001 * more.n;
  const auto found = WelchDifference(more, many).value();
  EXPECT_NEAR(found.interval->low, 0.001 - 1.95996398454 * 1e-4, 1e-9);  // sd .5, n 5e7: error 1e-4
  EXPECT_NEAR(*found.p, 1.523970604832094e-23, 1e-26);  // 2 * scipy.stats.norm.sf(10)
}

}  // namespace
}  // namespace assay::fairness
