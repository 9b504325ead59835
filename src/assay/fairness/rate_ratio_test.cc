// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/rate_ratio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace assay::fairness {
namespace {

struct Example {
  EventRate a;
  EventRate b;
  double p;
  double low;
  double high;
};

// The first is the example of R's poisson.test: p 0.07967, 0.8584264 to 4.2772659. All by scipy
// 1.17: r = binomtest(k1, k1 + k2, n1 / (n1 + n2)), r.pvalue, and r.proportion_ci(method="exact")
// as p / (1 - p) * n2 / n1.
TEST(RateRatio, AgreesWithRAndScipy) {
  const std::vector<Example> examples = {
      {{11, 800}, {21, 3011}, 0.0796686333, 0.8584264, 4.2772659},
      {{0, 50}, {7, 50}, 0.015625, 0, 0.693813980097},
      {{3, 10}, {3, 10}, 1, 0.133937588178, 7.46616400672},
      {{400, 1000}, {300, 1000}, 0.000178476314486, 1.1450833468, 1.55385417787},
      {{12000, 100000}, {11000, 100000}, 4.45120675148e-11, 1.06295855029, 1.11960273549},
      {{1, 3}, {9, 4}, 0.051272403693, 0.00337998461586, 1.06913883612}};
  for (const Example& one : examples) {
    EXPECT_NEAR(EqualRates(one.a, one.b).value() / one.p, 1, 1e-7) << one.a.events;
    EXPECT_NEAR(EqualRates(one.b, one.a).value() / one.p, 1, 1e-7) << one.a.events;
    const auto interval = ExactRateRatio(one.a, one.b);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, one.low, 1e-7) << one.a.events;
    EXPECT_NEAR(interval->high, one.high, 1e-7) << one.a.events;
  }
}

// By hand: all 5 events in one of two equal halves: 2 of 2^5 splits.
TEST(RateRatio, WithoutEventsInTheReferenceTheRatioHasNoUpperEnd) {
  EXPECT_DOUBLE_EQ(EqualRates({5, 100}, {0, 100}).value(), 2.0 / 32);
  EXPECT_TRUE(std::isinf(ExactRateRatio({5, 100}, {0, 100})->high));
}

TEST(RateRatio, WithoutExposureThereIsNoRate) {
  EXPECT_FALSE((EventRate{0, 0}.Value()));
  EXPECT_FALSE(EqualRates({0, 0}, {3, 10}));
  EXPECT_FALSE(ExactRateRatio({3, 10}, {0, 0}));
  EXPECT_EQ(EqualRates({0, 5}, {0, 10}), 1.0);
  EXPECT_FALSE(ExactRateRatio({0, 5}, {0, 10}));
}

}  // namespace
}  // namespace assay::fairness
