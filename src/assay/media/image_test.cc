// SPDX-License-Identifier: Apache-2.0
#include "assay/media/image.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace assay::media {
namespace {

TEST(ImageView, ReadsRowsApartByTheStride) {
  const std::vector<std::uint8_t> samples = {1, 2, 3, 99, 4, 5, 6};
  const auto view = ImageView::Make(samples, 1, 2, 3, 4);
  EXPECT_EQ(view.value().Row(0)[2], 3);
  EXPECT_EQ(view.value().Row(1)[0], 4);
  EXPECT_EQ(view.value().Row(1).size(), 3U);
}

TEST(ImageView, RefusesShapesThatLeaveTheSamples) {
  const std::vector<std::uint8_t> samples(12);
  const auto refused = [&](std::int32_t width_px, std::int32_t height_px, std::int32_t channels,
                           std::size_t stride_bytes) {
    return !ImageView::Make(samples, width_px, height_px, channels, stride_bytes).ok();
  };
  EXPECT_FALSE(refused(2, 2, 3, 6));
  EXPECT_TRUE(refused(2, 3, 3, 6));
  EXPECT_TRUE(refused(2, 2, 3, 5));
  EXPECT_TRUE(refused(2, 2, 3, 7));
  EXPECT_TRUE(refused(0, 2, 3, 6));
  EXPECT_TRUE(refused(2, 2, 2, 6));
  constexpr auto kMost = std::numeric_limits<std::int32_t>::max();
  EXPECT_TRUE(refused(kMost, kMost, 4, std::numeric_limits<std::size_t>::max()));
}

TEST(Image, StartsBlackAndTightlyPacked) {
  Image image(3, 2, 3);
  EXPECT_EQ(image.samples().size(), 18U);
  image.MutableRow(1)[0] = 7;
  EXPECT_EQ(image.samples()[9], 7);
  EXPECT_EQ(image.Row(1)[0], 7);
  EXPECT_TRUE(Image().empty());
}

}  // namespace
}  // namespace assay::media
