// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/coco.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::fairness {
namespace {

constexpr std::string_view kImages =
    R"("images": [{"id": 7, "file_name": "a.jpg", "width": 200, "height": 100, "license": 3}])";
constexpr std::string_view kCategories =
    R"("categories": [{"supercategory": "person", "id": 1, "name": "person", "keypoints": ["eye"]}])";

std::string File(std::string_view annotations) {
  return fmt::format(R"({{"info": {{"id": 5}}, {}, "annotations": [{}], {}}})", kImages,
                     annotations, kCategories);
}

/// "region attribute=value;" of every row, or the error.
std::string Read(std::string_view text, const CocoLimits& limits = {}) {
  std::string out;
  const auto status = ReadCoco(
      text,
      [&](const LongRow& row) -> Status {
        EXPECT_EQ(row.unit, Unit::kRegion);
        EXPECT_EQ(row.asset, "a.jpg");
        out += fmt::format("{} {}={};", row.region, row.attribute, row.value.value_or("?"));
        return Done{};
      },
      limits);
  return status.ok() ? out : status.error().what;
}

// Oracle worked by hand: 40 x 20 of 200 x 100 pixels in the middle is 0.04 of the area, at 0; the
// categories stand behind what names them, as in the published files.
TEST(ReadCoco, SaysWhereBoxesAreAndWhatTheyHold) {
  EXPECT_EQ(Read(File(R"({"segmentation": [[80, 40, 120, 60]], "area": 800, "iscrowd": 0,
                         "image_id": 7, "bbox": [80, 40, 40, 20], "category_id": 1, "id": 12})")),
            "12 category=person;12 box_area=0.04;12 box_centre_distance=0;"
            "12 crowd=no;");
}

TEST(ReadCoco, OnlyTheVisiblePartOfABoxCounts) {
  EXPECT_EQ(Read(File(R"({"image_id": 7, "bbox": [-50, 50, 100.0, 500], "category_id": 1,
                         "id": -3, "iscrowd": 1})")),
            "-3 category=person;-3 box_area=0.125;-3 box_centre_distance=0.450694;"
            "-3 crowd=yes;");
}

TEST(ReadCoco, WhatIsNotSaidIsUnknown) {
  EXPECT_EQ(Read(File(R"({"image_id": 7, "bbox": [0, 0, 200, 100], "category_id": 1, "id": 1})")),
            "1 category=person;1 box_area=1;1 box_centre_distance=0;1 crowd=?;");
  EXPECT_EQ(Read(File("")), "");
}

TEST(ReadCoco, SaysWhichAnnotationIsWrongAndHow) {
  const std::string good = R"({"image_id": 7, "bbox": [0, 0, 2, 2], "category_id": 1, "id": 1})";
  const auto read = [&](const std::string& second) { return Read(File(good + ", " + second)); };
  EXPECT_EQ(read(R"({"image_id": 8, "bbox": [0, 0, 2, 2], "category_id": 1, "id": 1})"),
            "annotations 2 lacks an 'image_id' that is one of 'images'");
  EXPECT_EQ(read(R"({"bbox": [0, 0, 2, 2], "category_id": 1, "id": 1})"),
            "annotations 2 lacks an 'image_id' that is one of 'images'");
  EXPECT_EQ(read(R"({"image_id": 7, "bbox": [0, 0, 2, 2], "category_id": "1", "id": 1})"),
            "annotations 2 lacks a 'category_id' that is one of 'categories'");
  EXPECT_EQ(read(R"({"image_id": 7, "bbox": [0, 0, 2, 2], "category_id": 1, "id": 1.5})"),
            "annotations 2 lacks a whole 'id'");
  for (const char* box : {"[]", "[0, 0, 2]", "[0, 0, 2, 2, 2]", "[0, 0, -1, 2]", "[[0], 0, 2, 2]",
                          "{\"x\": 1}", "null"})
    EXPECT_EQ(read(fmt::format(R"({{"image_id": 7, "bbox": {}, "category_id": 1, "id": 1}})", box)),
              "annotations 2 lacks a 'bbox' [x, y, width, height] with sides of at least 0")
        << box;
  EXPECT_EQ(read(R"({"id": 1, "id": 2})"), "annotations 2: 'id' twice");
  EXPECT_EQ(read(R"({"bbox": [1], "bbox": [2]})"), "annotations 2: 'bbox' twice");
}

TEST(ReadCoco, RefusesWhatIsNoInstancesFile) {
  EXPECT_EQ(Read(R"({"images": [)"), "a syntax error at byte 13");
  EXPECT_EQ(Read("{} x"), "a syntax error at byte 4");
  const std::string without =
      "no list 'categories': a COCO instances file has 'images', "
      "'annotations' and 'categories'";
  EXPECT_EQ(Read(fmt::format(R"({{{}, "annotations": []}})", kImages)), without);
  EXPECT_EQ(Read(fmt::format(R"({{{}, "annotations": [], "categories": {{}}}})", kImages)),
            without);
  EXPECT_EQ(Read(R"({"images": [], "images": []})"), "the list 'images' twice");
  EXPECT_EQ(Read(R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 0, "height": 5}]})"),
            "images 1 lacks a whole 'id', a 'file_name', a 'width' and a 'height'");
  EXPECT_EQ(Read(R"({"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]})"),
            "categories 2: the id 1 twice");
}

TEST(ReadCoco, StaysWithinItsLimits) {
  EXPECT_EQ(Read(File(""), {.pictures = 0}), "over 0 pictures");
  EXPECT_EQ(Read(File(""), {.categories = 0}), "over 0 categories");
  const std::string deep(100'000, '[');
  EXPECT_EQ(Read(deep), "nesting over the limit");
}

TEST(ReadCoco, StopsAtTheErrorOfItsVisitor) {
  const auto stop = [](const LongRow&) -> Status { return Error{ErrorCode::kCancelled, "enough"}; };
  const auto status =
      ReadCoco(File(R"({"image_id": 7, "bbox": [0, 0, 2, 2], "category_id": 1, "id": 1})"), stop);
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace assay::fairness
