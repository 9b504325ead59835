// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/dataset_document.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/fairness/dataset_testing.h"

namespace assay::fairness {
namespace {

Json Document() {
  DatasetQuestion question;
  question.attributes = {"group"};
  question.label = "label";
  const Population population = PopulationOfShares(testing::Tuples({{{"group", "a", "0.25"}, 1},
                                                                    {{"group", "b", "0.25"}, 1},
                                                                    {{"group", "c", "0.5"}, 1}}))
                                    .value();
  return ToJson(AuditDataset(testing::TwoLabelled(), question, population).value());
}

TEST(DatasetDocument, SaysWhatIsCountedAndWhoIsMissing) {
  const Json json = Document();
  EXPECT_EQ(json.at("schema"), "assay.fairness.dataset/1");
  EXPECT_EQ(json.at("unit"), "row");
  EXPECT_EQ(json.at("n"), 20);
  EXPECT_EQ(json.at("columns"), Json({{"attributes", {"group"}},
                                      {"label", "label"},
                                      {"count", nullptr},
                                      {"rates", Json::array()},
                                      {"measures", Json::array()}}));
  EXPECT_EQ(json.at("population"), Json({{"kind", "shares"}}));
  EXPECT_EQ(json.at("family").at("tests"), 10);  // one of the population, nine of labels
  const Json& grouping = json.at("groupings").at(0);
  EXPECT_EQ(grouping.at("empty"), 1);
  EXPECT_EQ(grouping.at("max_min_ratio"), "Infinity");
  EXPECT_EQ(grouping.at("population").at("compared"), 20);
  const Json& missing = grouping.at("groups").at(2);
  EXPECT_EQ(missing.at("group"), Json::array({"c"}));
  EXPECT_EQ(missing.at("k"), 0);
  EXPECT_EQ(missing.at("representation"), 0);
  EXPECT_EQ(missing.at("labels").at("state"), "undefined");
  EXPECT_TRUE(missing.at("labels").at("shares").at(0).at("share").is_null());
}

TEST(DatasetDocument, HasLabelsWithTheirDistance) {
  const Json json = Document();
  const Json& labels = json.at("groupings").at(0).at("groups").at(0).at("labels");
  EXPECT_EQ(labels.at("distance").at("kl"), "Infinity");
  EXPECT_NEAR(labels.at("distance").at("l2").get<double>(), 0.848528, 5e-7);
  const Json& z = labels.at("shares").at(2);
  EXPECT_EQ(z.at("label"), "z");
  EXPECT_EQ(z.at("risk_ratio"), 0);
  EXPECT_TRUE(z.at("risk_ratio_low").is_null());
  EXPECT_EQ(z.at("test"), "fisher");
}

TEST(DatasetDocument, IsTheSameForTheSameAudit) {
  EXPECT_EQ(Canonical(Document()), Canonical(Document()));
}

}  // namespace
}  // namespace assay::fairness
