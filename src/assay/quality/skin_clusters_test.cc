// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/skin_clusters_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace assay::quality::internal {
namespace {

using Pixels = std::vector<Lab>;

void Append(Pixels& pixels, std::size_t times, const Lab& colour) {
  pixels.insert(pixels.end(), times, colour);
}

TEST(ApparentColour, OfOneColourIsThatColour) {
  const Apparent apparent = ApparentColour(Pixels(7, {60, 3, 4}));
  EXPECT_DOUBLE_EQ(apparent.colour.l, 60.0);
  EXPECT_DOUBLE_EQ(apparent.colour.a, 3.0);
  EXPECT_DOUBLE_EQ(apparent.colour.b, 4.0);
  EXPECT_DOUBLE_EQ(apparent.hue_deg, HueDeg({60, 3, 4}));
}

// Oracle worked by hand: five flat clusters of one hue; the three lightest weigh 100, 100, 200.
// (90 * 100 + 80 * 100 + 70 * 200) / 400 = 77.5.
TEST(ApparentColour, IsTheWeighedMeanOfTheThreeLightestClusters) {
  Pixels pixels;
  Append(pixels, 200, {20, 10, 10});
  Append(pixels, 100, {90, 10, 10});
  Append(pixels, 200, {50, 10, 10});
  Append(pixels, 200, {70, 10, 10});
  Append(pixels, 100, {80, 10, 10});
  const Apparent apparent = ApparentColour(pixels);
  EXPECT_NEAR(apparent.colour.l, 77.5, 1e-9);
  EXPECT_NEAR(apparent.hue_deg, 45.0, 1e-9);
}

// Oracle worked by hand: the lightest of five clusters has 16 pixels, so 5 bins over [90, 100]; the
// middle of the fullest is 91, where the mean is 91.25. (91 + 40 + 30) / 3 follows.
TEST(ApparentColour, AModeIsTheMiddleOfTheFullestBin) {
  Pixels pixels;
  for (const double lightness : {10.0, 20.0, 30.0, 40.0}) Append(pixels, 16, {lightness, 10, 10});
  Append(pixels, 12, {90, 10, 10});
  Append(pixels, 2, {92, 10, 10});
  Append(pixels, 1, {96, 10, 10});
  Append(pixels, 1, {100, 10, 10});
  EXPECT_NEAR(ApparentColour(pixels).colour.l, 161.0 / 3.0, 1e-9);
}

// Yellowish and reddish skin lie on both sides of a* = 0 and of b* = 0; folding the angle would put
// -89 beside 89, and cutting the circle at 0 would put 359 far from 1.
TEST(ApparentColour, HuesNearRedAndNearYellowStayTogether) {
  Pixels yellow;
  Append(yellow, 100, {60, 0.1, 10});
  Append(yellow, 100, {60, -0.1, 10});
  EXPECT_NEAR(ApparentColour(yellow).hue_deg, 90.0, 0.6);
  Pixels red;
  Append(red, 100, {60, 10, 0.1});
  Append(red, 100, {60, 10, -0.1});
  const double hue_deg = ApparentColour(red).hue_deg;
  EXPECT_NEAR(std::min(hue_deg, 360.0 - hue_deg), 0.0, 0.6);
}

TEST(ApparentColour, DoesNotDependOnTheOrderOfPixels) {
  Pixels pixels;
  for (int i = 0; i < 1000; ++i)
    pixels.push_back({20.0 + (i * 37) % 60, 5.0 + (i * 17) % 11, 3.0 + (i * 29) % 23});
  const Apparent forward = ApparentColour(pixels);
  std::ranges::reverse(pixels);
  const Apparent backward = ApparentColour(pixels);
  EXPECT_EQ(forward.colour.l, backward.colour.l);
  EXPECT_EQ(forward.hue_deg, backward.hue_deg);
}

}  // namespace
}  // namespace assay::quality::internal
