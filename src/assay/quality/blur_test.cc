// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/blur.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace assay::quality {
namespace {

media::Image Board(std::int32_t side_px, std::int32_t field_px) {
  media::Image image(side_px, side_px, 1);
  for (std::int32_t y = 0; y < side_px; ++y)
    for (std::int32_t x = 0; x < side_px; ++x)
      image.MutableRow(y)[static_cast<std::size_t>(x)] =
          (x / field_px + y / field_px) % 2 == 0 ? 0 : 255;
  return image;
}

// Worked by hand. 4 x 4 board of single pixels: four inner edges are 2 * 255 clipped to 255 (white)
// and 0 (black), the twelve copied border pixels half and half: sd 127.5. Counts: 8 at 0 and at
// 255, mean 1/16: sd = sqrt(128/256 - 1/256) = 0.7043, which gives 0.007 <= 0.18, so nothing.
TEST(BlurScore, EqualsTheFormulaOnABoard) {
  EXPECT_NEAR(BlurScore(Board(4, 1).view()), 1.0 - std::exp(-1.275), 1e-12);
}

// A flat 64 x 64 picture has no edges, and all 4096 counts in one place: sd = 4096 sqrt(255) / 256
// = 255.5, so s = 1 - exp(-2.555) = 0.9223. (The known fault: flat is not called blurred.) Its edge
// picture is the copied border of 252 pixels at 200, the rest 0: share p = 252/4096,
// sd = 200 sqrt(p (1 - p)) = 48.06, e = 0.3816; together over 1.
TEST(BlurScore, EqualsTheFormulaOnAFlatPicture) {
  media::Image image(64, 64, 1);
  for (auto& sample : image.samples()) sample = 200;
  EXPECT_EQ(BlurScore(image.view()), 1.0);
  for (auto& sample : image.samples()) sample = 0;
  EXPECT_NEAR(BlurScore(image.view()), 1.0 - std::exp(-0.01 * 16.0 * std::sqrt(255.0)), 1e-12);
}

TEST(BlurScore, FallsWhenEdgesAreSoftened) {
  const media::Image sharp = Board(64, 8);
  media::Image soft = sharp;
  for (int pass = 0; pass < 6; ++pass)
    for (std::int32_t y = 0; y < 64; ++y)
      for (std::size_t x = 1; x < 63; ++x) {
        const auto row = soft.MutableRow(y);
        row[x] = static_cast<std::uint8_t>((row[x - 1] + 2 * row[x] + row[x + 1]) / 4);
      }
  EXPECT_LT(BlurScore(soft.view()), BlurScore(sharp.view()));
}

TEST(BlurScore, TakesPicturesOfAnyShape) {
  for (const auto& [width_px, height_px] : {std::pair{1, 1}, {1, 500}, {900, 2}, {65, 64}}) {
    const media::Image image(width_px, height_px, 1);
    const double score = BlurScore(image.view());
    EXPECT_GE(score, 0.0);
    EXPECT_LE(score, 1.0);
  }
}

}  // namespace
}  // namespace assay::quality
