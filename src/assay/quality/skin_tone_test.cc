// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/skin_tone.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace assay::quality {
namespace {

using Flag = std::string_view;

/// Rows of one colour, 0xRRGGBB; alpha is 255, and one channel is the first.
void Fill(media::Image& image, std::int32_t top, std::int32_t bottom, std::uint32_t rgb) {
  const auto channels = static_cast<std::size_t>(image.channels());
  for (std::int32_t y = top; y < bottom; ++y) {
    const auto row = image.MutableRow(y);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t channel = i % channels;
      row[i] = static_cast<std::uint8_t>(channel == 3 ? 255U : rgb >> (16U - 8U * channel));
    }
  }
}

media::Image Flat(std::uint32_t rgb, std::int32_t side_px = 32) {
  media::Image image(side_px, side_px, 3);
  Fill(image, 0, side_px, rgb);
  return image;
}

SkinTone Measured(const media::Image& image,
                  const std::optional<media::ImageView>& mask = std::nullopt) {
  const auto tone = MeasureSkinTone(image.view(), mask);
  EXPECT_TRUE(tone.ok() && tone.value().has_value());
  return tone.ok() ? tone.value().value_or(SkinTone()) : SkinTone();
}

// Oracle: docs of the scale give its sRGB; Lab, hue and ITA computed by a second implementation
// (scikit-image 0.22 rgb2lab, NumPy), to the digits printed.
TEST(MonkSwatches, HaveTheirColours) {
  constexpr std::array<std::string_view, 10> kPrinted = {
      "94.211 1.502 5.434 74.55 82.99",    "92.275 2.060 7.292 74.23 80.21",
      "93.091 0.215 14.216 89.13 71.74",   "87.573 0.459 17.759 88.52 64.70",
      "77.902 3.471 23.144 81.47 50.32",   "55.143 7.784 26.746 73.77 10.88",
      "42.470 12.326 20.535 59.03 -20.14", "30.678 11.668 13.339 48.82 -55.38",
      "21.069 2.690 5.968 65.73 -78.34",   "14.610 1.482 3.529 67.21 -84.31"};
  for (std::size_t i = 0; i < kPrinted.size(); ++i) {
    const Lab colour = LabOf(kMonkSwatches.at(i));
    EXPECT_EQ(fmt::format("{:.3f} {:.3f} {:.3f} {:.2f} {:.2f}", colour.l, colour.a, colour.b,
                          HueDeg(colour), ItaDeg(colour).value_or(0)),
              kPrinted.at(i));
  }
}

TEST(MonkSwatches, AreOrderedByItaAndNotByLightness) {
  for (std::size_t i = 1; i < kMonkSwatches.size(); ++i)
    EXPECT_LT(ItaDeg(LabOf(kMonkSwatches.at(i))), ItaDeg(LabOf(kMonkSwatches.at(i - 1))));
  EXPECT_LT(LabOf(kMonkSwatches[1]).l, LabOf(kMonkSwatches[2]).l);
}

TEST(MonkSwatches, AreEachTheirOwnNearest) {
  for (std::size_t i = 0; i < kMonkSwatches.size(); ++i) {
    const SkinTone tone = Measured(Flat(kMonkSwatches.at(i)));
    EXPECT_EQ(tone.monk, static_cast<int>(i) + 1);
    EXPECT_NEAR(tone.monk_distance, 0.0, 1e-9);
    EXPECT_EQ(tone.pixels, 32 * 32);
    EXPECT_EQ(tone.share, 1.0);
  }
}

// STONE, a program of the same kind, finds no skin in 1, 2, 3, 9 and 10.
TEST(IsSkinColour, AcceptsAllMonkSwatches) {
  for (const std::uint32_t rgb : kMonkSwatches) EXPECT_TRUE(IsSkinColour(LabOf(rgb))) << rgb;
}

TEST(IsSkinColour, RefusesGreysGreeneryWaterAndPaint) {
  for (const std::uint32_t rgb : {0x000000U, 0x808080U, 0xffffffU, 0xf4f4f4U, 0x2e7d32U, 0x1565c0U,
                                  0xff0000U, 0xffff00U, 0xff00ffU, 0x87ceebU})
    EXPECT_FALSE(IsSkinColour(LabOf(rgb))) << rgb;
}

