// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/model_document.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/fairness/compas_testing.h"

namespace assay::fairness {
namespace {

TEST(ToJson, SaysOfEachGroupWhatItIsAndHowItDiffers) {
  const Json json = ToJson(testing::CompasAudit());
  EXPECT_EQ(json.at("schema"), "assay.fairness.model/1");
  EXPECT_EQ(json.at("overall").at("counts"),
            Json({{"tp", 2035}, {"fp", 1282}, {"fn", 1216}, {"tn", 2681}}));
  const Json& race = json.at("groupings").at(0);
  EXPECT_EQ(race.at("reference"), Json({{"group", {"Caucasian"}}, {"chosen", "named"}}));
  ASSERT_EQ(race.at("groups").size(), 6U);
  const Json& asian = race.at("groups").at(1);
  EXPECT_EQ(asian.at("group"), Json::array({"Asian"}));
  ASSERT_EQ(asian.at("metrics").size(), kMetrics.size());
  const Json& fpr = asian.at("metrics").at(4);
  EXPECT_EQ(fpr.at("metric"), "fpr");
  EXPECT_EQ(fpr.at("k"), 2);
  EXPECT_EQ(fpr.at("n"), 23);
  EXPECT_EQ(fpr.at("state"), "insufficient");
  EXPECT_EQ(fpr.at("test"), "fisher");
  EXPECT_TRUE(asian.at("metrics").at(3).at("p").is_null());  // fnr: not in the family
  const Json& odds = race.at("disparities").at(4);
  EXPECT_EQ(odds.at("disparity"), "equalized_odds_difference");
  EXPECT_EQ(odds.at("high"), Json::array({"Native American"}));
}

TEST(ToJson, IsTheSameForTheSameAudit) {
  EXPECT_EQ(Canonical(ToJson(testing::CompasAudit())), Canonical(ToJson(testing::CompasAudit())));
}

}  // namespace
}  // namespace assay::fairness
