// SPDX-License-Identifier: Apache-2.0
#include "assay/media/resize.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

namespace assay::media {
namespace {

Image Picture(const std::vector<std::uint8_t>& samples, std::int32_t width_px,
              std::int32_t channels) {
  Image image(width_px, static_cast<std::int32_t>(samples.size()) / width_px / channels, channels);
  std::ranges::copy(samples, image.samples().begin());
  return image;
}

Image Noise(std::int32_t width_px, std::int32_t height_px, std::int32_t channels) {
  Image image(width_px, height_px, channels);
  std::uint32_t state = 7;
  for (auto& sample : image.samples()) {
    state = state * 1664525U + 1013904223U;
    sample = static_cast<std::uint8_t>(state >> 24U);
  }
  return image;
}

std::vector<int> Samples(const Result<Image>& image) {
  return {image.value().samples().begin(), image.value().samples().end()};
}

/// Second implementation, straight from the definition: every input sample weighs by `kernel`.
template <typename Kernel>
double Reference(const ImageView& image, const Box& box, Size size, std::int32_t x, std::int32_t y,
                 std::int32_t channel, Kernel kernel) {
  const double scale_x = (box.right_px - box.left_px) / size.width_px;
  const double scale_y = (box.bottom_px - box.top_px) / size.height_px;
  double sum = 0;
  double weights = 0;
  for (std::int32_t j = 0; j < image.height_px(); ++j) {
    const double down = kernel(j, box.top_px + y * scale_y, scale_y);
    for (std::int32_t i = 0; i < image.width_px() && down != 0; ++i) {
      const double weight = down * kernel(i, box.left_px + x * scale_x, scale_x);
      weights += weight;
      sum += weight * image.Row(j)[static_cast<std::size_t>(i * image.channels() + channel)];
    }
  }
  return std::clamp(sum / weights, 0.0, 255.0);
}

double Overlap(double pixel, double low, double length) {
  return std::max(0.0, std::min(pixel + 1, low + length) - std::max(pixel, low));
}

double Lanczos(double pixel, double low, double length) {
  const double stretch = std::max(1.0, length);
  const double x = (pixel + 0.5 - (low + length / 2)) / stretch;
  if (std::abs(x) >= 3) return 0;
  if (x == 0) return 1;
  const double angle = std::numbers::pi * x;
  return std::sin(angle) / angle * std::sin(angle / 3) / (angle / 3);
}

double Cubic(double pixel, double low, double length) {
  const double stretch = std::max(1.0, length);
  const double x = std::abs(pixel + 0.5 - (low + length / 2)) / stretch;
  if (x <= 1) return 1.5 * std::pow(x, 3) - 2.5 * std::pow(x, 2) + 1;
  return x < 2 ? -0.5 * std::pow(x, 3) + 2.5 * std::pow(x, 2) - 4 * x + 2 : 0;
}

template <typename Kernel>
void ExpectNearReference(const Image& image, const Box& box, Size size, Filter filter,
                         Kernel kernel) {
  const Image resized = Resized(image.view(), box, size, filter).value();
  double worst = 0;
  for (std::int32_t y = 0; y < size.height_px; ++y)
    for (std::int32_t i = 0; i < size.width_px * image.channels(); ++i) {
      const double wanted =
          Reference(image.view(), box, size, i / image.channels(), y, i % image.channels(), kernel);
      worst = std::max(worst, std::abs(wanted - resized.Row(y)[static_cast<std::size_t>(i)]));
    }
  EXPECT_LT(worst, 0.75) << image.width_px() << "x" << image.height_px() << " to " << size.width_px
                         << "x" << size.height_px;
}

TEST(Resized, TakesTheMeanOfWhatAPixelCovers) {
  EXPECT_EQ(Samples(Resized(Picture({10, 20, 30, 40}, 4, 1).view(), {2, 1}, Filter::kArea)),
            (std::vector<int>{15, 35}));
  // Three pixels to two: 10 + 20/2 over 1.5, and 20/2 + 90 over 1.5.
  EXPECT_EQ(Samples(Resized(Picture({10, 20, 90}, 3, 1).view(), {2, 1}, Filter::kArea)),
            (std::vector<int>{13, 67}));
}

TEST(Resized, StartsAndEndsInsideAPixelWhenTheBoxDoes) {
  const Image image = Picture({0, 100, 200}, 3, 1);
  // [0.5, 2.5) holds half of 0, all of 100, half of 200.
  EXPECT_EQ(Samples(Resized(image.view(), {0.5, 0, 2.5, 1}, {1, 1}, Filter::kArea)),
            (std::vector<int>{100}));
  EXPECT_EQ(Samples(Resized(image.view(), {1.75, 0, 2.25, 1}, {1, 1}, Filter::kArea)),
            (std::vector<int>{150}));
}

TEST(Resized, AgreesWithTheDefinitionAtOddSizes) {
  for (const std::int32_t side_px : {1, 2, 3, 7, 16, 33}) {
    const Image image = Noise(side_px, 34 - side_px, 3);
    const Box whole{0, 0, 1.0 * side_px, 34.0 - side_px};
    for (const Size size : {Size{1, 1}, Size{5, 3}, Size{33, 2}, Size{40, 41}}) {
      ExpectNearReference(image, whole, size, Filter::kArea, Overlap);
      ExpectNearReference(image, whole, size, Filter::kBicubic, Cubic);
      ExpectNearReference(image, whole, size, Filter::kLanczos3, Lanczos);
    }
  }
}

TEST(Resized, AgreesWithTheDefinitionForFractionalBoxes) {
  const Image image = Noise(101, 67, 3);
  const Box box{0.25, 1.5, 100.125, 66.875};
  ExpectNearReference(image, box, {25, 17}, Filter::kLanczos3, Lanczos);
  ExpectNearReference(image, box, {25, 17}, Filter::kArea, Overlap);
}

TEST(Resized, KeepsAFlatPictureFlat) {
  for (const Filter filter : {Filter::kArea, Filter::kLanczos3}) {
    const Image image = Picture(std::vector<std::uint8_t>(std::size_t{91} * 57 * 3, 201), 91, 3);
    const Image resized = Resized(image.view(), {37, 31}, filter).value();
    EXPECT_TRUE(std::ranges::all_of(resized.samples(), [](int sample) { return sample == 201; }));
  }
}

TEST(Resized, LeavesThePictureAsItIsAtItsOwnSize) {
  for (const std::int32_t channels : {1, 3}) {
    const Image image = Noise(21, 13, channels);
    EXPECT_EQ(Resized(image.view(), {21, 13}, Filter::kArea).value(), image);
    EXPECT_EQ(Resized(image.view(), {21, 13}, Filter::kLanczos3).value(), image);
  }
}

// Red that is opaque beside green that cannot be seen: no green may show.
// 200 at half alpha is stored as 100, which comes back as 199.
TEST(Resized, LeavesNoHaloOfTransparentColours) {
  const Image image = Picture({200, 0, 0, 255, 0, 255, 0, 0}, 2, 4);
  EXPECT_EQ(Samples(Resized(image.view(), {1, 1}, Filter::kArea)),
            (std::vector<int>{199, 0, 0, 128}));
}

TEST(Resized, GivesTheSameBitsAtEverySimdLevel) {
  const Image image = Noise(263, 197, 3);
  const auto shrink = [&] {
    return Resized(image.view(), {0.5, 0.25, 262.5, 196}, {101, 67}, Filter::kLanczos3).value();
  };
  const Image best = shrink();
  for (auto levels = hwy::SupportedTargets(); levels != 0; levels &= levels - 1) {
    hwy::SetSupportedTargetsForTest(levels & ~(levels - 1));
    hwy::GetChosenTarget().DeInit();
    EXPECT_EQ(shrink(), best) << hwy::TargetName(levels & ~(levels - 1));
    hwy::SetSupportedTargetsForTest(0);
  }
  hwy::GetChosenTarget().DeInit();
}

TEST(Resized, RefusesBoxesThatLeaveThePicture) {
  const Image image = Noise(4, 4, 1);
  const auto refused = [&](Box box, Size size) {
    const auto resized = Resized(image.view(), box, size, Filter::kArea);
    return !resized.ok() && resized.error().code == ErrorCode::kInvalidArgument;
  };
  EXPECT_FALSE(refused({0, 0, 4, 4}, {2, 2}));
  EXPECT_TRUE(refused({0, 0, 4, 4}, {0, 2}));
  EXPECT_TRUE(refused({0, 0, 4.5, 4}, {2, 2}));
  EXPECT_TRUE(refused({-1, 0, 4, 4}, {2, 2}));
  EXPECT_TRUE(refused({2, 0, 2, 4}, {2, 2}));
  EXPECT_TRUE(refused({0, 0, std::numeric_limits<double>::quiet_NaN(), 4}, {2, 2}));
}

TEST(FitLongSide, RoundsHalfUpAndNeverEnlarges) {
  EXPECT_EQ(FitLongSide({1000, 700}, 512), (Size{512, 358}));  // 358.4
  EXPECT_EQ(FitLongSide({3, 1000}, 500), (Size{2, 500}));      // 1.5
  EXPECT_EQ(FitLongSide({1, 10'000}, 100), (Size{1, 100}));
  EXPECT_EQ(FitLongSide({100, 50}, 512), (Size{100, 50}));
}

}  // namespace
}  // namespace assay::media