// Oracle: mean sRGB and L* of 739 faces as Thong et al. 2023 measured them (shared data). The
// source takes its modes channel by channel, so that they need not be one colour.
TEST(IsSkinColour, AcceptsEveryMeasuredFace) {
  const char* folder = std::getenv("ASSAY_SHARED_DATA");
  if (folder == nullptr) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  std::ifstream table(std::string(folder) + "/fairness/tables/cfd_skin.csv");
  std::string line;
  std::getline(table, line);
  ASSERT_EQ(line, ",lum,lum_std,hue,hue_std,red,red_std,green,green_std,blue,blue_std");
  int faces = 0;
  for (; std::getline(table, line); ++faces) {
    std::istringstream cells(line.substr(line.find(',') + 1));
    std::array<double, 10> row{};
    char comma = 0;
    for (double& cell : row) cells >> cell >> comma;
    const Lab colour = ToLab({row[4], row[6], row[8]});
    EXPECT_TRUE(IsSkinColour(colour)) << line;
    EXPECT_NEAR(colour.l, row[0], 6.0) << line;
  }
  EXPECT_EQ(faces, 739);
}

TEST(MeasureSkinTone, MeasuresWhatTheMaskShows) {
  media::Image image(40, 40, 3);
  Fill(image, 0, 20, kMonkSwatches[4]);
  Fill(image, 20, 40, 0x3030c0);
  media::Image mask(40, 40, 1);
  Fill(mask, 0, 12, 0x010000);  // eight rows from the other colour: out of the blur's reach
  const SkinTone tone = Measured(image, mask.view());
  EXPECT_EQ(tone.pixels, 40 * 12);
  EXPECT_EQ(tone.share, 0.3);
  EXPECT_EQ(tone.monk, 5);
  EXPECT_NEAR(tone.colour.l, 77.902, 1e-3);
  EXPECT_NEAR(tone.ita_deg.value_or(0), 50.32, 5e-3);
  EXPECT_EQ(Measured(image).monk, 5);
  EXPECT_GE(Measured(image).pixels, 40 * 18);
  EXPECT_LE(Measured(image).pixels, 40 * 22);
}

// Oracle worked by hand: grey 119 has L* 50.03, no hue to speak of, and a nearest swatch it must
// not be mistaken for: the distance says so.
TEST(MeasureSkinTone, UnderAMaskGreyHasNoHueAndBlueNoIta) {
  const media::Image image = Flat(0x777777);
  media::Image mask(32, 32, 1);
  Fill(mask, 0, 32, 0xff0000);
  const SkinTone grey = Measured(image, mask.view());
  EXPECT_NEAR(grey.colour.l, 50.03, 0.01);
  EXPECT_FALSE(grey.hue_deg.has_value());
  EXPECT_GT(grey.monk_distance, 10.0);
  const SkinTone blue = Measured(Flat(0x4060a0), mask.view());
  EXPECT_FALSE(blue.ita_deg.has_value());
  EXPECT_NEAR(blue.hue_deg.value_or(0), HueDeg(LabOf(0x4060a0)), 1e-9);
}

TEST(MeasureSkinTone, FindsNothingInFewPixels) {
  EXPECT_TRUE(MeasureSkinTone(Flat(kMonkSwatches[5], 10).view(), {}).value().has_value());
  EXPECT_FALSE(MeasureSkinTone(Flat(kMonkSwatches[5], 9).view(), {}).value().has_value());
  EXPECT_FALSE(MeasureSkinTone(Flat(0x2e7d32).view(), {}).value().has_value());
  EXPECT_FALSE(MeasureSkinTone(media::Image(64, 64, 1).view(), {}).value().has_value());
}

TEST(MeasureSkinTone, DoesNotLookAtTransparentPixels) {
  media::Image image(20, 20, 4);
  Fill(image, 0, 20, kMonkSwatches[5]);
  EXPECT_EQ(Measured(image).pixels, 400);
  for (std::size_t x = 0; x < 20; ++x) image.MutableRow(0)[4 * x + 3] = 254;
  EXPECT_EQ(Measured(image).pixels, 380);
}

