// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/impact_report.h"

#include <gtest/gtest.h>

#include "assay/fairness/dataset_testing.h"

namespace assay::fairness {
namespace {

ImpactAudit Small() {
  ImpactQuestion question;
  question.sex = "sex";
  question.race = "race";
  question.outcome = "hired";
  const auto tuples = testing::Tuples({{{"f", "=a", "1"}, 40},
                                       {{"f", "b", "0"}, 60},
                                       {{"m", "=a", "1"}, 50},
                                       {{"m", "b", "0"}, 50}});
  return AuditImpact(tuples, question).value();
}

// Source:  RFC 4180, section 2; OWASP, "CSV Injection".
TEST(CsvField, RunsNoFormulaAndKeepsItsColumn) {
  EXPECT_EQ(CsvField("a b"), "a b");
  EXPECT_EQ(CsvField(""), "");
  EXPECT_EQ(CsvField("a,\"b\""), "\"a,\"\"b\"\"\"");
  EXPECT_EQ(CsvField("a\nb"), "\"a\nb\"");
  EXPECT_EQ(CsvField("=1+1"), "'=1+1");
  EXPECT_EQ(CsvField("@a,b"), "\"'@a,b\"");
  EXPECT_EQ(CsvField("-2"), "'-2");
  EXPECT_EQ(CsvField("\n=1"), "\"'\n=1\"");
  EXPECT_EQ(CsvField("\rx"), "\"'\rx\"");
}

TEST(ImpactReport, CsvHasARowACategory) {
  const std::string csv = ToCsv(Small());
  EXPECT_NE(csv.find("\r\nsex,f,,100,40,0.4,"), std::string::npos);
  EXPECT_NE(csv.find("\r\nrace,,'=a,90,90,1,"), std::string::npos);
  EXPECT_NE(csv.find("\r\nsex x race,m,b,50,0,0,"), std::string::npos);
}

// 40/100 over 50/100; Wilson and the log interval have tests of their own.
TEST(ImpactReport, DocumentHasTheNumbersOfTheAudit) {
  const ImpactAudit audit = Small();
  const Json json = ToJson(audit);
  const Json& sex = json["groupings"][0];
  EXPECT_EQ(sex["highest"], Json({"m"}));
  const Json& f = sex["categories"][0];
  EXPECT_EQ(f["impact_ratio"], .8);
  EXPECT_EQ(f["under_four_fifths"], false);
  EXPECT_EQ(f["share"], .5);
  EXPECT_EQ(f["ratio_low"], audit.groupings[0].categories[0].ratio_interval.value().low);
  const Json& both = json["groupings"][2]["categories"][1];
  EXPECT_EQ(both["category"], Json({"f", "b"}));
  EXPECT_EQ(both["impact_ratio"], 0);
  EXPECT_EQ(both["ratio_low"], nullptr);
  EXPECT_EQ(json["median"], nullptr);
}

}  // namespace
}  // namespace assay::fairness
