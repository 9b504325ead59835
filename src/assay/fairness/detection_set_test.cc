// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_set.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "assay/fairness/detection_testing.h"

namespace assay::fairness {
namespace {

using testing::AddRow;
using testing::SetOf;
using testing::SkinByNight;

std::string Problem(DetectionSet& set, testing::Taker take, std::string_view row) {
  const Status added = AddRow(set, take, row);
  return added.ok() ? "" : added.error().what;
}

TEST(DetectionSet, RefusesBoxesWithoutAnAreaByTheirRow) {
  DetectionSet set = SetOf({{}, {"a 0 0 10 10 dark 0"}, {}});
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 5 0 5 10 dark 0"),
            "row 2: a box from x 5 to 5 and y 0 to 10 has no area");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 9 10 1 dark 0"),
            "row 3: a box from x 0 to 10 and y 9 to 1 has no area");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 0 1e-200 1e-200 dark 0"),
            "row 4: a box from x 0 to 1e-200 and y 0 to 1e-200 has no area");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 0 inf 10 dark 0"),
            "row 5: 'inf' in column 'xmax' is no number");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a - 0 10 10 dark 0"),
            "row 6: '' in column 'xmin' is no number");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 0 1e300 10 dark 0"),
            "row 7: 1e+300 in column 'xmax' is no pixel");
  EXPECT_EQ(Problem(set, &DetectionSet::AddDetection, "a 0 0 10 10 nan"),
            "row 1: 'nan' in column 'score' is no number");
}

TEST(DetectionSet, APictureMustBeKnownAndBeOneThing) {
  DetectionSet set = SetOf({{}, {"a 0 0 10 10 dark 0"}, {}});
  EXPECT_EQ(Problem(set, &DetectionSet::AddDetection, "b 0 0 10 10 0.5"),
            "row 1: picture 'b' is in neither the ground truth nor a table of pictures");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 0 10 10 light 1").substr(0, 44),
            "row 2: an earlier row says of picture 'a' wh");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "- 0 0 10 10 light 1"),
            "row 3: no value of 'image'");
  DetectionSet listed = SetOf({{"a 0", "b 1"}, {"a 0 0 10 10 dark"}, {"b 0 0 1 1 0.5"}});
  EXPECT_EQ(Problem(listed, &DetectionSet::AddPicture, "a 1"), "row 3: picture 'a' is named twice");
  EXPECT_EQ(Problem(listed, &DetectionSet::AddTruth, "c 0 0 10 10 dark"),
            "row 2: the table of pictures has no 'c'");
}

TEST(DetectionSet, LeavesOutLowScoresAndClassesThatAreNotAskedFor) {
  DetectionColumns columns = SkinByNight();
  columns.class_name = "class";
  columns.ignore = "crowd";
  DetectionSet set(columns, /*has_pictures=*/false, 0.5);
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 0 10 10 person 0 dark 0"), "");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 0 10 10 person TRUE dark 0"), "");
  EXPECT_EQ(Problem(set, &DetectionSet::AddTruth, "a 0 0 10 10 person maybe dark 0"),
            "row 3: 'maybe' in column 'crowd' is not 0 or 1");
  EXPECT_EQ(Problem(set, &DetectionSet::AddDetection, "a 0 0 10 10 person 0.5"), "");
  EXPECT_EQ(Problem(set, &DetectionSet::AddDetection, "a 0 0 10 10 person 0.4999"), "");
  EXPECT_EQ(Problem(set, &DetectionSet::AddDetection, "a 0 0 10 10 dog 0.9"), "");
  EXPECT_EQ(set.detections().size(), 1U);
  EXPECT_EQ(set.below_score(), 1);
  EXPECT_EQ(set.other_class(), 1);
  EXPECT_TRUE(set.truth()[1].is_ignored);
}

TEST(DetectionSet, OrdersDetectionsByScoreAndEqualOnesAsTheyCame) {
  DetectionSet set = SetOf({{},
                            {"b 0 0 9 9 x 0", "a 0 0 9 9 x 0"},
                            {"a 1 0 9 9 0.5", "b 2 0 9 9 0.1", "a 3 0 9 9 0.9", "a 4 0 9 9 0.5"}});
  set.Sort();
  std::string order;
  for (const Detection& one : set.detections())
    order += set.images()[one.picture] + std::to_string(static_cast<int>(one.box.xmin)) + " ";
  EXPECT_EQ(order, "b2 a3 a1 a4 ");
}

}  // namespace
}  // namespace assay::fairness
