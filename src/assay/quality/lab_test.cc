// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/lab.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay::quality {
namespace {

// Oracle: the definition. White is (100, 0, 0), black (0, 0, 0); greys have no chroma.
TEST(ToLab, GreysHaveNoColour) {
  for (const double grey : {0.0, 0.02, 0.2, 0.5, 1.0}) {
    const Lab colour = ToLab({grey, grey, grey});
    EXPECT_NEAR(Chroma(colour), 0.0, 0.02) << grey;
  }
  EXPECT_NEAR(ToLab({1, 1, 1}).l, 100.0, 1e-9);
  EXPECT_NEAR(ToLab({0, 0, 0}).l, 0.0, 1e-9);
}

TEST(HueDeg, GoesRoundOnce) {
  EXPECT_DOUBLE_EQ(HueDeg({50, 1, 0}), 0.0);
  EXPECT_DOUBLE_EQ(HueDeg({50, 0, 1}), 90.0);
  EXPECT_DOUBLE_EQ(HueDeg({50, -1, 1}), 135.0);  // atan(b/a) would say -45
  EXPECT_DOUBLE_EQ(HueDeg({50, -1, -1}), 225.0);
  EXPECT_DOUBLE_EQ(HueDeg({50, 1, -1}), 315.0);
  EXPECT_LT(HueDeg({50, 1, -1e-300}), 360.0);
}

TEST(ItaDeg, IsNotDefinedWhereBlueIs) {
  EXPECT_EQ(ItaDeg({60, 5, 10}), 45.0);
  EXPECT_EQ(ItaDeg({50, 5, 10}), 0.0);
  EXPECT_FALSE(ItaDeg({60, 5, 0}).has_value());
  EXPECT_FALSE(ItaDeg({60, 5, -10}).has_value());
}

struct Pair {
  Lab one;
  Lab other;
  double distance;
};

// Oracle: the test data of Sharma, Wu and Dalal 2005, table 1, by its numbers. They cross every
// branch: grey on one side, hues on both sides of 0 and 180 degrees apart.
TEST(Ciede2000, SharmaTable1) {
  const std::vector<Pair> pairs = {
      {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},                   // 1
      {{50, 3.1571, -77.2803}, {50, 0, -82.7485}, 2.8615},                   // 2
      {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},                  // 4
      {{50, 0, 0}, {50, -1, 2}, 2.3669},                                     // 7
      {{50, 2.49, -0.001}, {50, -2.49, 0.0009}, 7.1792},                     // 9
      {{50, 2.49, -0.001}, {50, -2.49, 0.0010}, 7.1792},                     // 10
      {{50, 2.49, -0.001}, {50, -2.49, 0.0011}, 7.2195},                     // 11
      {{50, 2.49, -0.001}, {50, -2.49, 0.0012}, 7.2195},                     // 12
      {{50, -0.001, 2.49}, {50, 0.0009, -2.49}, 4.8045},                     // 13
      {{50, -0.001, 2.49}, {50, 0.0010, -2.49}, 4.8045},                     // 14
      {{50, -0.001, 2.49}, {50, 0.0011, -2.49}, 4.7461},                     // 15
      {{50, 2.5, 0}, {50, 0, -2.5}, 4.3065},                                 // 16
      {{50, 2.5, 0}, {73, 25, -18}, 27.1492},                                // 17
      {{50, 2.5, 0}, {61, -5, 29}, 22.8977},                                 // 18
      {{50, 2.5, 0}, {56, -27, -3}, 31.9030},                                // 19
      {{50, 2.5, 0}, {58, 24, 15}, 19.4535},                                 // 20
      {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},  // 25
      {{63.0109, -31.0961, -5.8663}, {62.8187, -29.7946, -4.0864}, 1.2630},  // 26
      {{61.2901, 3.7196, -5.3901}, {61.4292, 2.2480, -4.9620}, 1.8731},      // 27
      {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},  // 29
      {{90.9257, -0.5406, -0.9208}, {88.6381, -0.8985, -0.7239}, 1.5381},    // 32
      {{6.7747, -0.2908, -2.4247}, {5.8714, -0.0985, -2.2286}, 0.6377},      // 33
      {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082}};      // 34
  for (const Pair& pair : pairs) {
    EXPECT_NEAR(Ciede2000(pair.one, pair.other), pair.distance, 5e-5) << pair.distance;
    EXPECT_NEAR(Ciede2000(pair.other, pair.one), pair.distance, 5e-5) << pair.distance;
  }
}

}  // namespace
}  // namespace assay::quality
