// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/face_names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::fairness {
namespace {

TEST(ParseFaceName, ReadsItsFields) {
  EXPECT_EQ(ParseFaceName("26_1_2_20170116174525125.jpg.chip.jpg"),
            (FaceName{26, "female", "Asian"}));
  EXPECT_EQ(ParseFaceName("part1/1_0_0_20161219140623097.jpg"), (FaceName{1, "male", "White"}));
  EXPECT_EQ(ParseFaceName("116_1_4_20170120134921760.jpg"), (FaceName{116, "female", "Others"}));
}

// Names that stand in the data set. Which of gender and race the first two lack they do not tell.
TEST(ParseFaceName, WhatAFileLacksIsUnknown) {
  EXPECT_EQ(ParseFaceName("39_1_20170116174525125.jpg"), (FaceName{39, {}, {}}));
  EXPECT_EQ(ParseFaceName("61_3_20170109150557335.jpg"), (FaceName{61, {}, {}}));
  EXPECT_EQ(ParseFaceName("53__0_20170116184028385.jpg"), (FaceName{53, {}, "White"}));
}

TEST(ParseFaceName, WhatIsOutOfRangeIsUnknown) {
  EXPECT_EQ(ParseFaceName("117_2_5_2017.jpg"), FaceName());
  EXPECT_EQ(ParseFaceName("-1_x_1.0_2017.jpg"), FaceName());
  EXPECT_EQ(ParseFaceName("1_0_2017.jpg"), FaceName());  // the 1 may be a gender
  EXPECT_EQ(ParseFaceName("99999999999_0_1_2017.jpg"), (FaceName{{}, "male", "Black"}));
}

TEST(ParseFaceName, OtherNamesSayNothing) {
  for (const char* name : {"", "/", "cat.jpg", "1_2", "30_1_0_2017_2.jpg", "26_1_2_x/cat.jpg"})
    EXPECT_EQ(ParseFaceName(name), FaceName()) << name;
}

TEST(AgeBand, TilesAllAges) {
  std::vector<std::string> bands;
  for (int age = 0; age <= 116; ++age) {
    const std::string band(AgeBand(age).value_or("none"));
    const std::size_t dash = band.find('-');
    EXPECT_LE(std::stoi(band), age);
    EXPECT_GE(std::stoi(band.substr(dash + 1)), age);
    if (bands.empty() || bands.back() != band) bands.push_back(band);
  }
  EXPECT_EQ(bands.size(), 11U);
  EXPECT_FALSE(AgeBand(-1).has_value());
  EXPECT_FALSE(AgeBand(117).has_value());
}

TEST(VisitFaceName, GivesThreeRowsWhateverIsKnown) {
  std::vector<std::string> rows;
  const auto note = [&](const LongRow& row) -> Status {
    EXPECT_EQ(row.unit, Unit::kAsset);
    rows.push_back(std::string(row.attribute) + "=" + std::string(row.value.value_or("?")));
    return Done{};
  };
  ASSERT_TRUE(VisitFaceName("26_1_2_2017.jpg", note).ok());
  ASSERT_TRUE(VisitFaceName("cat.jpg", note).ok());
  EXPECT_EQ(rows, (std::vector<std::string>{"age_band=21-30", "gender=female", "race=Asian",
                                            "age_band=?", "gender=?", "race=?"}));
}

}  // namespace
}  // namespace assay::fairness
