// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/structure.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

namespace assay::quality {
namespace {

/// Grey noise with levels 64 to 191.
media::Image Noise(std::int32_t width_px, std::int32_t height_px) {
  media::Image image(width_px, height_px, 1);
  std::uint32_t state = 1;
  for (auto& sample : image.samples()) {
    state = state * 1664525U + 1013904223U;
    sample = static_cast<std::uint8_t>(64U + (state >> 25U));
  }
  return image;
}

void Fill(media::Image& image, std::int32_t left, std::int32_t top, std::int32_t right,
          std::int32_t bottom, std::uint8_t grey) {
  for (std::int32_t y = top; y < bottom; ++y)
    for (std::int32_t x = left; x < right; ++x)
      image.MutableRow(y)[static_cast<std::size_t>(x)] = grey;
}

TEST(BorderShare, IsTheAreaOfLetterboxBars) {
  media::Image image = Noise(100, 80);
  EXPECT_EQ(BorderShare(image.view()), 0.0);
  Fill(image, 0, 0, 100, 10, 0);
  Fill(image, 0, 70, 100, 80, 3);
  EXPECT_EQ(BorderShare(image.view()), 0.25);
}

TEST(BorderShare, CountsAMatOnAllSides) {
  media::Image mat(100, 100, 1);
  Fill(mat, 0, 0, 100, 100, 250);
  const media::Image inside = Noise(50, 50);
  for (std::int32_t y = 0; y < 50; ++y)
    for (std::int32_t x = 0; x < 50; ++x)
      mat.MutableRow(y + 25)[static_cast<std::size_t>(x + 25)] =
          inside.Row(y)[static_cast<std::size_t>(x)];
  EXPECT_EQ(BorderShare(mat.view()), 0.75);
}

TEST(BorderShare, TakesAGradientForContentAndFlatForBorder) {
  media::Image image(64, 64, 1);
  EXPECT_EQ(BorderShare(image.view()), 1.0);
  for (std::int32_t y = 0; y < 64; ++y)
    Fill(image, 0, y, 64, y + 1, static_cast<std::uint8_t>(4 * y));
  // 4 levels a row: three rows beside the first span 12 levels, at both ends.
  EXPECT_EQ(BorderShare(image.view()), 8.0 / 64.0);
}

TEST(Blockiness, IsAboutOneForNoise) { EXPECT_LT(Blockiness(Noise(256, 256).view(), 8), 1.1); }

/// Blocks of 8 that differ by 16 from their neighbours, detail of 4 within; from (`shift`, 0).
media::Image Blocks(std::int32_t shift) {
  media::Image image(128, 128, 1);
  for (std::int32_t y = 0; y < 128; ++y)
    for (std::int32_t x = 0; x < 128; ++x)
      image.MutableRow(y)[static_cast<std::size_t>(x)] =
          static_cast<std::uint8_t>(100 + ((x + shift) / 8 + y / 8) % 2 * 16 + ((x + y) % 2) * 4);
  return image;
}

// By hand, along a row: 4 within a block; across an edge 16 + 4 and 16 - 4 by turns, mean 16.
TEST(Blockiness, IsTheRatioOfSteps) { EXPECT_NEAR(Blockiness(Blocks(0).view(), 8), 4.0, 0.2); }

TEST(Blockiness, FindsTheGridWhereverItStarts) {
  for (std::int32_t shift = 1; shift < 8; ++shift)
    EXPECT_NEAR(Blockiness(Blocks(shift).view(), 8), 4.0, 0.3);
}

TEST(Blockiness, IsCappedAndTotal) {
  media::Image image(64, 64, 1);
  EXPECT_EQ(Blockiness(image.view(), 8), 1.0);
  Fill(image, 8, 0, 64, 64, 255);
  EXPECT_EQ(Blockiness(image.view(), 8), 100.0);
  EXPECT_EQ(Blockiness(Noise(15, 64).view(), 8), 1.0);
}

}  // namespace
}  // namespace assay::quality
