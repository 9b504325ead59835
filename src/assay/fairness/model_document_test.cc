// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/model_document.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>

#include "assay/fairness/compas_testing.h"
#include "assay/table/query.h"

namespace assay::fairness {
namespace {

namespace fs = std::filesystem;

ModelAudit CompasAudit() {
  ModelQuestion question;
  question.columns = {.label = "label_value",
                      .prediction = "score",
                      .threshold = std::nullopt,
                      .attributes = {"race"},
                      .weight = ""};
  question.references["race"] = "Caucasian";
  return AuditModel(testing::TuplesOf(testing::Compas()), std::move(question)).value();
}

TEST(ToJson, SaysOfEachGroupWhatItIsAndHowItDiffers) {
  const Json json = ToJson(CompasAudit());
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
  EXPECT_EQ(Canonical(ToJson(CompasAudit())), Canonical(ToJson(CompasAudit())));
}

TEST(WriteMetrics, HasARowForEachGroupAndMetric) {
  const fs::path file = fs::path(::testing::TempDir()) / "fairness_metrics.parquet";
  ASSERT_TRUE(WriteMetrics(CompasAudit(), file).ok());
  const auto ask = [&file](std::string_view sql) {
    std::string answer;
    const Status asked = table::QueryParquet(file, sql, [&answer](auto, auto values) -> Status {
      for (const auto& value : values) answer += value.value_or("NULL") + ";";
      return Done{};
    });
    return asked.ok() ? answer : asked.error().what;
  };
  EXPECT_EQ(ask("SELECT count(*) AS n, count(q) AS q, count(difference) AS d FROM t"), "66;20;55;");
  EXPECT_EQ(ask("SELECT \"by\", \"group\", reference, state, k, n, round(value, 6) AS v, test "
                "FROM t WHERE metric = 'fpr' AND \"group\"[1] = 'Asian'"),
            "[\"race\"];[\"Asian\"];[\"Caucasian\"];insufficient;2;23;0.086957;fisher;");
  fs::remove(file);
}

}  // namespace
}  // namespace assay::fairness
