// SPDX-License-Identifier: Apache-2.0
#include "assay/media/colour.h"

#include <gtest/gtest.h>
#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

namespace assay::media {
namespace {

constexpr cmsCIExyY kD65 = {0.3127, 0.3290, 1.0};
constexpr cmsCIExyYTRIPLE kSrgb = {{0.64, 0.33, 1.0}, {0.30, 0.60, 1.0}, {0.15, 0.06, 1.0}};
constexpr cmsCIExyYTRIPLE kDisplayP3 = {{0.68, 0.32, 1.0}, {0.265, 0.69, 1.0}, {0.15, 0.06, 1.0}};

Bytes Saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

cmsToneCurve* SrgbCurve() {
  const std::array<double, 5> parameters = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return cmsBuildParametricToneCurve(nullptr, 4, parameters.data());
}

Bytes RgbProfile(const cmsCIExyYTRIPLE& primaries, cmsToneCurve* curve) {
  const std::array<cmsToneCurve*, 3> curves = {curve, curve, curve};
  Bytes bytes = Saved(cmsCreateRGBProfile(&kD65, &primaries, curves.data()));
  cmsFreeToneCurve(curve);
  return bytes;
}

Bytes GreyProfile(double gamma) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  Bytes bytes = Saved(cmsCreateGrayProfile(&kD65, curve));
  cmsFreeToneCurve(curve);
  return bytes;
}

/// A printer whose lightness is white less the ink, without any colour: CMYK -> Lab.
Bytes InkProfile() {
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetDeviceClass(profile, cmsSigOutputClass);
  cmsSetColorSpace(profile, cmsSigCmykData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, 4, 3);
  cmsStage* table = cmsStageAllocCLut16bit(nullptr, 2, 4, 3, nullptr);
  const auto lightness = [](const cmsUInt16Number* ink, cmsUInt16Number* lab, void*) -> int {
    const double black = ink[3] / 65535.0;
    const cmsCIELab colour = {100.0 * (1.0 - black), 0.0, 0.0};
    cmsFloat2LabEncoded(lab, &colour);
    return 1;
  };
  cmsStageSampleCLut16bit(table, lightness, nullptr, 0);
  cmsPipelineInsertStage(pipeline, cmsAT_END, table);
  cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
  cmsWriteTag(profile, cmsSigAToB1Tag, pipeline);
  cmsPipelineFree(pipeline);
  return Saved(profile);
}

Image Filled(std::vector<std::uint8_t> pixel) {
  Image image(1, 1, static_cast<std::int32_t>(pixel.size()));
  std::ranges::copy(pixel, image.samples().begin());
  return image;
}

std::vector<int> Samples(const Image& image) {
  return {image.samples().begin(), image.samples().end()};
}

double Linear(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}
double Encoded(double linear) {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

// Oracle: the published matrix from linear Display P3 to linear sRGB (CSS Color 4, section 18).
TEST(ToSrgb, TurnsDisplayP3IntoTheColoursOfCssColor4) {
  const Bytes icc = RgbProfile(kDisplayP3, SrgbCurve());
  constexpr std::array<std::array<double, 3>, 3> kMatrix = {
      {{1.2249401763, -0.2249401763, 0.0},
       {-0.0420569547, 1.0420569547, 0.0},
       {-0.0196375546, -0.0786360456, 1.0982736001}}};
  const std::array<std::uint8_t, 3> p3 = {200, 120, 90};
  const auto srgb = ToSrgb(Filled({200, 120, 90}).view(), icc);
  for (std::size_t i = 0; i < 3; ++i) {
    double linear = 0;
    for (std::size_t j = 0; j < 3; ++j) linear += kMatrix.at(i).at(j) * Linear(p3.at(j) / 255.0);
    EXPECT_NEAR(srgb.value().samples()[i], 255 * Encoded(linear), 1.0) << "channel " << i;
  }
}

TEST(ToSrgb, LeavesSrgbAsItIsWithinOneLevel) {
  const Bytes icc = RgbProfile(kSrgb, SrgbCurve());
  for (const int level : {0, 1, 17, 128, 254, 255}) {
    const auto grey = static_cast<std::uint8_t>(level);
    for (const int sample : Samples(ToSrgb(Filled({grey, grey, grey}).view(), icc).value()))
      EXPECT_LE(std::abs(sample - level), 1);
  }
}

TEST(ToSrgb, CopiesAlpha) {
  const auto image = ToSrgb(Filled({200, 120, 90, 7}).view(), RgbProfile(kDisplayP3, SrgbCurve()));
  EXPECT_EQ(Samples(image.value())[3], 7);
  EXPECT_GT(Samples(image.value())[0], 200);
}

// Worked by hand: linear grey 0.25 is 255 * (1.055 * 0.25^(1/2.4) - 0.055) = 136.96 in sRGB.
TEST(ToSrgb, KeepsGreyPicturesGrey) {
  const auto image = ToSrgb(Filled({64}).view(), GreyProfile(1.0));
  EXPECT_EQ(image.value().channels(), 1);
  EXPECT_NEAR(Samples(image.value())[0], 137, 1);
}

TEST(ToSrgb, RefusesProfilesThatAreBrokenOrDoNotFit) {
  const Bytes rgb = RgbProfile(kSrgb, SrgbCurve());
  const auto code = [](std::vector<std::uint8_t> pixel, ByteView icc) {
    return ToSrgb(Filled(std::move(pixel)).view(), icc).error().code;
  };
  EXPECT_EQ(code({1, 2, 3}, {}), ErrorCode::kCorrupt);
  EXPECT_EQ(code({1, 2, 3}, AsBytes("not a profile at all")), ErrorCode::kCorrupt);
  EXPECT_EQ(code({1, 2, 3}, ByteView(rgb).first(200)), ErrorCode::kCorrupt);
  EXPECT_EQ(code({1}, rgb), ErrorCode::kCorrupt);
  EXPECT_EQ(code({1, 2, 3}, GreyProfile(2.2)), ErrorCode::kCorrupt);
  EXPECT_EQ(code({1, 2, 3, 4}, InkProfile()), ErrorCode::kCorrupt);
}

TEST(IsSrgb, KnowsSrgbByItsNumbers) {
  EXPECT_TRUE(IsSrgb(RgbProfile(kSrgb, SrgbCurve())));
  EXPECT_TRUE(IsSrgb(Saved(cmsCreate_sRGBProfile())));
  EXPECT_FALSE(IsSrgb(RgbProfile(kDisplayP3, SrgbCurve())));
  EXPECT_FALSE(IsSrgb(RgbProfile(kSrgb, cmsBuildGamma(nullptr, 2.2))));
  EXPECT_FALSE(IsSrgb(GreyProfile(2.2)));
  EXPECT_FALSE(IsSrgb(AsBytes("sRGB IEC61966-2.1")));
  EXPECT_FALSE(IsSrgb({}));
}

// Worked by hand: 255 (1 - 100/255) (1 - 51/255) = 155 * 204 / 255 = 124.
TEST(CmykToRgb, MultipliesInksWithoutAProfile) {
  EXPECT_EQ(Samples(CmykToRgb(Filled({100, 0, 255, 51}).view(), {})),
            (std::vector<int>{124, 204, 0}));
  EXPECT_EQ(Samples(CmykToRgb(Filled({0, 0, 0, 0}).view(), {})), (std::vector<int>{255, 255, 255}));
  const Bytes rgb = RgbProfile(kSrgb, SrgbCurve());
  EXPECT_FALSE(IsCmykProfile(rgb));
  EXPECT_EQ(Samples(CmykToRgb(Filled({100, 0, 255, 51}).view(), rgb)),
            (std::vector<int>{124, 204, 0}));
}

// The profile's colours are neutral whatever C, M and Y are; the formula's are not.
TEST(CmykToRgb, FollowsAUsableProfile) {
  const Bytes icc = InkProfile();
  EXPECT_TRUE(IsCmykProfile(icc));
  const auto half = Samples(CmykToRgb(Filled({255, 0, 0, 128}).view(), icc));
  EXPECT_NEAR(half[0], 119, 2);  // L* = 50 is 118.9 in sRGB
  EXPECT_NEAR(half[1], 119, 2);
  EXPECT_NEAR(half[2], 119, 2);
  EXPECT_EQ(Samples(CmykToRgb(Filled({0, 0, 0, 0}).view(), icc)),
            (std::vector<int>{255, 255, 255}));
}

}  // namespace
}  // namespace assay::media
