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

Json Share(int k, int n) {
  return {{"k", k}, {"n", n}, {"value", k / static_cast<double>(n)}, {"low", 0.25}, {"high", 0.75}};
}

/// A metric of detections; of false positives the reference has none.
Json DetectionMetric(std::string_view state, int k, Json difference = nullptr) {
  Json metric = Measure(state, k / 80.0, std::move(difference));
  metric.update({{"metric", "recall"}, {"iou", 0.5}, {"k", k}, {"n", 80}});
  for (const char* name : {"ratio", "ratio_low", "ratio_high"}) metric[name] = nullptr;
  return metric;
}

Json Detections() {
  Json by_night = DetectionMetric("ok", 10, 0.125);
  by_night.update({{"metric", "fp_per_picture"}, {"ratio_low", 2.25}, {"ratio_high", "Infinity"}});
  Json by_day = DetectionMetric("reference", 0);
  by_day["metric"] = "fp_per_picture";
  const auto grouping = [](std::string_view by, std::string_view unit, const Json& a,
                           const Json& b) -> Json {
    return {{"by", {by}},
            {"unit", unit},
            {"reference", {{"group", {"first"}}, {"chosen", "named"}}},
            {"groups",
             {{{"group", {"first"}}, {"metrics", Json::array({a})}},
              {{"group", {"second"}}, {"metrics", Json::array({b})}}}}};
  };
  const Json file = {{"name", "boxes.csv"}, {"digest", "sha256:aa"}, {"rows", 160}};
  Json all = {{"iou", 0.5},
              {"recall", Share(140, 160)},
              {"precision", Share(140, 150)},
              {"false_positives", 10}};
  Json face = all;
  face["class"] = "face";
  all["classes"] = Json::array({face});
  return {
      {"schema", "assay.fairness.detection/1"},
      {"truth", file},
      {"detections", file},
      {"columns", {{"class", "kind"}, {"cluster", nullptr}}},
      {"min_score", nullptr},
      {"counts", {{"pictures", 80}, {"boxes", 160}, {"detections", 150}}},
      {"confidence", 0.95},
      {"family", {{"tests", 2}}},
      {"overall", Json::array({all})},
      {"groupings",
       {grouping("skin", "box", DetectionMetric("reference", 80), DetectionMetric("ok", 60, -0.25)),
        grouping("night", "picture", by_day, by_night)}}};
}

Json Numbers() {
  const auto group = [](const std::string& name, const Json& error) -> Json {
    return {{"group", {name}},      {"n", 100},     {"left_out", 1},
            {"mean_label", 2.5},    {"rmse", 1.5},  {"r2", nullptr},
            {"mean_prediction", 3}, {"mae", error}, {"mean_error", error}};
  };
  const Json men = group("men", Measure("reference", 0.5));
  return {{"schema", "assay.fairness.regression/1"},
          {"table", {{"name", "pay.csv"}, {"digest", "sha256:aa"}, {"rows", 200}}},
          {"columns",
           {{"label", "pay"}, {"prediction", "guess"}, {"weight", nullptr}, {"cluster", nullptr}}},
          {"confidence", 0.95},
          {"family", {{"tests", 2}}},
          {"overall", men},
          {"groupings", Json::array({{{"by", {"sex"}},
                                      {"reference", {{"group", {"men"}}, {"chosen", "named"}}},
                                      {"groups", {men, group("women", Measure("ok", 1.5, 1))}}}})}};
}

Json Slice(const std::string& value, double p) {
  return {{"slice", Json::array({{{"attribute", "light"}, {"value", value}}})},
          {"share", Share(100, 200)},
          {"others", Share(320, 400)},
          {"difference", -0.25},
          {"low", -0.375},
          {"high", -0.125},
          {"p", p},
          {"within", nullptr}};
}

Json Slices() {
  Json second = Slice("dusk", 0.5);
  second["within"] = 0;
  return {{"schema", "assay.fairness.slices/1"},
          {"table", {{"name", "people.csv"}, {"digest", "sha256:aa"}, {"rows", 600}}},
          {"columns", {{"attributes", {"light", "sex"}}}},
          {"metric", "tpr"},
          {"worse_is", "lower"},
          {"depth", 2},
          {"least_rows", 30},
          {"null", {{"replicates", 1000}, {"seed", 1}}},
          {"confidence", 0.95},
          {"critical", 3.5},
          {"overall", Share(420, 600)},
          {"searched", 8},
          {"too_small", 2},
          {"repeated", 0},
          {"not_worse", 6},
          {"slices", {Slice("night", 0.001), second}},
          {"slices_left_out", 0}};
}