TEST(MeasureSkinTone, RefusesAMaskOfAnotherShape) {
  const media::Image image = Flat(kMonkSwatches[5]);
  const auto refused = [&](const media::Image& mask) {
    const auto tone = MeasureSkinTone(image.view(), mask.view());
    return !tone.ok() && tone.error().code == ErrorCode::kInvalidArgument;
  };
  EXPECT_TRUE(refused(media::Image(32, 31, 1)));
  EXPECT_TRUE(refused(media::Image(31, 32, 1)));
  EXPECT_TRUE(refused(media::Image(32, 32, 3)));
  EXPECT_FALSE(refused(media::Image(32, 32, 1)));
  EXPECT_FALSE(MeasureSkinTone(media::ImageView(), {}).ok());
}

TEST(Illumination, FlagsStandAtTheirLimits) {
  Illumination light{.clipped = 0.05, .brightness = 0.32, .cast_chroma = 10.0, .cast_ratio = 1.5};
  EXPECT_TRUE(Flags(light).empty());
  light.clipped = 0.051;
  light.brightness = 0.31;
  light.cast_ratio = 100.0;
  EXPECT_EQ(Flags(light), (std::vector<Flag>{"clipped", "low_light"}));
  light.cast_chroma = 10.1;
  EXPECT_EQ(Flags(light), (std::vector<Flag>{"clipped", "colour_cast", "low_light"}));
  light.cast_chroma = light.cast_ratio = std::nullopt;
  EXPECT_EQ(Flags(light), (std::vector<Flag>{"clipped", "low_light"}));
}

TEST(Illumination, IsSeenInAPicture) {
  media::Image image = Flat(kMonkSwatches[6], 40);
  EXPECT_TRUE(Flags(Measured(image).illumination).empty());
  EXPECT_FALSE(Measured(image).illumination.cast_ratio.has_value());  // nothing but skin
  Fill(image, 0, 20, 0x2050c0);                                       // a blue wall
  EXPECT_EQ(Flags(Measured(image).illumination), std::vector<Flag>{"colour_cast"});
  Fill(image, 0, 20, 0x808080);
  EXPECT_TRUE(Flags(Measured(image).illumination).empty());
  EXPECT_EQ(Flags(Measured(Flat(0x402a20)).illumination), std::vector<Flag>{"low_light"});
  EXPECT_EQ(Flags(Measured(Flat(0xffd0b0)).illumination), std::vector<Flag>{"clipped"});
}

TEST(ItaBin, BordersBelongBelow) {
  EXPECT_EQ(ItaBin(55.01), "very_light");
  EXPECT_EQ(ItaBin(55), "light");
  EXPECT_EQ(ItaBin(41), "intermediate");
  EXPECT_EQ(ItaBin(28), "tan");
  EXPECT_EQ(ItaBin(10), "brown");
  EXPECT_EQ(ItaBin(-30), "dark");
}

TEST(SkinToneFact, SaysWhatWasMeasuredAndWhere) {
  const Fact fact = SkinToneFact(Flat(kMonkSwatches[5], 600).view()).value();
  EXPECT_EQ(fact.name, "quality.skin_tone");
  EXPECT_EQ(fact.state, FactState::kPresent);
  EXPECT_EQ(Canonical(fact.value),
            R"({"a":7.7844,"b":26.7464,"brightness":0.5208,"clipped":0,"hue_deg":73.7726,)"
            R"("illumination":[],"ita_bin":"tan","ita_deg":10.8842,"lightness":55.1429,)"
            R"("monk":6,"monk_distance":0,"pixels":262144,"region":"skin_colours","share":1})");
}

TEST(SkinToneFact, IsAbsentWhereNoColourIsThatOfSkin) {
  const Fact fact = SkinToneFact(Flat(0x2e7d32).view()).value();
  EXPECT_EQ(fact.state, FactState::kAbsent);
  EXPECT_TRUE(fact.value.is_null());
  EXPECT_FALSE(SkinToneFact(media::ImageView()).ok());
}

}  // namespace
}  // namespace assay::quality
