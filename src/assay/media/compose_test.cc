// SPDX-License-Identifier: Apache-2.0
#include "assay/media/compose.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace assay::media {
namespace {

using Samples = std::vector<int>;

Image Picture(const std::vector<std::uint8_t>& samples, std::int32_t width_px,
              std::int32_t channels) {
  Image image(width_px, static_cast<std::int32_t>(samples.size()) / width_px / channels, channels);
  std::ranges::copy(samples, image.samples().begin());
  return image;
}

Samples Of(const Image& image) { return {image.samples().begin(), image.samples().end()}; }

TEST(Cut, TakesThePartSampleBySample) {
  const Image image = Picture({1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 1);
  EXPECT_EQ(Of(Cut(image.view(), 1, 1, {2, 2})), (Samples{5, 6, 8, 9}));
  EXPECT_EQ(Cut(image.view(), 0, 0, {3, 3}), image);
}

TEST(WithColours, RepeatsGreyAndLeavesTheRest) {
  EXPECT_EQ(Of(WithColours(Picture({7, 9}, 2, 1))), (Samples{7, 7, 7, 9, 9, 9}));
  const Image rgba = Picture({1, 2, 3, 4}, 1, 4);
  EXPECT_EQ(WithColours(rgba), rgba);
}

TEST(Flattened, BlendsByAlpha) {
  const Image rgba = Picture({200, 0, 10, 255, 200, 0, 10, 0, 200, 0, 10, 51}, 3, 4);
  // A fifth of 200 and four fifths of 255; of 0 and 255; of 10 and 100.
  EXPECT_EQ(Of(Flattened(rgba, {255, 255, 100})),
            (Samples{200, 0, 10, 255, 255, 100, 244, 204, 82}));
  const Image rgb = Picture({1, 2, 3}, 1, 3);
  EXPECT_EQ(Flattened(rgb, {9, 9, 9}), rgb);
}

TEST(OnCanvas, PutsThePictureWhereItIsSaid) {
  EXPECT_EQ(Of(OnCanvas(Picture({7, 8}, 2, 1), {4, 2}, 1, 1, {5, 5, 5})),
            (Samples{5, 5, 5, 5, 5, 7, 8, 5}));
  EXPECT_EQ(Of(OnCanvas(Picture({7}, 1, 1), {2, 1}, 0, 0, {1, 2, 3})), (Samples{7, 7, 7, 1, 2, 3}));
  EXPECT_EQ(Of(OnCanvas(Picture({7, 8, 9, 0}, 1, 4), {1, 2}, 0, 0, {1, 2, 3})),
            (Samples{7, 8, 9, 0, 1, 2, 3, 255}));
}

TEST(SumsOf, AddsUpEachChannel) {
  const Image image = Picture({1, 2, 3, 10, 20, 255}, 1, 3);
  EXPECT_EQ(SumsOf(image.view()), (Sums{2, {11, 22, 258}, {101, 404, 65'034}}));
}

TEST(SumsOf, IsExactForALargePicture) {
  const Image image =
      Picture(std::vector<std::uint8_t>(std::size_t{4096} * 4096, std::uint8_t{255}), 4096, 1);
  EXPECT_EQ(SumsOf(image.view()), (Sums{1 << 24, {255LL << 24}, {65'025LL << 24}}));
}

}  // namespace
}  // namespace assay::media
