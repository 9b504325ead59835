// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/data_sets.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "assay/fairness/box_place.h"

namespace assay::fairness {
namespace {

/// Collects "asset[:region] attribute=value;".
struct Transcript {
  std::string text;

  LongVisitor Visitor() {
    return [this](const LongRow& row) -> Status {
      EXPECT_EQ(row.unit == Unit::kRegion, !row.region.empty());
      text += fmt::format("{}{}{} {}={};", row.asset, row.region.empty() ? "" : ":", row.region,
                          row.attribute, row.value.value_or("?"));
      return Done{};
    };
  }
};

/// What `from` makes of a CSV, or its error.
std::string Rows(table::RowVisitor (*from)(LongVisitor), std::string_view csv) {
  Transcript transcript;
  table::CsvParser parser(from(transcript.Visitor()));
  Status status = parser.Feed(csv);
  if (status.ok()) status = parser.Finish();
  return status.ok() ? transcript.text : status.error().what;
}

TEST(FromFairFace, PassesOnItsLabels) {
  EXPECT_EQ(Rows(FromFairFace,
                 "file,age,gender,race,service_test\n"
                 "train/1.jpg,50-59,Male,East Asian,True\ntrain/2.jpg,,Female,,\n"),
            "train/1.jpg age_band=50-59;train/1.jpg gender=Male;train/1.jpg race=East Asian;"
            "train/2.jpg age_band=?;train/2.jpg gender=Female;train/2.jpg race=?;");
  EXPECT_EQ(Rows(FromFairFace, "file,age,gender\na,1,Male\n"), "there is no column 'race'");
  EXPECT_EQ(Rows(FromFairFace, "file,age,gender,race\na,1,x,y\n,1,x,y\n"),
            "row 2: 'file' must be the name of a picture");
}

TEST(FromCelebA, SaysYesAndNo) {
  EXPECT_EQ(Rows(FromCelebA, "image_id,Male,Young\n000001.jpg,-1,1\n000002.jpg,1,\n"),
            "000001.jpg Male=no;000001.jpg Young=yes;000002.jpg Male=yes;000002.jpg Young=?;");
  EXPECT_EQ(Rows(FromCelebA, "image_id,Male\na.jpg,1\nb.jpg,0\n"), "row 2: 'Male' must be 1 or -1");
  EXPECT_EQ(Rows(FromCelebA, "image,Male\na.jpg,1\n"), "there is no column 'image_id'");
}

std::string ReadText(std::string_view text) {
  Transcript transcript;
  const auto status = ReadCelebA(text, transcript.Visitor());
  return status.ok() ? transcript.text : status.error().what;
}

TEST(ReadCelebA, ReadsTheTextThatWasPublished) {
  EXPECT_EQ(ReadText("2\nMale Young \r\n000001.jpg -1  1\r\n000002.jpg  1 -1\n"),
            "000001.jpg Male=no;000001.jpg Young=yes;000002.jpg Male=yes;000002.jpg Young=no;");
  EXPECT_EQ(ReadText("1\nMale Young\n000001.jpg -1\n"), "line 3: 2 fields, but 3 names");
  EXPECT_EQ(ReadText("3\nMale\n000001.jpg 1\n"), "line 1 says '3' pictures, but there are 1");
  EXPECT_EQ(ReadText("1\nMale\n000001.jpg 2\n"), "row 1: 'Male' must be 1 or -1");
  EXPECT_EQ(ReadText(""),
            "line 2: the names of the attributes are missing; the first line counts the pictures");
}

constexpr std::string_view kBoxes =
    "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,"
    "IsDepiction,IsInside\n";

// Oracle worked by hand: 0.25 x 0.5 of the area, its centre 0.375 left of the middle.
TEST(FromOpenImagesBoxes, SaysWhereBoxesAreAndWhatTheyHold) {
  EXPECT_EQ(Rows(FromOpenImagesBoxes,
                 std::string(kBoxes) + "0001,xclick,/m/0cmf2,1,0,0.25,0.25,0.75,1,0,-1,0,0\n"),
            "0001:1 category=/m/0cmf2;0001:1 box_area=0.125;0001:1 box_centre_distance=0.375;"
            "0001:1 occluded=yes;0001:1 truncated=no;0001:1 group_of=?;0001:1 depiction=no;"
            "0001:1 inside=no;");
  EXPECT_EQ(Rows(FromOpenImagesBoxes, "ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/1,0,1,0,1\n"),
            "a:1 category=/m/1;a:1 box_area=1;a:1 box_centre_distance=0;");
}

TEST(FromOpenImagesBoxes, RefusesWhatIsNoBox) {
  const auto row = [](std::string_view edges) {
    return Rows(FromOpenImagesBoxes, fmt::format("{}a,x,/m/1,1,{},0,0,0,0,0\n", kBoxes, edges));
  };
  EXPECT_EQ(row("0.1,1.1,0,1"), "row 1: 'XMax' must be a number from 0 to 1");
  EXPECT_EQ(row("nan,1,0,1"), "row 1: 'XMin' must be a number from 0 to 1");
  EXPECT_EQ(row(",1,0,1"), "row 1: 'XMin' must be a number from 0 to 1");
  EXPECT_EQ(row("0.5,0.4,0,1"), "row 1: 'XMax' must be at least XMin");
  EXPECT_EQ(row("0,1,0.5,0.4"), "row 1: 'YMax' must be at least YMin");
  EXPECT_EQ(Rows(FromOpenImagesBoxes, std::string(kBoxes) + "a,x,/m/1,1,0,1,0,1,2,0,0,0,0\n"),
            "row 1: 'IsOccluded' must be 1, 0 or -1");
}

// A centred box of .4 to .6 is at distance 0; REVISE says .283 (= sqrt(2 * .2^2)).
TEST(CentreDistance, OfACentredBoxIsNothing) {
  EXPECT_DOUBLE_EQ(CentreDistance({0.4, 0.4, 0.6, 0.6}), 0.0);
  EXPECT_DOUBLE_EQ(CentreDistance({0.0, 0.0, 0.0, 0.0}), std::sqrt(0.5));
  EXPECT_NEAR(AreaShare({0.4, 0.4, 0.6, 0.6}), 0.04, 1e-12);
}

}  // namespace
}  // namespace assay::fairness
