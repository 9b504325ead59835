// SPDX-License-Identifier: Apache-2.0
#include "assay/media/orient.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace assay::media {
namespace {

using Samples = std::vector<std::uint8_t>;

Image Picture(const Samples& samples, std::int32_t width_px, std::int32_t channels) {
  const auto height_px = static_cast<std::int32_t>(samples.size()) / width_px / channels;
  Image image(width_px, height_px, channels);
  std::ranges::copy(samples, image.samples().begin());
  return image;
}

Samples Seen(int orientation) {
  const Image turned = Oriented(Picture({1, 2, 3,  //
                                         4, 5, 6},
                                        3, 1),
                                orientation);
  EXPECT_EQ(turned.width_px(), orientation >= 5 ? 2 : 3);
  EXPECT_EQ(turned.height_px(), orientation >= 5 ? 3 : 2);
  return {turned.samples().begin(), turned.samples().end()};
}

// Oracle worked by hand, from the standard's "0th row is the visual ..., 0th column the visual
// ...".
TEST(Oriented, FollowsTheEightDefinitionsOfExif) {
  EXPECT_EQ(Seen(1), (Samples{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(Seen(2), (Samples{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(Seen(3), (Samples{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(Seen(4), (Samples{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(Seen(5), (Samples{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(Seen(6), (Samples{4, 1, 5, 2, 6, 3}));
  EXPECT_EQ(Seen(7), (Samples{6, 3, 5, 2, 4, 1}));
  EXPECT_EQ(Seen(8), (Samples{3, 6, 2, 5, 1, 4}));
}

TEST(Oriented, AppliesUnknownNumbersAsOne) {
  const Image image = Picture({1, 2, 3, 4}, 2, 1);
  for (const int orientation : {-1, 0, 9, 274}) EXPECT_EQ(Oriented(image, orientation), image);
}

TEST(Oriented, KeepsTheChannelsOfAPixelTogether) {
  const Image image = Picture({1, 2, 3, 4, 5, 6}, 2, 3);
  EXPECT_EQ(Oriented(image, 2), Picture({4, 5, 6, 1, 2, 3}, 2, 3));
  EXPECT_EQ(Oriented(image, 6), Picture({1, 2, 3, 4, 5, 6}, 1, 3));
  EXPECT_EQ(Oriented(Picture({1, 2, 3, 4, 5, 6, 7, 8}, 2, 4), 3),
            Picture({5, 6, 7, 8, 1, 2, 3, 4}, 2, 4));
}

// Sides that are no multiple of the block: each turn has its opposite.
TEST(Oriented, IsUndoneByTheOppositeTurn) {
  for (const std::int32_t channels : {1, 3, 4}) {
    Image image(71, 45, channels);
    std::uint32_t state = 1;
    for (auto& sample : image.samples()) {
      state = state * 1664525U + 1013904223U;
      sample = static_cast<std::uint8_t>(state >> 24U);
    }
    for (const int orientation : {2, 3, 4, 5, 7})
      EXPECT_EQ(Oriented(Oriented(image, orientation), orientation), image);
    EXPECT_EQ(Oriented(Oriented(image, 6), 8), image);
    EXPECT_EQ(Oriented(Oriented(image, 6), 6), Oriented(image, 3));
  }
}

TEST(Oriented, LeavesNothingAsNothing) { EXPECT_TRUE(Oriented(Image(), 6).empty()); }

}  // namespace
}  // namespace assay::media
