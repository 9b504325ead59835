// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/sharpness.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::quality {
namespace {

using Pixels = std::vector<std::uint8_t>;

Sharpness Score(const Pixels& pixels, std::int32_t width_px) {
  const auto height_px = static_cast<std::int32_t>(pixels.size()) / width_px;
  const auto image =
      media::ImageView::Make(pixels, width_px, height_px, 1, static_cast<std::size_t>(width_px));
  return MeasureSharpness(image.value());
}

// Oracle worked by hand: interior responses of a 4 x 4 checkerboard are two +1020, two -1020.
TEST(MeasureSharpness, CheckerboardReachesTheDocumentedMaximum) {
  const Pixels board = {0, 255, 0, 255, 255, 0, 255, 0, 0, 255, 0, 255, 255, 0, 255, 0};
  EXPECT_EQ(Score(board, 4).whole, 1020.0 * 1020.0);
}

TEST(MeasureSharpness, FlatAndLinearImagesScoreZero) {
  EXPECT_EQ(Score(Pixels(25, 77), 5).whole, 0.0);
  // A ramp has no curvature.
  EXPECT_EQ(Score({0, 10, 20, 0, 10, 20, 0, 10, 20}, 3).whole, 0.0);
}

TEST(MeasureSharpness, AddingBrightnessChangesNothing) {
  const Pixels dark = {9, 1, 4, 2, 8, 5, 3, 7, 0, 6, 1, 2, 5, 5, 9, 4};
  Pixels bright = dark;
  for (auto& pixel : bright) pixel += 100;
  EXPECT_EQ(Score(dark, 4).whole, Score(bright, 4).whole);
}

TEST(MeasureSharpness, PaddingBetweenRowsIsNotRead) {
  const Pixels padded = {0, 255, 0, 99, 255, 0, 255, 99, 0, 255, 0, 99};
  const auto image = media::ImageView::Make(padded, 3, 3, 1, 4);
  EXPECT_EQ(MeasureSharpness(image.value()).whole,
            Score({0, 255, 0, 255, 0, 255, 0, 255, 0}, 3).whole);
}

// 82 x 82 has 80 x 80 interior pixels, tiles of 10 x 10. One tile holds a board: the rest is soft.
TEST(MeasureSharpness, FindsTheOneSharpTileOnSoftGround) {
  constexpr std::size_t kSide = 82;
  Pixels pixels(kSide * kSide, 128);
  for (std::size_t y = 11; y < 21; ++y)
    for (std::size_t x = 11; x < 21; ++x) pixels[y * kSide + x] = (x + y) % 2 == 0 ? 0 : 255;
  const Sharpness score = Score(pixels, kSide);
  EXPECT_GT(score.tile_max, 700'000.0);
  EXPECT_EQ(score.tile_median, 0.0);
  EXPECT_LT(score.whole, score.tile_max / 50);
}

TEST(MeasureSharpness, IsZeroWithoutAnInterior) {
  EXPECT_EQ(Score(Pixels(20, 9), 10).whole, 0.0);
  EXPECT_EQ(Score({0, 255, 0, 255, 0, 255, 0, 255, 0}, 3).tile_max, 0.0);  // one pixel: no variance
}

// Wider than the run in which 32-bit sums are kept.
TEST(MeasureSharpness, WideRowsDoNotOverflow) {
  constexpr std::size_t kWidth = 40'000;
  Pixels pixels(kWidth * 3);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = (i % kWidth + i / kWidth) % 2 * 255;
  EXPECT_NEAR(Score(pixels, kWidth).whole, 1020.0 * 1020.0, 1e-3);
}

}  // namespace
}  // namespace assay::quality
