// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/box_match.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::fairness {
namespace {

using Boxes = std::vector<Box>;

/// "0" and "2" for the box that was found, "f" for a false positive, "i" for an ignored detection.
std::string Outcomes(const Boxes& truth, const Boxes& ignored, const Boxes& detections,
                     double min_iou = 0.5) {
  std::string text;
  for (const Match& match : MatchBoxes(truth, ignored, detections, min_iou)) {
    if (match.outcome == Outcome::kMatched)
      text += std::to_string(match.truth);
    else
      text += match.outcome == Outcome::kIgnored ? "i" : "f";
  }
  return text;
}

// By hand: 10 x 10 and 10 x 10 moved by 5: 50 common pixels of 150.
TEST(IntersectionOverUnion, OfBoxesWithContinuousEdges) {
  EXPECT_EQ(IntersectionOverUnion({0, 0, 10, 10}, {5, 0, 15, 10}), 50.0 / 150);
  EXPECT_EQ(IntersectionOverUnion({0, 0, 10, 10}, {10, 0, 20, 10}), 0);  // they touch
  EXPECT_EQ(IntersectionOverUnion({0, 0, 4, 4}, {20, 20, 21, 21}), 0);
  const Box odd = {0.1, 0.2, 0.7, 1e6 / 3};
  EXPECT_EQ(IntersectionOverUnion(odd, odd), 1);
}

TEST(MatchBoxes, AnIouOfExactlyTheThresholdMatches) {
  const Boxes truth = {{0, 0, 10, 10}};
  EXPECT_EQ(Outcomes(truth, {}, {{0, 0, 10, 5}}), "0");  // 50 of 100
  EXPECT_EQ(Outcomes(truth, {}, {{0, 0, 10, 5}}, 0.5000001), "f");
  EXPECT_EQ(Outcomes(truth, {}, truth, 1), "0");
}

TEST(MatchBoxes, OfTwoDetectionsOnOneBoxTheSecondIsFalse) {
  EXPECT_EQ(Outcomes({{0, 0, 10, 10}}, {}, {{0, 0, 10, 8}, {0, 0, 10, 10}}), "0f");
}

TEST(MatchBoxes, TakesTheHighestOverlapAndOfEqualsTheFirst) {
  EXPECT_EQ(Outcomes({{0, 0, 10, 10}, {0, 0, 10, 9}}, {}, {{0, 0, 10, 9}}), "1");
  EXPECT_EQ(Outcomes({{0, 0, 10, 10}, {0, 0, 10, 10}}, {}, {{0, 0, 10, 9}, {0, 0, 10, 9}}), "01");
}

// The first detection takes box 0, though the second fits it better and finds nothing else.
TEST(MatchBoxes, IsGreedyByOrder) {
  EXPECT_EQ(Outcomes({{0, 0, 10, 10}, {40, 0, 50, 10}}, {}, {{0, 0, 10, 7}, {0, 0, 10, 10}}), "0f");
}

// By hand: 6 of 10 rows of the detection lie on the crowd, of which they are 60 of 10,000 pixels.
TEST(MatchBoxes, WhatLiesOnAnIgnoredBoxIsNeitherRightNorWrong) {
  const Boxes crowd = {{0, 0, 100, 100}};
  EXPECT_EQ(Outcomes({}, crowd, {{0, 94, 10, 104}, {0, 94, 10, 104}}), "ii");
  EXPECT_EQ(Outcomes({}, crowd, {{0, 95, 10, 105}}), "i");
  EXPECT_EQ(Outcomes({}, crowd, {{0, 96, 10, 106}}), "f");
}

TEST(MatchBoxes, ABoxThatCountsComesBeforeAnIgnoredOne) {
  EXPECT_EQ(Outcomes({{0, 0, 10, 10}}, {{0, 0, 10, 10}}, {{0, 0, 10, 10}, {0, 0, 10, 10}}), "0i");
}

TEST(MatchBoxes, WithoutBoxesEveryDetectionIsFalse) {
  EXPECT_EQ(Outcomes({}, {}, {{0, 0, 1, 1}, {2, 2, 3, 3}}), "ff");
  EXPECT_EQ(Outcomes({{0, 0, 1, 1}}, {}, {}), "");
}

}  // namespace
}  // namespace assay::fairness
