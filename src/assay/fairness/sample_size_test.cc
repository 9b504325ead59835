// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/sample_size.h"

#include <gtest/gtest.h>

#include <limits>

#include "assay/fairness/proportion.h"

namespace assay::fairness {
namespace {

TEST(RowsForWidth, AgreesWithTheTable) {
  EXPECT_EQ(RowsForWidth(.5, .1).value(), 381);
  EXPECT_EQ(RowsForWidth(.5, .05).value(), 1533);
  EXPECT_EQ(RowsForWidth(.9, .1).value(), 141);
  EXPECT_EQ(RowsForWidth(.9, .05).value(), 557);
}

TEST(RowsForWidth, IsTheFirstOneThatIsNarrowEnough) {
  // No events: k is an integer for every n, so Wilson itself is the oracle.
  const std::int64_t n = RowsForWidth(0, .01).value();
  EXPECT_LE(Wilson({0, n})->Width(), .01);
  EXPECT_GT(Wilson({0, n - 1})->Width(), .01);
  EXPECT_EQ(RowsForWidth(.5, .999).value(), 1);
  EXPECT_GT(RowsForWidth(.5, 1e-6, 0.999).value(), 1e12);
}

TEST(AssetsToCollect, DividesByBothRates) {
  EXPECT_EQ(AssetsToCollect(381, 281, .1, .5).value(), 2000);
  EXPECT_EQ(AssetsToCollect(381, 281, .3, 1).value(), 334);
  EXPECT_EQ(AssetsToCollect(381, 381, .1, .5).value(), 0);
  EXPECT_EQ(AssetsToCollect(10, 400, .1, .5).value(), 0);
}

TEST(SampleSize, RefusesWhatIsNoRate) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(RowsForWidth(1.1, .1).ok());
  EXPECT_FALSE(RowsForWidth(nan, .1).ok());
  EXPECT_FALSE(RowsForWidth(.5, 0).ok());
  EXPECT_FALSE(RowsForWidth(.5, 1).ok());
  EXPECT_FALSE(RowsForWidth(.5, .1, 1).ok());
  EXPECT_FALSE(AssetsToCollect(-1, 0, .1, .5).ok());
  EXPECT_FALSE(AssetsToCollect(1, 0, 0, .5).ok());
  EXPECT_FALSE(AssetsToCollect(1, 0, .5, nan).ok());
  EXPECT_FALSE(AssetsToCollect(1000, 0, 1e-200, .5).ok());
}

}  // namespace
}  // namespace assay::fairness
