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

// COMPAS by race, the formulas by Python over its counts: benefits 2, 1, 0 of 1282, 4716, 1216
// rows.
TEST(ToJson, SaysHowUnequalTheModelIs) {
  const Json json = ToJson(testing::CompasAudit());
  const Json& all = json.at("overall").at("inequality");
  EXPECT_NEAR(all.at("generalized_entropy").get<double>(), 0.1699694330395, 1e-12);
  EXPECT_NEAR(all.at("theil").get<double>(), 0.2350176338656, 1e-12);
  const Json& race = json.at("groupings").at(0);
  EXPECT_NEAR(race.at("inequality").at("generalized_entropy").get<double>(), 0.002411321824112,
              1e-12);
  const Json& told = race.at("differential_fairness").at("prediction");
  EXPECT_NEAR(told.at("epsilon").get<double>(), 1.140426839101, 1e-12);
  EXPECT_EQ(told.at("high"), Json::array({"Native American"}));
  EXPECT_EQ(told.at("state"), "insufficient");
  const Json& african = race.at("groups").at(0);
  EXPECT_NEAR(african.at("average_odds").at("difference").get<double>(), 0.2056489597993, 1e-12);
  EXPECT_NEAR(african.at("fn_over_fp").get<double>(), 532.0 / 805, 1e-15);
  EXPECT_FALSE(race.at("groups").at(2).contains("average_odds"));  // the reference
}

TEST(ToJson, IsTheSameForTheSameAudit) {
  EXPECT_EQ(Canonical(ToJson(testing::CompasAudit())), Canonical(ToJson(testing::CompasAudit())));
}

}  // namespace
}  // namespace assay::fairness
