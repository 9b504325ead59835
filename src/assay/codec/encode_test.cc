// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/encode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "assay/codec/picture.h"

namespace assay::codec {
namespace {

/// Smooth, so that lossy formats come close; opaque to invisible from left to right.
media::Image Slope(std::int32_t width_px, std::int32_t height_px, std::int32_t channels) {
  media::Image image(width_px, height_px, channels);
  for (std::int32_t y = 0; y < height_px; ++y) {
    const auto row = image.MutableRow(y);
    for (std::int32_t i = 0; i < width_px * channels; ++i) {
      const std::int32_t x = i / channels;
      const std::int32_t c = i % channels;
      row[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(
          c == 3 ? 255 - x * 255 / width_px : 40 + 3 * x + 2 * y + 20 * c);
    }
  }
  return image;
}

Picture Read(const Bytes& bytes) { return ReadPicture(bytes, {}); }

int LargestDifference(const media::Image& a, const media::Image& b) {
  EXPECT_EQ(a.samples().size(), b.samples().size());
  int largest = 0;
  for (std::size_t i = 0; i < std::min(a.samples().size(), b.samples().size()); ++i)
    largest = std::max(largest, std::abs(int{a.samples()[i]} - int{b.samples()[i]}));
  return largest;
}

const std::vector<Encoding> kAll = {{Container::kJpeg, 95, true, false},
                                    {Container::kJpeg, 95, false, false},
                                    {Container::kWebp, 90, true, false},
                                    {Container::kWebp, 90, true, true},
                                    {Container::kPng, 95, true, false}};

TEST(Encode, WhatIsWrittenIsReadAsOk) {
  for (const Encoding& encoding : kAll) {
    for (const std::int32_t channels : {1, 3, 4}) {
      if (encoding.container == Container::kJpeg && channels == 4) continue;
      for (const std::int32_t side_px : {1, 2, 7, 16, 33}) {
        const media::Image image = Slope(side_px, 34 - side_px, channels);
        const Picture picture = Read(Encode(image.view(), encoding).value());
        EXPECT_EQ(Name(picture.outcome), "ok");
        EXPECT_EQ(picture.media_type, MediaType(encoding.container));
        EXPECT_EQ(picture.width_px, side_px);
        EXPECT_EQ(picture.height_px, 34 - side_px);
      }
    }
  }
}

TEST(Encode, LosslessFormatsKeepEverySample) {
  const Encoding png{Container::kPng, 95, true, false};
  const Encoding webp{Container::kWebp, 95, true, true};
  for (const std::int32_t channels : {1, 3, 4}) {
    const media::Image image = Slope(40, 25, channels);
    EXPECT_EQ(Read(Encode(image.view(), png).value()).image, image);
    if (channels > 1) {
      EXPECT_EQ(Read(Encode(image.view(), webp).value()).image, image);
    }
  }
}

TEST(Encode, LossyFormatsComeClose) {
  const media::Image image = Slope(40, 25, 3);
  const Encoding full{Container::kJpeg, 95, false, false};
  const Encoding half{Container::kJpeg, 95, true, false};
  EXPECT_LE(LargestDifference(Read(Encode(image.view(), full).value()).image, image), 6);
  EXPECT_LE(LargestDifference(Read(Encode(image.view(), half).value()).image, image), 12);
  EXPECT_NE(Encode(image.view(), full).value(), Encode(image.view(), half).value());
}

TEST(Encode, TheSameSamplesGiveTheSameBytes) {
  const media::Image image = Slope(61, 47, 3);
  for (const Encoding& encoding : kAll)
    EXPECT_EQ(Encode(image.view(), encoding).value(), Encode(image.view(), encoding).value());
}

TEST(Encode, WritesNoMetadataButThatPngIsSrgb) {
  const media::Image image = Slope(20, 20, 3);
  for (const Encoding& encoding : kAll) {
    const Bytes bytes = Encode(image.view(), encoding).value();
    EXPECT_TRUE(Read(bytes).marks.empty());
    EXPECT_EQ(AsText(bytes).find("tIME"), std::string::npos);
    EXPECT_EQ(AsText(bytes).find("sRGB") != std::string::npos,
              encoding.container == Container::kPng);
  }
}

TEST(Encode, RefusesWhatAFormatCannotHold) {
  const media::Image alpha = Slope(2, 2, 4);
  EXPECT_EQ(Encode(alpha.view(), {}).error().code, ErrorCode::kInvalidArgument);
  const media::Image strip(16'384, 1, 3);
  EXPECT_EQ(Encode(strip.view(), {Container::kWebp, 95, true, false}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_TRUE(Encode(strip.view(), {}).ok());
}

TEST(Describe, NamesLibraryVersionAndSettings) {
  for (const Encoding& encoding : kAll) {
    const Json made_by = Describe(encoding);
    EXPECT_TRUE(StringOr(made_by, "name").starts_with("lib"));
    EXPECT_EQ(std::ranges::count(StringOr(made_by, "version"), '.'), 2) << made_by;
    EXPECT_TRUE(made_by.at("settings").is_object());
  }
  EXPECT_EQ(Describe({}).at("settings").at("quality"), 95);
}

}  // namespace
}  // namespace assay::codec
