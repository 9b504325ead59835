// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/pdq.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "assay/media/orient.h"
#include "assay/media/resize.h"

namespace assay::similarity {
namespace {

/// 9 x 7 flat fields of random colours: much for a hash to hold on to.
media::Image Fields(std::int32_t width_px, std::int32_t height_px) {
  std::array<std::uint8_t, std::size_t{9} * 7 * 3> colours{};
  std::uint32_t state = 1;
  for (auto& colour : colours) {
    state = state * 1664525U + 1013904223U;
    colour = static_cast<std::uint8_t>(state >> 24U);
  }
  media::Image image(width_px, height_px, 3);
  for (std::int32_t y = 0; y < height_px; ++y)
    for (std::int32_t i = 0; i < 3 * width_px; ++i)
      image.MutableRow(y)[static_cast<std::size_t>(i)] = colours.at(
          static_cast<std::size_t>((y * 7 / height_px * 9 + i / 3 * 9 / width_px) * 3 + i % 3));
  return image;
}

Pdq Hashed(const media::Image& image) { return PdqHash(image.view()).value(); }

// Oracle: a second implementation, pdqhash 0.2.8 (bindings of the reference C++), on these pixels.
TEST(PdqHash, AgreesWithTheReferenceBitForBit) {
  const Pdq small = Hashed(Fields(100, 60));
  EXPECT_EQ(small.hash().Hex(), "98cdd0e890ec98c56733a73448da6f1bc8d9cbd9673290a6b72559cf98ccd4a8");
  EXPECT_EQ(small.quality, 100);
  EXPECT_EQ(Hashed(Fields(320, 200)).hash().Hex(),
            "98ccc63818cf2b576733a6b048daef1999cd473a763210e6b72559cf98ccd4a8");
  EXPECT_EQ(Hashed(Fields(700, 513)).hash().Hex(),
            "99ccd5a8e6312b576633a63049dacf1999cdb1e4663230e6b62559cf99ccd4a8");
}

// Sides of 64 * 5 and 64 * 9 have odd windows (3, 5) and samples in the middle of their fields:
// the one case in which the reference's filter is symmetric, and turning commutes with hashing but
// for the choice of the lower median.
TEST(PdqHash, ForeseesTheHashOfEveryTurnedPicture) {
  const media::Image image = Fields(320, 576);
  const Pdq pdq = Hashed(image);
  for (int o = 1; o <= 8; ++o) {
    const Pdq turned = Hashed(media::Oriented(image, o));
    EXPECT_LE(Distance(pdq.dihedral.at(static_cast<std::size_t>(o - 1)), turned.hash()), 2) << o;
  }
}

TEST(PdqHash, StaysCloseWhenThePictureIsResized) {
  const media::Image image = Fields(1000, 700);
  const auto half = media::Resized(image.view(), {500, 350}, media::Filter::kArea);
  EXPECT_LE(Distance(Hashed(image).hash(), Hashed(half.value()).hash()), 16);
}

TEST(PdqHash, LooksAtGreyAsAtEqualChannels) {
  media::Image grey(90, 70, 1);
  media::Image colour(90, 70, 3);
  for (std::size_t i = 0; i < grey.samples().size(); ++i) {
    const auto level = static_cast<std::uint8_t>(i * 37 / 11 % 256);
    grey.samples()[i] = level;
    for (std::size_t c = 0; c < 3; ++c) colour.samples()[3 * i + c] = level;
  }
  EXPECT_LE(Distance(Hashed(grey).hash(), Hashed(colour).hash()), 2);
}

TEST(PdqHash, SaysThatFlatAndTinyPicturesTellNothing) {
  EXPECT_EQ(Hashed(media::Image(200, 200, 3)).quality, 0);
  EXPECT_EQ(Hashed(media::Image(4, 200, 3)), Pdq());
  EXPECT_EQ(PdqHash(media::ImageView()).error().code, ErrorCode::kInvalidArgument);
}

// Rows of the small luma follow the picture: black above, white below.
TEST(PdqHash, KeepsASmallLuma) {
  media::Image image(64, 64, 1);
  for (std::int32_t y = 32; y < 64; ++y)
    for (auto& sample : image.MutableRow(y)) sample = 255;
  const Pdq pdq = Hashed(image);
  EXPECT_EQ(pdq.luma.front(), 0);
  EXPECT_EQ(pdq.luma.at(7 * 16), 0);
  EXPECT_EQ(pdq.luma.at(8 * 16), 255);
}

TEST(Hash256, WritesItsHighestBitFirst) {
  Hash256 hash;
  hash.words = {1, 0, 0, 0x8000000000000000U};
  const std::string hex = "8" + std::string(62, '0') + "1";
  EXPECT_EQ(hash.Hex(), hex);
  EXPECT_EQ(ParseHash256(hex).value(), hash);
  EXPECT_EQ(Distance(hash, Hash256()), 2);
  EXPECT_FALSE(ParseHash256(hex.substr(1)).ok());
  EXPECT_FALSE(ParseHash256("x" + hex.substr(1)).ok());
}

TEST(PdqFact, ComesBackAsItWas) {
  const Pdq pdq = Hashed(Fields(100, 60));
  EXPECT_EQ(FromFact(ToFact(pdq)).value(), pdq);
}

TEST(PdqFact, IsRefusedWhenAMemberIsWrong) {
  const Fact good = ToFact(Hashed(Fields(100, 60)));
  const auto refused = [&](const char* member, Json value) {
    Fact fact = good;
    fact.value[member] = std::move(value);
    const auto pdq = FromFact(fact);
    return !pdq.ok() && pdq.error().code == ErrorCode::kCorrupt;
  };
  EXPECT_TRUE(refused("quality", 101));
  EXPECT_TRUE(refused("quality", "100"));
  EXPECT_TRUE(refused("hash", std::string(64, '0')));
  EXPECT_TRUE(refused("dihedral", Json::array()));
  EXPECT_TRUE(refused("dihedral", 7));
  EXPECT_TRUE(refused("luma", "AAAA"));
  Fact other = good;
  other.name = "quality.scores";
  EXPECT_FALSE(FromFact(other).ok());
}

}  // namespace
}  // namespace assay::similarity
