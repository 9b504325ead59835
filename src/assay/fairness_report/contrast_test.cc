// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "assay/core/json.h"
#include "assay/fairness_report/report.h"

namespace assay::fairness_report {
namespace {

/// A number of a group with its comparison, as documents of scores and of regression write it.
Json Measure(std::string_view state, double value, Json difference = nullptr) {
  const bool is_compared = !difference.is_null();
  return {{"state", state},
          {"value", value},
          {"low", value - 0.1},
          {"high", value + 0.1},
          {"difference", difference},
          {"difference_low", is_compared ? Json(difference.get<double>() - 0.05) : Json()},
          {"difference_high", is_compared ? Json(difference.get<double>() + 0.05) : Json()},
          {"p", is_compared ? Json(0.001) : Json()},
          {"q", is_compared ? Json(0.002) : Json()}};
}

Json ScoreGroup(const std::string& name, const Json& area, const Json& calibration) {
  Json bins = Json::array();
  for (const double score : {0.25, 0.75})
    bins.push_back({{"n", 50},
                    {"k", 20},
                    {"from", score},
                    {"to", score},
                    {"mean_score", score},
                    {"rate", 0.4},
                    {"low", 0.3},
                    {"high", 0.5}});
  return {{"group", {name}},    {"n", 100},        {"positives", 40},
          {"base_rate", 0.4},   {"auc", area},     {"calibration", calibration},
          {"mean_score", 0.5},  {"brier", 0.1875}, {"ece", 0.0625},
          {"reliability", bins}};
}

/// Predictions of scores, as the document of them would be.
Json ScoredModel() {
  const Json men = ScoreGroup("men", Measure("reference", 0.8), Measure("reference", 0.01));
  const Json women = ScoreGroup("women", Measure("ok", 0.7, -0.1), Measure("ok", 0.21, 0.2));
  return {{"schema", "assay.fairness.model/1"},
          {"table", {{"name", "scores.csv"}, {"digest", "sha256:aa"}, {"rows", 200}}},
          {"columns",
           {{"label", "y"}, {"prediction", "score"}, {"threshold", 0.5}, {"weight", nullptr}}},
          {"positive", {"1"}},
          {"confidence", 0.95},
          {"least_rows", 30},
          {"family", {{"metrics", {"auc"}}, {"tests", 1}, {"correction", "benjamini-hochberg"}}},
          {"groupings", Json::array()},
          {"scores",
           {{"bins", 10},
            {"cluster", nullptr},
            {"outside", 0},
            {"overall", men},
            {"groupings", Json::array({{{"by", {"sex"}},
                                        {"reference", {{"group", {"men"}}, {"chosen", "named"}}},
                                        {"groups", {men, women}}}})}}}};
}

std::string Page(const Json& document) {
  Report report;
  const Status added = report.Add("x.json", document.dump());
  EXPECT_TRUE(added.ok()) << added.error().what;
  return report.Html("assay 0");
}

bool Has(const std::string& page, std::string_view part) {
  return page.find(part) != std::string::npos;
}

std::string WithoutTags(std::string text) {
  for (auto from = text.find('<'); from != std::string::npos; from = text.find('<', from))
    text.erase(from, text.find('>', from) - from + 1);
  return text;
}

TEST(Scores, DifferencesAreSaidInWords) {
  EXPECT_TRUE(Has(WithoutTags(Page(ScoredModel())),
                  "Area under the ROC curve by sex. women 0.700, men 0.800: 0.100 lower; anything "
                  "from 0.050 to 0.150 lower agrees with these numbers (q 0.002)."));
}

TEST(Scores, EveryGroupHasACurveBesideItsReference) {
  const std::string page = Page(ScoredModel());
  EXPECT_TRUE(Has(page, "aria-label=\"Drawing: Reliability of women by sex\""));
  // Two bins at 0.25 and 0.75, of which 0.4 are positive: places worked by hand. The
  // axes are of 190 pixels from 46 and from 34, and end at 0.8.
  EXPECT_TRUE(Has(page, "<polyline class=\"curve\" points=\"105.4,129.0 224.1,129.0\">"));
  EXPECT_TRUE(Has(page, "class=\"curve faint\""));
}

TEST(Scores, WhatIsNoProbabilityHasNoCalibration) {
  Json document = ScoredModel();
  document["scores"]["outside"] = 7;
  const std::string page = Page(document);
  EXPECT_TRUE(Has(page, "they are no probabilities"));
  EXPECT_FALSE(Has(page, "Calibration by sex"));
}

TEST(Scores, OfClustersNoTestIsClaimed) {
  Json document = ScoredModel();
  document["scores"]["cluster"] = "person";
  document["scores"]["bootstrap"] = {{"replicates", 200}, {"seed", 1}, {"units", 50}};
  for (Json& group : document["scores"]["groupings"][0]["groups"]) {
    for (const char* name : {"auc", "calibration"}) {
      for (const char* member : {"low", "high", "difference_low", "difference_high", "p", "q"})
        group[name][member] = nullptr;
      group[name]["bootstrap"] = {{"low", 0.125}, {"high", 0.875}, {"undefined", 0}};
      group[name]["difference_bootstrap"] = nullptr;
    }
  }
  const std::string page = WithoutTags(Page(document));
  EXPECT_TRUE(Has(page, "rows lie in clusters: they were compared, and no test was made"));
  EXPECT_TRUE(Has(page, "0.125 to 0.875"));
  EXPECT_FALSE(Has(page, "chance alone would rarely"));
}

TEST(Scores, HostileGroupsStayText) {
  Json document = ScoredModel();
  const std::string hostile = "<script>alert(1)</script>\"'&\u202e";
  Json& grouping = document["scores"]["groupings"][0];
  grouping["by"] = {hostile};
  grouping["reference"]["group"] = {hostile};
  for (Json& group : grouping["groups"]) group["group"] = {hostile};
  const std::string page = Page(document);
  EXPECT_FALSE(Has(page, "<script"));
  EXPECT_FALSE(Has(page, "\u202e"));
  EXPECT_FALSE(Has(page, "\"'&"));
}

/// Every member of a document, replaced by every type of value: an answer each time.
void ChangeEveryMember(const Json& document) {
  const std::vector<Json> values = {nullptr,
                                    true,
                                    -1,
                                    -1.7e308,
                                    1.7e308,
                                    "text",
                                    "",
                                    Json::array(),
                                    Json::object(),
                                    "Infinity",
                                    std::numeric_limits<std::uint64_t>::max()};
  const Json flat = document.flatten();
  for (const auto& member : flat.items()) {
    for (const Json& value : values) {
      Json changed = document;
      changed[Json::json_pointer(member.key())] = value;
      Report report;
      const Status added = report.Add("x", changed.dump());
      if (added.ok())
        EXPECT_FALSE(report.Html("assay 0").empty());
      else
        EXPECT_FALSE(added.error().what.empty());
    }
  }
}

TEST(Scores, AnyChangedMemberIsShownOrRefused) { ChangeEveryMember(ScoredModel()); }

}  // namespace
}  // namespace assay::fairness_report
