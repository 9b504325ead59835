// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/tones.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::quality {
namespace {

/// One row of pixels.
Tones Of(const std::vector<std::uint8_t>& samples, std::int32_t channels) {
  const auto width_px = static_cast<std::int32_t>(samples.size()) / channels;
  return MeasureTones(
      media::ImageView::Make(samples, width_px, 1, channels, samples.size()).value());
}

// brightness of pure red: sqrt(0.241) = 0.4909.
TEST(MeasureTones, WeighsBrightnessAsTheSourceDoes) {
  EXPECT_NEAR(Of({255, 0, 0}, 3).dark, std::sqrt(0.241), 1e-4);
  EXPECT_NEAR(Of({0, 255, 0}, 3).dark, std::sqrt(0.691), 1e-4);
  EXPECT_NEAR(Of({0, 0, 255}, 3).dark, std::sqrt(0.068), 1e-4);
  EXPECT_EQ(Of({255, 255, 255}, 3).dark, 1.0);
  EXPECT_EQ(Of({255, 255, 255}, 3).light, 0.0);
  EXPECT_EQ(Of({0, 0, 0}, 3).dark, 0.0);
  EXPECT_EQ(Of({51}, 1).dark, Of({51, 51, 51}, 3).dark);
}

// numpy.percentile([0, 100], 99) = 99; of 5: 5.
TEST(MeasureTones, InterpolatesPercentilesBetweenRanks) {
  const Tones tones = Of({0, 100}, 1);
  EXPECT_NEAR(tones.dark, 99.0 / 255.0, 1e-4);
  EXPECT_NEAR(tones.light, 1.0 - 5.0 / 255.0, 1e-4);
}

TEST(MeasureTones, CountsEntropyInBits) {
  EXPECT_EQ(Of({7, 7, 7, 7}, 1).entropy_bits, 0.0);
  EXPECT_DOUBLE_EQ(Of({1, 2, 3, 4}, 1).entropy_bits, 2.0);
  // Three channels share one histogram: 6 equal entries of 1/6.
  EXPECT_NEAR(Of({1, 2, 3, 4, 5, 6}, 3).entropy_bits, std::log2(6.0), 1e-12);
}

TEST(MeasureTones, SharesOfClippedPixels) {
  const Tones tones = Of({0, 0, 0, 255, 255, 255, 128, 128}, 1);
  EXPECT_EQ(tones.clipped_black, 3.0 / 8.0);
  EXPECT_EQ(tones.clipped_white, 3.0 / 8.0);
}

TEST(MeasureTones, ContrastOfHalfBlackHalfWhiteIsOneHalf) {
  EXPECT_DOUBLE_EQ(Of({0, 255}, 1).contrast, 0.5);
  EXPECT_EQ(Of({9, 9}, 1).contrast, 0.0);
}

// By hand for red and blue: rg = 255, 0: mean 127.5, sd 127.5; yb = 127.5, -255: mean -63.75,
// sd 191.25. sqrt(127.5^2 + 191.25^2) + 0.3 sqrt(127.5^2 + 63.75^2) = 229.853 + 42.765.
TEST(MeasureTones, ColourfulnessFollowsTheFormula) {
  EXPECT_NEAR(Of({255, 0, 0, 0, 0, 255}, 3).colourfulness, 272.618, 1e-3);
  EXPECT_EQ(Of({80, 80, 80, 200, 200, 200}, 3).colourfulness, 0.0);
}

TEST(MeasureTones, CallsGreyWhatDiffersByRoundingOnly) {
  EXPECT_TRUE(Of({80, 82, 83}, 3).grayscale);
  EXPECT_FALSE(Of({80, 82, 84}, 3).grayscale);
  EXPECT_TRUE(Of({80}, 1).grayscale);
}

TEST(MeasureTones, IgnoresAlpha) {
  EXPECT_EQ(Of({10, 200, 30, 0}, 4).dark, Of({10, 200, 30}, 3).dark);
}

// 257 is the first size at which every second pixel is read: the rest may hold anything.
TEST(MeasureTones, ReadsARegularGrid) {
  std::vector<std::uint8_t> samples(257, 255);
  for (std::size_t i = 0; i < samples.size(); i += 2) samples[i] = 0;
  EXPECT_EQ(Of(samples, 1).clipped_black, 1.0);
  samples.resize(256);
  EXPECT_EQ(Of(samples, 1).clipped_black, 0.5);
}

}  // namespace
}  // namespace assay::quality
