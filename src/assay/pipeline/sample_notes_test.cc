// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/sample_notes.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace assay::pipeline {
namespace {

const std::map<std::string, std::string, std::less<>> kMeanings = {
    {"label", "class"}, {"caption", "text"}, {"split", "part"}, {"boxes", "bbox"}};

SampleNotes Read(const std::map<std::string, std::string>& columns) {
  return NotesOf(SampleFacts(kMeanings, columns, "manifest:1"));
}

TEST(SampleNotes, ReadsWhatThePlanNames) {
  const SampleNotes notes =
      Read({{"class", "cat"},
            {"text", "A cat."},
            {"part", "train"},
            {"bbox", R"([[1, 2, 3.5, 4], {"box": [5, 6, 7, 8], "label": "ear"}])"},
            {"label", "not this one"}});
  EXPECT_EQ(notes.label, "cat");
  EXPECT_EQ(notes.caption, "A cat.");
  EXPECT_EQ(notes.split, "train");
  ASSERT_EQ(notes.boxes.size(), 2U);
  EXPECT_EQ(notes.boxes[0].right_px, 3.5);
  EXPECT_EQ(notes.boxes[1].top_px, 6);
  EXPECT_EQ(notes.boxes[1].says, (Json{{"label", "ear"}}));
  EXPECT_EQ(notes.problem, "");
}

TEST(SampleNotes, AnEmptyCellSaysNothing) {
  EXPECT_TRUE(SampleFacts(kMeanings, {{"class", ""}, {"other", "x"}}, "manifest:1").empty());
}

TEST(SampleNotes, WhatIsMalformedIsNamed) {
  for (const char* boxes :
       {"cat", "{}", "[1, 2, 3, 4]", "[[1, 2, 3]]", "[[3, 2, 1, 4]]", "[[1, 2, 1, 4]]",
        R"([["1", 2, 3, 4]])", R"([{"bbox": [1, 2, 3, 4]}])", R"([[1, 2, 3, null]])", "[[1,2,3,4]"})
    EXPECT_EQ(Read({{"bbox", boxes}}).problem, "sample.boxes") << boxes;
  for (const char* split : {"../train", "Train", "a b", "a-b"})
    EXPECT_EQ(Read({{"part", split}}).problem, "sample.split") << split;
}

Json Made(const std::vector<double>& affine, int width, int height) {
  return {{"affine", affine},
          {"width_px", width},
          {"height_px", height},
          {"source", {{"width_px", 400}, {"height_px", 200}}}};
}

std::vector<BoxNote> Boxes(const std::string& text) { return Read({{"bbox", text}}).boxes; }

// By hand: 400 x 200 to fit 100 is a quarter.
TEST(BoxesOn, ScaleWithThePicture) {
  EXPECT_EQ(BoxesOn(Made({0.25, 0, 0, 0, 0.25, 0}, 100, 50), Json::object(),
                    Boxes(R"([{"box": [40, 80, 400, 200], "label": "a"}])")),
            Json::parse(R"([{"box": [10.0, 20.0, 100.0, 50.0], "label": "a"}])"));
}

// Padded to 100 x 100: the picture lies 25 below the top.
TEST(BoxesOn, ShiftWithThePaddingAndEndWhereThePictureEnds) {
  EXPECT_EQ(BoxesOn(Made({0.25, 0, 0, 0, 0.25, 25}, 100, 100), Json::object(),
                    Boxes("[[-40, -40, 40, 240]]")),
            Json::parse(R"([{"box": [0.0, 25.0, 10.0, 75.0]}])"));
}

// Covering 50 x 50: scaled by a quarter, 25 are cut off on either side.
TEST(BoxesOn, AreCutWithThePicture) {
  const Json made = Made({0.25, 0, -25, 0, 0.25, 0}, 50, 50);
  EXPECT_EQ(BoxesOn(made, Json::object(), Boxes("[[80, 0, 200, 100]]")),
            Json::parse(R"([{"box": [0.0, 0.0, 25.0, 25.0]}])"));
  EXPECT_EQ(BoxesOn(made, Json::object(), Boxes("[[0, 0, 100, 200], [300, 0, 400, 200]]")),
            Json::array());
}

// The crop [100, 50, 300, 150] padded to 100 x 100: a half, 25 below the top.
TEST(BoxesOn, AreCutWithTheCropAlsoWhereItIsPadded) {
  const Json wish = {{"crop", {100, 50, 300, 150}}};
  EXPECT_EQ(BoxesOn(Made({0.5, 0, -50, 0, 0.5, 0}, 100, 100), wish, Boxes("[[0, 0, 400, 200]]")),
            Json::parse(R"([{"box": [0.0, 25.0, 100.0, 75.0]}])"));
}

}  // namespace
}  // namespace assay::pipeline