Json Ranking() {
  const auto measure = [](double ratio) -> Json {
    return {{"state", "ok"},
            {"share", ratio / 4},
            {"expected_share", 0.25},
            {"ratio", ratio},
            {"bootstrap", {{"low", ratio - 0.125}, {"high", ratio + 0.125}, {"undefined", 0}}}};
  };
  const Json group = {{"group", {"women"}},
                      {"n", 200},
                      {"selection", measure(0.5)},
                      {"exposure", measure(1)},
                      {"merit", measure(1.5)}};
  return {{"schema", "assay.fairness.ranking/1"},
          {"table", {{"name", "jobs.csv"}, {"digest", "sha256:aa"}, {"rows", 800}}},
          {"columns", {{"query", "job"}, {"relevance", nullptr}}},
          {"top", 10},
          {"queries", 40},
          {"n", 800},
          {"left_out", 0},
          {"ties", {{"candidates", 4}}},
          {"confidence", 0.95},
          {"bootstrap", {{"replicates", 1000}, {"seed", 1}}},
          {"groupings", Json::array({{{"by", {"sex"}},
                                      {"ndkl", {{"value", 0.125}, {"bootstrap", nullptr}}},
                                      {"groups", Json::array({group})}}})}};
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

TEST(Detections, ThoseOfNobodyElseAreWithoutBound) {
  const std::string page = Page(Detections());
  const std::string text = WithoutTags(page);
  EXPECT_TRUE(Has(text,
                  "Recall at IoU 0.5 by skin. second 75.0 %, first 100.0 %: 25.0 points "
                  "lower; anything from 20.0 to 30.0 points lower agrees"));
  EXPECT_TRUE(Has(text,
                  "second 0.125, first 0.000: \u221e \u00d7 as many; anything from 2.250 "
                  "\u00d7 to \u221e \u00d7 as many agrees"));
  EXPECT_TRUE(Has(page, ">no bound</text>"));
  EXPECT_TRUE(Has(page, ">face</bdi>"));
}

TEST(Regression, ErrorsAreSaidInTheirOwnUnits) {
  EXPECT_TRUE(Has(WithoutTags(Page(Numbers())),
                  "Mean error by sex. women 1.500, men 0.500: 1.000 higher; anything from 0.950 to "
                  "1.050 higher agrees with these numbers (q 0.002)."));
}

TEST(Slices, ChanceIsSaidAndWhatIsWithinABroaderSlice) {
  const std::string page = WithoutTags(Page(Slices()));
  EXPECT_TRUE(Has(page, "Of 8 slices of people.csv, 1 fares worse than all others"));
  EXPECT_TRUE(Has(page,
                  "light=night. True positive rate 50.0 % (100 of 200), all others 80.0 %: "
                  "25.0 points fewer; anything from 12.5 to 37.5 points fewer agrees with "
                  "these numbers (p 0.001)."));
  EXPECT_TRUE(Has(page, "it may be chance. It does not stand out in light=night."));
}

TEST(Slices, WithinNamesASliceThatIsThere) {
  Json document = Slices();
  document["slices"][1]["within"] = 2;
  Report report;
  EXPECT_EQ(report.Add("x", document.dump()).error().what, "slices: within names no slice");
}

TEST(Ranking, SaysWhatIsNotExpectedAndNothingOfMeritWithoutRelevance) {
  const std::string page = WithoutTags(Page(Ranking()));
  EXPECT_TRUE(Has(page, "1 of 2 numbers of groups lie off what is expected"));
  EXPECT_TRUE(Has(page,
                  "women got 12.5 % where 25.0 % were expected: 0.500 times as much; anything "
                  "from 0.375 to 0.625 times agrees with these rankings."));
  EXPECT_FALSE(Has(page, "Exposure by merit"));
}

/// The same document with `text` as every text that a table may give.
Json WithNames(Json json, const std::string& text) {
  for (auto member = json.begin(); member != json.end(); ++member) {
    const bool is_ours = json.is_object() && (member.key() == "schema" || member.key() == "state" ||
                                              member.key() == "metric" || member.key() == "unit");
    if (member->is_structured())
      *member = WithNames(*member, text);
    else if (member->is_string() && *member != "Infinity" && !is_ours)
      *member = text;
  }
  return json;
}

TEST(Parts, HostileNamesStayText) {
  const std::string hostile = "<script>alert(1)</script>\"'&\u202e";
  for (const Json& document : {ScoredModel(), Detections(), Numbers(), Slices(), Ranking()}) {
    const std::string page = Page(WithNames(document, hostile));
    EXPECT_FALSE(Has(page, "<script"));
    EXPECT_FALSE(Has(page, "\u202e"));
    EXPECT_FALSE(Has(page, "\"'&"));
    EXPECT_TRUE(Has(page, "&lt;script&gt;"));
  }
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

TEST(Parts, AnyChangedMemberIsShownOrRefused) {
  for (const Json& document : {ScoredModel(), Detections(), Numbers(), Slices(), Ranking()})
    ChangeEveryMember(document);
}

}  // namespace
}  // namespace assay::fairness_report
