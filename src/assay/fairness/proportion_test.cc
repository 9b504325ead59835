// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/proportion.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace assay::fairness {
namespace {

void ExpectNear(const std::optional<Interval>& interval, double low, double high,
                double tolerance) {
  ASSERT_TRUE(interval.has_value());
  EXPECT_NEAR(interval->low, low, tolerance);
  EXPECT_NEAR(interval->high, high, tolerance);
}

TEST(Proportion, HasNoValueWithoutADenominator) {
  EXPECT_EQ((Proportion{0, 0}.Value()), std::nullopt);
  EXPECT_EQ((Proportion{1, 4}.Value()), 0.25);
}

// Wilson and Clopper-Pearson of five shares, to six decimals as published tables have them.
TEST(Wilson, AgreesWithTheTables) {
  ExpectNear(Wilson({0, 10}), 0, .277533, 1e-6);
  ExpectNear(Wilson({1, 10}), .017876, .404150, 1e-6);
  ExpectNear(Wilson({5, 10}), .236593, .763407, 1e-6);
  ExpectNear(Wilson({94, 271}), .292692, .405316, 1e-6);
  ExpectNear(Wilson({0, 385}), 0, .009879, 1e-6);
}

TEST(ClopperPearson, AgreesWithTheTables) {
  ExpectNear(ClopperPearson({0, 10}), 0, .308497, 1e-6);
  ExpectNear(ClopperPearson({1, 10}), .002529, .445016, 1e-6);
  ExpectNear(ClopperPearson({5, 10}), .187086, .812914, 1e-6);
  ExpectNear(ClopperPearson({94, 271}), .290303, .406815, 1e-6);
  ExpectNear(ClopperPearson({0, 385}), 0, .009536, 1e-6);
  // scipy.stats.beta.ppf(.005, 94, 178), .ppf(.995, 95, 177)
  ExpectNear(ClopperPearson({94, 271}, 0.99), 0.27382404872171023, 0.42541193418430123, 1e-12);
}

TEST(Wilson, IsClosedAtTheEndsAndMirrored) {
  EXPECT_EQ(Wilson({0, 7})->low, 0);
  EXPECT_EQ(Wilson({7, 7})->high, 1);
  EXPECT_EQ(ClopperPearson({0, 7})->low, 0);
  EXPECT_EQ(ClopperPearson({7, 7})->high, 1);
  for (std::int64_t k = 0; k <= 30; ++k) {
    for (const auto interval : {&Wilson, &ClopperPearson}) {
      const Interval here = *interval({k, 30}, 0.9);
      ExpectNear(interval({30 - k, 30}, 0.9), 1 - here.high, 1 - here.low, 1e-12);
      EXPECT_LE(here.low, static_cast<double>(k) / 30);
      EXPECT_GE(here.high, static_cast<double>(k) / 30);
    }
  }
}

// Definition: at either end, the tail beyond what was seen has probability 2.5 %.
TEST(ClopperPearson, EndsWhereTheTailIsHalfOfWhatIsLeft) {
  const Interval interval = *ClopperPearson({2, 3});
  const double low = interval.low;
  EXPECT_NEAR(3 * low * low * (1 - low) + low * low * low, 0.025, 1e-12);
  EXPECT_NEAR(1 - std::pow(interval.high, 3), 0.025, 1e-12);
}

struct NewcombeRow {
  Proportion a;
  Proportion b;
  Interval newcombe;
  Interval miettinen_nurminen;
};

// Newcombe, Statistics in Medicine 17 (1998), table II.
constexpr std::array<NewcombeRow, 6> kTableTwo = {{
    {{56, 70}, {48, 80}, {.0524, .3339}, {.0528, .3382}},
    {{9, 10}, {3, 10}, {.1705, .8090}, {.1700, .8406}},
    {{6, 7}, {2, 7}, {.0582, .8062}, {.0342, .8534}},
    {{5, 56}, {0, 29}, {-.0381, .1926}, {-.0326, .1933}},
    {{0, 10}, {0, 20}, {-.1611, .2775}, {-.1658, .2844}},
    {{10, 10}, {0, 10}, {.6075, 1}, {.6636, 1}},
}};

TEST(NewcombeDifference, AgreesWithTableTwoOf1998) {
  for (const auto& [a, b, expected, unused] : kTableTwo)
    ExpectNear(NewcombeDifference(a, b), expected.low, expected.high, 5.1e-5);
}

TEST(MiettinenNurminenDifference, AgreesWithTableTwoOf1998) {
  for (const auto& [a, b, unused, expected] : kTableTwo)
    ExpectNear(MiettinenNurminenDifference(a, b), expected.low, expected.high, 5.1e-5);
}

// COMPAS: false positive rates of two groups, 805/1795 and 349/1488.
TEST(Differences, AgreeOnCompas) {
  ExpectNear(NewcombeDifference({805, 1795}, {349, 1488}), .182053, .245023, 1e-6);
  ExpectNear(MiettinenNurminenDifference({805, 1795}, {349, 1488}), .1822, .2452, 5.1e-5);
  ExpectNear(LogRatio({805, 1795}, {349, 1488}), 1.721239, 2.124108, 1e-6);
}

TEST(Differences, SwapWithTheirSamplesAndHoldWhatWasSeen) {
  for (std::int64_t cell = 0; cell < 7 * 10; ++cell) {
    const Proportion a = {cell / 10, 6};
    const Proportion b = {cell % 10, 9};
    const double seen = *Difference(a, b);
    for (const auto interval : {&NewcombeDifference, &MiettinenNurminenDifference}) {
      const Interval here = *interval(a, b, 0.95);
      ExpectNear(interval(b, a, 0.95), -here.high, -here.low, 1e-9);
      EXPECT_LE(-1, here.low);
      EXPECT_LE(here.low, seen + 1e-12);
      EXPECT_GE(here.high, seen - 1e-12);
      EXPECT_GE(1, here.high);
    }
  }
}

TEST(Ratio, OfNoEventsIsInfiniteOrUndefined) {
  EXPECT_EQ(Ratio({1, 4}, {1, 2}), 0.5);
  EXPECT_EQ(Ratio({1, 4}, {0, 2}), std::numeric_limits<double>::infinity());
  EXPECT_EQ(Ratio({0, 4}, {0, 2}), std::nullopt);
  EXPECT_EQ(Ratio({0, 4}, {1, 2}), 0);
  EXPECT_EQ(Ratio({1, 4}, {0, 0}), std::nullopt);
  EXPECT_EQ(Difference({1, 4}, {1, 2}), -0.25);
  EXPECT_EQ(Difference({1, 4}, {0, 0}), std::nullopt);
}

// With no event in either sample the most likely shares at a difference d > 0 are d and 0, so the
// end solves d^2 = z^2 N / (N - 1) d (1 - d) / n.
TEST(MiettinenNurminenDifference, OfNothingAgainstNothingIsSolvedByHand) {
  const double factor = 1.959963984540054 * 1.959963984540054 * 2000 / 1999 / 1000;
  const double end = factor / (1 + factor);
  ExpectNear(MiettinenNurminenDifference({0, 1000}, {0, 1000}), -end, end, 1e-12);
  ExpectNear(MiettinenNurminenDifference({1000, 1000}, {1000, 1000}), -end, end, 1e-12);
}

TEST(MiettinenNurminenDifference, TakesSamplesOfOne) {
  ExpectNear(MiettinenNurminenDifference({0, 1}, {1, 1}), -1,
             -MiettinenNurminenDifference({1, 1}, {0, 1})->low, 1e-12);
  EXPECT_GT(MiettinenNurminenDifference({0, 1}, {1, 1})->high, 0);
}

TEST(LogRatio, IsUndefinedWithoutEvents) {
  EXPECT_EQ(LogRatio({0, 10}, {3, 10}), std::nullopt);
  EXPECT_EQ(LogRatio({3, 10}, {0, 10}), std::nullopt);
  ExpectNear(LogRatio({10, 10}, {10, 10}), 1, 1, 0);
}

TEST(PoissonRate, IsExact) {
  // scipy.stats.chi2.ppf(.025, 2 * k) / 2 / exposure, .ppf(.975, 2 * k + 2) / 2 / exposure
  ExpectNear(PoissonRate(0, 10), 0, 0.3688879454113935, 1e-12);
  ExpectNear(PoissonRate(3, 10), 0.06186721228956014, 0.8767273069742323, 1e-12);
  ExpectNear(PoissonRate(100, 50), 1.6272798250184628, 2.4325358758485476, 1e-12);
}

TEST(Intervals, AreUndefinedWithoutADenominator) {
  EXPECT_EQ(Wilson({0, 0}), std::nullopt);
  EXPECT_EQ(ClopperPearson({0, 0}), std::nullopt);
  EXPECT_EQ(NewcombeDifference({0, 0}, {1, 2}), std::nullopt);
  EXPECT_EQ(NewcombeDifference({1, 2}, {0, 0}), std::nullopt);
  EXPECT_EQ(MiettinenNurminenDifference({0, 0}, {1, 2}), std::nullopt);
  EXPECT_EQ(MiettinenNurminenDifference({1, 2}, {0, 0}), std::nullopt);
  EXPECT_EQ(LogRatio({0, 0}, {1, 2}), std::nullopt);
  EXPECT_EQ(PoissonRate(0, 0), std::nullopt);
}

TEST(IntervalsDeath, ACountBeyondItsDenominatorIsABug) {
  EXPECT_DEATH(static_cast<void>(Wilson({2, 1})), "share");
  EXPECT_DEATH(static_cast<void>(Wilson({-1, 1})), "share");
  EXPECT_DEATH(static_cast<void>(Wilson({1, 2}, 1.0)), "confidence");
  EXPECT_DEATH(static_cast<void>(PoissonRate(1, std::numeric_limits<double>::infinity())),
               "exposure");
}

}  // namespace
}  // namespace assay::fairness
