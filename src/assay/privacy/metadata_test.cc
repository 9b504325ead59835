// SPDX-License-Identifier: Apache-2.0
#include "assay/privacy/metadata.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace assay::privacy {
namespace {

Fact Only(std::string_view name, const std::vector<Mark>& marks) {
  const auto facts = FromMarks(marks);
  const Fact* fact = Find(facts, name);
  EXPECT_NE(fact, nullptr) << name;
  return fact == nullptr ? Fact{} : *fact;
}

Fact Gps(std::string carrier, std::string prefix, std::string latitude, std::string longitude) {
  return Only("privacy.gps", {{carrier, prefix + "GPSLatitude", latitude, ""},
                              {carrier, prefix + "GPSLongitude", longitude, ""}});
}

TEST(PrivacyFromMarks, AlwaysStatesAllFour) {
  const auto facts = FromMarks({});
  ASSERT_EQ(facts.size(), 4U);
  const std::vector<std::string> names = {"privacy.gps", "privacy.serial", "privacy.owner",
                                          "privacy.thumbnail"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(facts[i].name, names[i]);
    EXPECT_EQ(facts[i].state, FactState::kAbsent);
    EXPECT_TRUE(facts[i].value.is_null());
  }
}

TEST(PrivacyFromMarks, ReadsAPositionFromExif) {
  const Fact fact = Gps("exif", "", "52.52", "-13.405");
  EXPECT_EQ(fact.state, FactState::kPresent);
  EXPECT_EQ(fact.value, Json({{"latitude", 52.52}, {"longitude", -13.405}}));
  EXPECT_EQ(fact.evidence.carrier, "exif:GPSLatitude");
  EXPECT_EQ(fact.evidence.raw, "52.52 -13.405");
}

// XMP specification part 2, GPSCoordinate: "DDD,MM,SSk" or "DDD,MM.mmk". By hand: 31.2 / 60 = 0.52.
TEST(PrivacyFromMarks, ReadsXmpsTwoFormsOfACoordinate) {
  const Json berlin = {{"latitude", 52.52}, {"longitude", -13.405}};
  EXPECT_EQ(Gps("xmp", "exif:", "52,31.2N", "13,24.3W").value, berlin);
  EXPECT_EQ(Gps("xmp", "exif:", "52,31,12N", "13,24,18W").value, berlin);
  EXPECT_EQ(Gps("xmp", "exif:", "52.52", "-13.405").value, berlin);
}

TEST(PrivacyFromMarks, CountsNoPositionThatCannotBeUsed) {
  EXPECT_EQ(Gps("exif", "", "0", "0").state, FactState::kAbsent);
  EXPECT_EQ(Gps("exif", "", "91", "10").state, FactState::kAbsent);
  EXPECT_EQ(Gps("exif", "", "10", "181").state, FactState::kAbsent);
  EXPECT_EQ(Gps("xmp", "exif:", "52,61N", "13,24W").state, FactState::kAbsent);
  EXPECT_EQ(Gps("xmp", "exif:", "52,1,2,3N", "13,24W").state, FactState::kAbsent);
  EXPECT_EQ(Gps("xmp", "exif:", "nan", "13,24W").state, FactState::kAbsent);
  EXPECT_EQ(Gps("xmp", "exif:", "", "N").state, FactState::kAbsent);
  EXPECT_EQ(Only("privacy.gps", {{"exif", "GPSLatitude", "52", ""}}).state, FactState::kAbsent);
  // The equator and the meridian are places.
  EXPECT_EQ(Gps("exif", "", "0", "13").state, FactState::kPresent);
}

TEST(PrivacyFromMarks, TakesNoPlaceNameForAPosition) {
  EXPECT_EQ(Only("privacy.gps", {{"iptc", "2:90", "Berlin", ""},
                                 {"xmp", "photoshop:City", "Berlin", ""},
                                 {"exif", "GPSDateStamp", "2020:01:01", ""}})
                .state,
            FactState::kAbsent);
}

TEST(PrivacyFromMarks, NamesEverySerialField) {
  const Fact fact = Only("privacy.serial", {{"exif", "LensSerialNumber", "L77", ""},
                                            {"exif", "BodySerialNumber", "0123456789", ""},
                                            {"xmp", "aux:SerialNumber", "0123456789", ""}});
  EXPECT_EQ(fact.state, FactState::kPresent);
  EXPECT_EQ(fact.value,
            Json({{"fields",
                   {"exif:BodySerialNumber", "exif:LensSerialNumber", "xmp:aux:SerialNumber"}}}));
  EXPECT_EQ(fact.evidence.raw, "L77");
}

TEST(PrivacyFromMarks, CountsBlankSerialsAsNone) {
  EXPECT_EQ(Only("privacy.serial",
                 {{"exif", "SerialNumber", "  0000 ", ""}, {"exif", "LensModel", "50 mm", ""}})
                .state,
            FactState::kAbsent);
}

TEST(PrivacyFromMarks, TellsOwnersFromAuthors) {
  EXPECT_EQ(Only("privacy.owner", {{"exif", "Artist", "Ada", ""},
                                   {"exif", "XPAuthor", "Ada", ""},
                                   {"xmp", "dc:creator", "Ada", ""}})
                .state,
            FactState::kAbsent);
  EXPECT_EQ(Only("privacy.owner", {{"exif", "CameraOwnerName", "Ada", ""}}).evidence.raw, "Ada");
  EXPECT_EQ(Only("privacy.owner", {{"xmp", "aux:OwnerName", "Ada", ""}}).state,
            FactState::kPresent);
}

TEST(PrivacyFromMarks, SeesThumbnailsOfBothCarriers) {
  EXPECT_EQ(Only("privacy.thumbnail", {{"exif", "Thumbnail", "5883", ""}}).state,
            FactState::kPresent);
  EXPECT_EQ(Only("privacy.thumbnail", {{"xmp", "xmp:Thumbnails/xmpGImg:image", "/9j/", ""}}).state,
            FactState::kPresent);
  EXPECT_EQ(Only("privacy.thumbnail", {{"exif", "ThumbnailNote", "none", ""}}).state,
            FactState::kAbsent);
}

}  // namespace
}  // namespace assay::privacy
