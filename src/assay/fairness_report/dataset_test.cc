// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "assay/core/json.h"
#include "assay/fairness_report/report.h"

namespace assay::fairness_report {
namespace {

Json Group(const std::string& sex, const std::string& tone, int k) {
  return {{"group", {sex, tone}},
          {"k", k},
          {"share", k / 400.0},
          {"low", 0.125},
          {"high", 0.5},
          {"labels", nullptr},
          {"population_share", nullptr},
          {"representation", nullptr},
          {"representation_low", nullptr},
          {"representation_high", nullptr},
          {"rates", Json::array({{{"rate", "dropped"},
                                  {"state", "ok"},
                                  {"k", k / 2},
                                  {"n", k},
                                  {"share", 0.5},
                                  {"difference", 0.25},
                                  {"difference_low", 0.125},
                                  {"difference_high", 0.375},
                                  {"q", 0.001}}})},
          {"measures", Json::array({{{"state", "ok"},
                                     {"n", k},
                                     {"mean", -12.5},
                                     {"difference", -6},
                                     {"difference_low", -8},
                                     {"difference_high", -4},
                                     {"q", 0.5}}})}};
}

/// A data set of two columns, as the document of it would be.
Json Dataset() {
  return {{"schema", "assay.fairness.dataset/1"},
          {"table", {{"name", "faces.csv"}, {"digest", "sha256:aa"}, {"rows", 400}}},
          {"n", 400},
          {"columns",
           {{"attributes", {"sex", "skin"}},
            {"label", nullptr},
            {"rates", {"dropped"}},
            {"measures", {"ita"}}}},
          {"population", nullptr},
          {"confidence", 0.95},
          {"least_rows", 30},
          {"family", {{"tests", 8}}},
          {"groupings",
           Json::array({{{"by", {"sex", "skin"}},
                         {"unknown", 0},
                         {"empty", 0},
                         {"evenness", 1},
                         {"max_min_ratio", 1},
                         {"population", nullptr},
                         {"reference", nullptr},
                         {"groups",
                          {Group("men", "dark", 50), Group("men", "light", 100),
                           Group("women", "dark", 150), Group("women", "light", 100)}}}})}};
}

std::string Page(const Json& document) {
  Report report;
  const Status added = report.Add("dataset.json", document.dump());
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

// Of men 50 are dark and 100 light: columns of half and all the height of an axis to 100, which is
// 176 pixels; light comes first.
TEST(Dataset, SkinTonesHaveAHistogramByGroup) {
  const std::string page = Page(Dataset());
  const auto from = page.find("aria-label=\"Drawing: skin of men\"");
  ASSERT_NE(from, std::string::npos);
  const std::string drawing = page.substr(from, page.find("</svg>", from) - from);
  const auto light =
      drawing.find("class=\"column\" x=\"54.0\" y=\"24.0\" width=\"68.0\" height=\"176.0\"");
  const auto dark =
      drawing.find("class=\"column\" x=\"138.0\" y=\"112.0\" width=\"68.0\" height=\"88.0\"");
  EXPECT_LT(light, dark);
  EXPECT_NE(dark, std::string::npos);
  EXPECT_TRUE(Has(page, "Drawing: skin of women"));
}

TEST(Dataset, RatesAndMeasuresAreHeldAgainstAllOtherRows) {
  const std::string page = WithoutTags(Page(Dataset()));
  EXPECT_TRUE(Has(page,
                  "Rate of dropped by sex \u00d7 skin. men, dark 50.0 %, held against all other "
                  "rows: 25.0 points higher; anything from 12.5 to 37.5 points higher agrees"));
  EXPECT_TRUE(Has(page, "Mean of ita by sex \u00d7 skin: numbers of the drawings."));
}

TEST(Dataset, ThatWasReadInPlaceIsNamedByItsSource) {
  Json document = Dataset();
  document["table"] = nullptr;
  document["source"] = {{"name", "faces"}, {"digest", "sha256:bb"}};
  EXPECT_TRUE(Has(Page(document), "<h1><bdi>faces</bdi>"));
}

void ExpectAnAnswer(const Json& document) {
  Report report;
  const Status added = report.Add("x", document.dump());
  if (added.ok())
    EXPECT_FALSE(report.Html("assay 0").empty());
  else
    EXPECT_FALSE(added.error().what.empty());
}

// Every member of a document, replaced by every type of value: an answer each time, never an abort.
TEST(Dataset, AnyChangedMemberIsShownOrRefused) {
  const std::vector<Json> values = {
      nullptr,       true,           -1,
      1.7e308,       "light",        "",
      Json::array(), Json::object(), std::numeric_limits<std::uint64_t>::max()};
  const Json document = Dataset();
  for (const char* list : {"/groupings/0/by", "/groupings/0/groups/1/group",
                           "/groupings/0/groups/1/rates", "/columns/rates"}) {
    Json changed = document;
    changed[Json::json_pointer(list)] = Json::array({"one"});
    ExpectAnAnswer(changed);
  }
  const Json flat = document.flatten();
  for (const auto& member : flat.items()) {
    for (const Json& value : values) {
      Json changed = document;
      changed[Json::json_pointer(member.key())] = value;
      ExpectAnAnswer(changed);
    }
  }
}

}  // namespace
}  // namespace assay::fairness_report
