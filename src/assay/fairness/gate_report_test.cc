// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gate_report.h"

#include <gtest/gtest.h>

#include "assay/fairness/gate_testing.h"

namespace assay::fairness {
namespace {

/// A gate that fails, with names that try to break out.
Json HostilePolicy() {
  Json policy = Policy(Gate1({{"id", "<b>&|\"x\""}, {"max_difference", 0.05}, {"basis", "a|b"}}));
  policy["fairness"]["on_insufficient"] = "collect";
  return policy;
}

const std::vector<Cells> kFailing = {{"<img>|f", "a", {8'000, 0, 2'000, 10'000}},
                                     {"m", "a", {9'000, 0, 1'000, 10'000}},
                                     {"m", "b", {0, 0, 0, 1}}};

TEST(GateReport, JsonHasEveryNumber) {
  const Json policy = HostilePolicy();
  const Json json = ToJson(Read(policy), Judged(policy, kFailing));
  EXPECT_EQ(json.at("verdict"), "fail");
  EXPECT_EQ(json.at("passes"), false);
  EXPECT_EQ(json.at("rows"), 40'001);
  EXPECT_EQ(json.at("family").at("questions"), 10);
  const Json& finding = json.at("gates").at(0).at("findings").at(0);
  EXPECT_EQ(finding.at("share"), Json({{"k", 8'000}, {"n", 10'000}, {"value", 0.8}}));
  EXPECT_NEAR(finding.at("estimate").get<double>(), -0.1, 1e-12);
  EXPECT_EQ(finding.at("verdict"), "fail");
  EXPECT_EQ(json.at("gates").at(0).at("collect"), Json::array());
}

TEST(GateReport, SmallGroupsShowTheirSizeAlone) {
  const Json policy = HostilePolicy();
  const GateReport report = Judged(
      policy, {{"f", "a", {3, 0, 4, 50}}, {"m", "a", {90, 0, 10, 50}}, {"m", "b", {0, 0, 0, 1}}});
  const Json json = ToJson(Read(policy), report);
  const Json& finding = json.at("gates").at(0).at("findings").at(0);
  EXPECT_EQ(finding.at("share"), Json({{"k", nullptr}, {"n", 7}, {"value", nullptr}}));
  EXPECT_EQ(finding.at("why"), "a denominator is under 30");
  EXPECT_NE(ToMarkdown(Read(policy), report).find("not shown \\(n = 7\\)"), std::string::npos);
  const Json& collect = json.at("gates").at(0).at("collect");
  EXPECT_EQ(collect.at(0).at("group"), Json({"f"}));
  EXPECT_EQ(collect.at(0).at("have"), 7);
}

TEST(GateReport, MarkdownIsATableThatNobodyCanBreakOutOf) {
  const Json policy = HostilePolicy();
  const std::string text = ToMarkdown(Read(policy), Judged(policy, kFailing));
  EXPECT_EQ(text.find("## Fairness: fail\n"), 0U);
  EXPECT_NE(text.find("| \\<b\\>\\&\\|\"x\" | tpr by sex\\: at most 0\\.05 apart \\(a\\|b\\) | "
                      "**fail** | 0 | 1 | 0 | 0 |\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("<img>"), std::string::npos);
}

TEST(GateReport, JunitCountsItsCases) {
  const Json policy = HostilePolicy();
  const std::string fails = ToJunit(Read(policy), Judged(policy, kFailing));
  EXPECT_NE(fails.find("tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\""), std::string::npos);
  EXPECT_NE(fails.find("name=\"&lt;b&gt;&amp;|&quot;x&quot;\""), std::string::npos) << fails;
  EXPECT_EQ(fails.find("<img>"), std::string::npos);
  const std::string skips =
      ToJunit(Read(policy), Judged(policy, {{"f", "a", {9, 0, 1, 9}}, {"m", "b", {9, 0, 1, 9}}}));
  EXPECT_NE(skips.find("failures=\"0\" errors=\"0\" skipped=\"1\""), std::string::npos) << skips;
}

TEST(GateReport, JunitIsXmlWhateverAGroupIsCalled) {
  const Json policy = HostilePolicy();
  const std::string text =
      ToJunit(Read(policy), Judged(policy, {{"\xef\xbf\xbe", "a", {8'000, 0, 2'000, 9}},
                                            {"m", "b", {9'000, 0, 1'000, 9}}}));
  EXPECT_EQ(text.find("\xef\xbf\xbe"), std::string::npos);
  EXPECT_NE(text.find("sex=?"), std::string::npos) << text;
}

TEST(GateReport, CollectsEnoughToPass) {
  Json policy = HostilePolicy();
  const auto cells = [](std::int64_t n) {
    return std::vector<Cells>{{"f", "a", {n * 9 / 10, 0, n / 10, 0}},
                              {"m", "a", {n * 9 / 10, 0, n / 10, 0}},
                              {"m", "b", {0, 0, 0, 1}}};
  };
  const Json few = ToJson(Read(policy), Judged(policy, cells(100)));
  const Json& collect = few.at("gates").at(0).at("collect");
  ASSERT_EQ(collect.size(), 2U);
  const auto wanted = collect[0].at("wanted").get<std::int64_t>();
  EXPECT_EQ(Judged(policy, cells((wanted + 9) / 10 * 10)).verdict, Verdict::kPass);
  EXPECT_EQ(Judged(policy, cells(wanted * 9 / 100 * 10)).verdict, Verdict::kInsufficient);
}

TEST(GateReport, WhereTooLittleFailsAllFormsSayWhy) {
  Json policy = HostilePolicy();
  policy["fairness"]["on_insufficient"] = "fail";
  const GatePolicy read = Read(policy);
  const GateReport alone = Judged(policy, {{"f", "a", {50, 0, 0, 0}}, {"", "b", {50, 0, 0, 0}}});
  EXPECT_NE(ToJunit(read, alone).find("fewer than two known groups"), std::string::npos);
  EXPECT_EQ(ToSarif(read, alone, "p").at("runs").at(0).at("results").at(0).at("level"), "error");
  const GateReport few = Judged(policy, {{"f", "a", {5, 0, 0, 9}}, {"m", "b", {5, 0, 0, 9}}});
  EXPECT_NE(ToJunit(read, few).find("not shown (n = 5)"), std::string::npos);
  EXPECT_EQ(ToSarif(read, few, "p").at("runs").at(0).at("results").at(0).at("level"), "error");
}

TEST(GateReport, WhatNoNumberCanShowIsNotPromised) {
  Json policy = HostilePolicy();
  policy["fairness"]["gates"][0]["max_difference"] = 0;
  const Json json =
      ToJson(Read(policy), Judged(policy, {{"f", "a", {9, 0, 1, 9}}, {"m", "b", {9, 0, 1, 9}}}));
  EXPECT_TRUE(json.at("gates").at(0).at("collect").at(0).at("wanted").is_null());
}

TEST(GateReport, SarifNamesTheGateAndThePolicy) {
  const Json policy = HostilePolicy();
  const Json sarif = ToSarif(Read(policy), Judged(policy, kFailing), "my gates/é.yaml");
  const Json& run = sarif.at("runs").at(0);
  EXPECT_EQ(run.at("tool").at("driver").at("rules").at(0).at("id"), "<b>&|\"x\"");
  ASSERT_EQ(run.at("results").size(), 1U);
  const Json& result = run.at("results").at(0);
  EXPECT_EQ(result.at("level"), "error");
  EXPECT_EQ(result.at("ruleId"), "<b>&|\"x\"");
  EXPECT_EQ(result.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"),
            "my%20gates/%C3%A9.yaml");
}

}  // namespace
}  // namespace assay::fairness
