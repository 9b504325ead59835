// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/scores.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "assay/core/json.h"

namespace assay::quality {
namespace {

media::Image Noise(std::int32_t width_px, std::int32_t height_px, std::int32_t channels) {
  media::Image image(width_px, height_px, channels);
  std::uint32_t state = 3;
  for (auto& sample : image.samples()) {
    state = state * 1664525U + 1013904223U;
    sample = static_cast<std::uint8_t>(state >> 24U);
  }
  return image;
}

TEST(Measure, TakesTheAspectOfTheFullPicture) {
  const auto scores = Measure(Noise(600, 300, 3).view(), {1201, 600});
  EXPECT_EQ(scores.value().aspect, 600.0 / 1201.0);
}

TEST(Measure, LooksForBlocksOnlyWhereTheyAreLeft) {
  const media::Image image = Noise(600, 300, 3);
  EXPECT_TRUE(Measure(image.view(), {600, 300}).value().blockiness.has_value());
  EXPECT_TRUE(Measure(image.view(), {1199, 600}).value().blockiness.has_value());
  EXPECT_FALSE(Measure(image.view(), {2400, 1200}).value().blockiness.has_value());
}

TEST(Measure, SharpnessIsThatOfTheReducedPicture) {
  // Noise of single pixels averages out when 1024 become 512.
  const double large = Measure(Noise(1024, 1024, 1).view(), {1024, 1024}).value().sharpness.whole;
  const double small = Measure(Noise(512, 512, 1).view(), {512, 512}).value().sharpness.whole;
  EXPECT_LT(large, small / 3);
}

TEST(Measure, TakesThePictureOfOnePixel) {
  const auto scores = Measure(Noise(1, 1, 4).view(), {1, 1});
  EXPECT_EQ(scores.value().aspect, 1.0);
  EXPECT_EQ(scores.value().border, 1.0);
}

TEST(Measure, RefusesNothing) {
  EXPECT_EQ(Measure(media::ImageView(), {1, 1}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Measure(Noise(2, 2, 1).view(), {0, 2}).error().code, ErrorCode::kInvalidArgument);
}

TEST(ScoresFact, HasFourDecimalsAndCanonicalText) {
  Scores scores;
  scores.aspect = 2.0 / 3.0;
  Fact fact = ToFact(scores);
  EXPECT_EQ(fact.name, "quality.scores");
  EXPECT_EQ(fact.value["aspect"], 0.6667);
  EXPECT_FALSE(fact.value.contains("blockiness"));
  scores.blockiness = 1.25;
  fact = ToFact(scores);
  EXPECT_EQ(fact.value["blockiness"], 1.25);
  EXPECT_NE(Canonical(fact.value).find("\"aspect\":0.6667"), std::string::npos);
}

}  // namespace
}  // namespace assay::quality
