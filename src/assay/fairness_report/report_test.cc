// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/report.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "assay/core/json.h"

namespace assay::fairness_report {
namespace {

Json Metric(std::string_view state, int k, int n) {
  Json metric = {{"metric", "tpr"}, {"state", state}, {"k", k}, {"n", n}};
  for (const char* name : {"value", "low", "high", "difference", "difference_low",
                           "difference_high", "ratio", "p", "q"})
    metric[name] = nullptr;
  if (n > 0) metric["value"] = static_cast<double>(k) / n;
  return metric;
}

Json Group(const std::string& name, const Json& metric) {
  return {{"group", {name}},
          {"n", metric["n"]},
          {"left_out", 0},
          {"counts", {{"tp", 0}, {"fp", 0}, {"fn", 0}, {"tn", 0}}},
          {"balanced_accuracy", nullptr},
          {"f1", nullptr},
          {"metrics", Json::array({metric})}};
}

/// Predictions of two groups, as the document of them would be.
Json Model() {
  Json women = Metric("ok", 60, 100);
  women["difference"] = -0.249;
  women["difference_low"] = -0.362;
  women["difference_high"] = -0.128;
  women["q"] = 0.0006;
  return {{"schema", "assay.fairness.model/1"},
          {"table", {{"name", "hiring.csv"}, {"digest", "sha256:aa"}, {"rows", 206}}},
          {"columns",
           {{"label", "qualified"},
            {"prediction", "invited"},
            {"threshold", nullptr},
            {"weight", nullptr}}},
          {"positive", {"1"}},
          {"confidence", 0.95},
          {"least_rows", 30},
          {"family", {{"metrics", {"tpr"}}, {"tests", 1}, {"correction", "benjamini-hochberg"}}},
          {"groupings",
           Json::array({{{"by", {"sex"}},
                         {"reference", {{"group", {"men"}}, {"chosen", "named"}}},
                         {"disparities", Json::array()},
                         {"groups",
                          {Group("men", Metric("reference", 90, 106)), Group("women", women),
                           Group("nobody", Metric("undefined", 0, 0)),
                           Group("few", Metric("insufficient", 4, 7))}}}})}};
}

std::string Page(const Json& document) {
  Report report;
  const Status added = report.Add("fairness.json", document.dump());
  EXPECT_TRUE(added.ok()) << added.error().what;
  return report.Html("assay 0");
}

std::string Refusal(const Json& document) {
  Report report;
  const Status added = report.Add("x", document.dump());
  return added.ok() ? "" : added.error().what;
}

bool Has(const std::string& page, std::string_view part) {
  return page.find(part) != std::string::npos;
}

std::string WithoutTags(std::string text) {
  for (auto from = text.find('<'); from != std::string::npos; from = text.find('<', from))
    text.erase(from, text.find('>', from) - from + 1);
  return text;
}

TEST(Report, SaysTheFindingInWords) {
  EXPECT_TRUE(Has(WithoutTags(Page(Model())),
                  "True positive rate by sex. Of 100 truly positive in women 60 were predicted "
                  "positive (60.0 %); of 106 in men 90 (84.9 %): 24.9 points fewer; anything from "
                  "12.8 to 36.2 points fewer agrees with these numbers (q 0.0006)."));
}

TEST(Report, WeightedRatesAreComparedAndNeverCalledTested) {
  const auto tested = {"Not shown to differ", "chance explains", "rarely make it so"};
  for (const char* words : tested) EXPECT_TRUE(Has(Page(Model()), words)) << words;
  Json weighted = Model();
  weighted["columns"]["weight"] = "importance";
  weighted["groupings"][0]["groups"][1]["metrics"][0]["q"] = nullptr;
  const std::string page = Page(weighted);
  for (const char* words : tested) EXPECT_FALSE(Has(page, words)) << words;
  EXPECT_TRUE(Has(page, "rates are weighted: no test was made"));
}

TEST(Report, UndefinedIsNeverZeroAndHasItsN) {
  const std::string page = Page(Model());
  EXPECT_TRUE(Has(page, "<text class=\"none\" x=\"156.0\" y=\"79.0\">undefined</text>"));
  EXPECT_TRUE(Has(page, ">0 of 0</text>"));
  EXPECT_TRUE(Has(page, "class=\"dot unsure\""));
}

TEST(Report, EqualDocumentsGiveEqualBytes) { EXPECT_EQ(Page(Model()), Page(Model())); }

TEST(Report, ForeignTextStaysText) {
  Json document = Model();
  const std::string hostile = "<script>alert(1)</script>\"'&\u202e";
  document["table"]["name"] = hostile;
  document["columns"]["label"] = hostile;
  document["positive"] = {hostile};
  document["family"]["metrics"] = {"tpr", hostile};
  Json& grouping = document["groupings"][0];
  grouping["by"] = {hostile};
  grouping["reference"]["group"] = {hostile};
  grouping["reference"]["chosen"] = hostile;
  for (Json& group : grouping["groups"]) {
    group["group"] = {hostile};
    group["metrics"].push_back(group["metrics"][0]);
    group["metrics"][1]["metric"] = hostile;
  }
  const std::string page = Page(document);
  EXPECT_FALSE(Has(page, "<script"));
  EXPECT_FALSE(Has(page, "\u202e"));
  EXPECT_FALSE(Has(page, "\"'&"));
  EXPECT_TRUE(Has(page, "&lt;script&gt;"));
}

TEST(Report, ThePageIsBoundedAndSaysWhatItLeavesOut) {
  Json document = Model();
  Json& grouping = document["groupings"][0];
  for (int i = 0; i < 10'000; ++i) {
    Json metric = Metric("ok", 50, 100);
    metric["difference"] = i / 1e5;
    grouping["groups"].push_back(Group(fmt::format("{}{}", std::string(1000, '"'), i), metric));
  }
  for (int i = 0; i < 200; ++i) document["groupings"].push_back(Model()["groupings"][0]);
  const std::string page = Page(document);
  EXPECT_LT(page.size(), 8U << 20U);
  EXPECT_TRUE(Has(page, "24 of 10,004 groups"));
  EXPECT_TRUE(Has(page, "9,704 of 10,004 rows are left out here"));
  EXPECT_TRUE(Has(page, "81 further drawings are left out"));
  EXPECT_TRUE(Has(page, "9999</bdi>"));  // the farthest of all is drawn
}

TEST(Report, SharesOfAGateAreDrawnWhereItsTableIsTheSame) {
  Json gate = {
      {"schema", "assay.fairness.gate/1"},
      {"table", {{"name", "hiring.csv"}, {"digest", "sha256:aa"}}},
      {"verdict", "pass"},
      {"passes", true},
      {"on_insufficient", "warn"},
      {"rows", 206},
      {"rows_left_out", 0},
      {"family", {{"questions", 1}, {"alpha", 0.05}, {"min_rows", 30}}},
      {"waivers", Json::array()},
      {"gates",
       Json::array({{{"id", "recall"},
                     {"metric", "tpr"},
                     {"by", {"sex"}},
                     {"basis", ""},
                     {"verdict", "pass"},
                     {"max_difference", 0.5},
                     {"counts", {{"pass", 0}, {"fail", 0}, {"insufficient", 0}, {"waived", 0}}},
                     {"findings", Json::array()},
                     {"findings_left_out", 0},
                     {"uncompared", Json::array()}}})}};
  const auto page_with = [&gate] {
    Report report;
    EXPECT_TRUE(report.Add("gate.json", gate.dump()).ok());
    EXPECT_TRUE(report.Add("fairness.json", Model().dump()).ok());
    return report.Html("assay 0");
  };
  EXPECT_TRUE(Has(page_with(), "<rect class=\"tolerated\""));
  gate["table"]["digest"] = "sha256:bb";
  EXPECT_FALSE(Has(page_with(), "<rect class=\"tolerated\""));
}

TEST(Report, RefusesWhatIsNoDocument) {
  EXPECT_EQ(Refusal({{"schema", "assay.audit/1"}}),
            "schema 'assay.audit/1' is not known; known are assay.fairness.gate/1, model/1, "
            "slices/1, regression/1, ranking/1, detection/1, dataset/1");
  EXPECT_TRUE(Refusal(Json::array()).starts_with("it names no schema"));
  Json document = Model();
  document["groupings"][0]["groups"][1]["n"] = "many";
  EXPECT_EQ(Refusal(document), "groupings[0].groups[1].n: no whole number");
  document = Model();
  document["family"]["metrics"] = std::vector<std::string>(65, "tpr");
  EXPECT_EQ(Refusal(document), "family.metrics: more than 64 of them");
  document = Model();
  document.erase("family");
  EXPECT_EQ(Refusal(document), "family: it is missing");
  document = Model();
  document["groupings"][0]["groups"][1]["metrics"][0]["state"] = "fine";
  EXPECT_TRUE(Refusal(document).starts_with("groupings[0].groups[1].metrics[0].state: no state"));
}

// Every member of a document, replaced by every type of value: an answer each time, never an abort.
TEST(Report, AnyChangedMemberIsShownOrRefused) {
  const Json flat = Model().flatten();
  const std::vector<Json> values = {nullptr,
                                    true,
                                    -1,
                                    -1.7e308,
                                    1.7e308,
                                    "text",
                                    "",
                                    Json::array(),
                                    Json::object(),
                                    std::numeric_limits<std::uint64_t>::max()};
  for (const auto& member : flat.items()) {
    for (const Json& value : values) {
      Json changed = Model();
      changed[Json::json_pointer(member.key())] = value;
      Report report;
      if (report.Add("x", changed.dump()).ok())
        EXPECT_FALSE(report.Html("assay 0").empty());
      else
        EXPECT_FALSE(Refusal(changed).empty());
    }
  }
}

}  // namespace
}  // namespace assay::fairness_report
