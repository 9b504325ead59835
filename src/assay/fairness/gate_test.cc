// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gate.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "assay/fairness/gate_testing.h"

namespace assay::fairness {
namespace {

const Json kClose = {{"max_difference", 0.05}};

/// Two sexes of one race with a tpr of k / n, and a second race that differs in nothing.
std::vector<Cells> Sexes(std::int64_t f, std::int64_t m, std::int64_t n) {
  return {{"f", "a", {f, 0, n - f, n}}, {"m", "a", {m, 0, n - m, n}}, {"m", "b", {0, 0, 0, 1}}};
}

Verdict VerdictOf(const Json& policy, const std::vector<Cells>& cells) {
  return Judged(policy, cells).gates.at(0).verdict;
}

TEST(Gate, PassesFailsAndAsksForMore) {
  const Json policy = Policy(Gate1(kClose));
  EXPECT_EQ(VerdictOf(policy, Sexes(90'000, 90'000, 100'000)), Verdict::kPass);
  EXPECT_EQ(VerdictOf(policy, Sexes(80'000, 90'000, 100'000)), Verdict::kFail);
  EXPECT_EQ(VerdictOf(policy, Sexes(90, 90, 100)), Verdict::kInsufficient);
  EXPECT_EQ(VerdictOf(policy, Sexes(0, 29, 29)), Verdict::kInsufficient) << "under 30 rows";
}

TEST(Gate, ARatioIsHeldBothWays) {
  const Json policy = Policy(Gate1({{"min_ratio", 0.8}}));
  EXPECT_EQ(VerdictOf(policy, Sexes(7'900, 10'000, 100'000)), Verdict::kFail);
  EXPECT_EQ(VerdictOf(policy, Sexes(10'000, 7'900, 100'000)), Verdict::kFail);
  EXPECT_EQ(VerdictOf(policy, Sexes(10'000, 9'900, 100'000)), Verdict::kPass);
}

TEST(Gate, TheFamilyIsWhatWasDeclaredNotWhatIsAsked) {
  // tpr by sex is asked; declared beside it: tpr by race and sex*race, and fpr by all three. Pairs
  // of known groups with rows: 1, 1, and 3 of the intersection, twice.
  EXPECT_EQ(Judged(Policy(Gate1(kClose)), Sexes(90, 90, 100)).questions, 10U);
}

TEST(Gate, AgainstAReferenceOrAllPairs) {
  const std::vector<Cells> cells = {{"f", "a", {90, 0, 10, 100}},
                                    {"f", "b", {90, 0, 10, 100}},
                                    {"f", "c", {90, 0, 10, 100}},
                                    {"m", "a", {90, 0, 10, 100}}};
  Json policy = Policy(Gate1({{"by", "race"}, {"max_difference", 0.05}}));
  EXPECT_EQ(Judged(policy, cells).findings.size(), 3U);
  policy["fairness"]["family"]["references"] = {{"race", "b"}};
  const GateReport report = Judged(policy, cells);
  ASSERT_EQ(report.findings.size(), 2U);
  EXPECT_EQ(report.findings[0].a, std::vector<std::string>{"a"});
  EXPECT_EQ(report.findings[0].b, std::vector<std::string>{"b"});
  policy["fairness"]["family"]["references"] = {{"race", "d"}};
  EXPECT_EQ(Evaluate(Read(policy), Tuples(cells), {}, "2026-01-15").error().what,
            "no group 'd'; did you mean 'a'?");
}

TEST(Gate, TheUnknownAreCountedAndComparedWithNobody) {
  auto cells = Sexes(90, 90, 100);
  cells.push_back({"", "a", {0, 0, 1000, 0}});
  const GateReport report = Judged(Policy(Gate1(kClose)), cells);
  EXPECT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(Overall(report.model).counts.n(), 1401);
}

TEST(Gate, PassesNobodyWhomItDidNotCompare) {
  const std::vector<Cells> cells = {{"f", "a", {90, 0, 10, 100}}, {"", "b", {90, 0, 10, 100}}};
  const GateReport report = Judged(Policy(Gate1(kClose)), cells);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.verdict, Verdict::kInsufficient);
}

TEST(Gate, EveryOneOfItsAttributesHasToBeCompared) {
  // All of one race, and one whose race nobody knows.
  std::vector<table::TupleCount> tuples =
      Tuples({{"f", "a", {90'000, 0, 10'000, 9}}, {"m", "a", {90'000, 0, 10'000, 9}}});
  tuples.push_back(tuples.front());
  tuples.back().values[3] = std::nullopt;
  const auto report =
      Evaluate(Read(Policy(Gate1({{"by", {"sex", "race"}}, {"max_difference", 0.05}}))), tuples, {},
               "2026-01-15");
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_EQ(report.value().verdict, Verdict::kInsufficient);
  ASSERT_EQ(report.value().uncompared.size(), 1U);
  EXPECT_EQ(report.value().uncompared[0].by, By{"race"});
}

TEST(Gate, AGroupWithoutPredictionsIsNotForgotten) {
  auto tuples = Tuples(Sexes(90'000, 90'000, 100'000));
  tuples.push_back(tuples.front());
  tuples.back().values = {"1", std::nullopt, "x", "a"};
  const auto report = Evaluate(Read(Policy(Gate1(kClose))), tuples, {}, "2026-01-15");
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_EQ(report.value().findings.size(), 3U);
  EXPECT_EQ(report.value().verdict, Verdict::kInsufficient);
}

TEST(Gate, TheLimitItselfIsTolerated) {
  // .55 - .50 is more than .05 in binary, and 28 / 35 less than .8.
  EXPECT_NE(VerdictOf(Policy(Gate1(kClose)), Sexes(55'000, 50'000, 100'000)), Verdict::kFail);
  EXPECT_NE(VerdictOf(Policy(Gate1({{"min_ratio", 0.8}})), Sexes(28'000, 35'000, 1'000'000)),
            Verdict::kFail);
}

TEST(Gate, MoreThanItsQuestionsAreRefusedBeforeTheyAreMade) {
  std::vector<Cells> cells;
  for (int i = 0; i < 2'000; ++i) cells.push_back({fmt::format("{}", i), "a", {9, 9, 9, 9}});
  cells.push_back({"0", "b", {1, 1, 1, 1}});
  Json policy = Policy(Gate1(kClose));
  policy["fairness"]["family"]["intersections"] = 1;
  EXPECT_EQ(Evaluate(Read(policy), Tuples(cells), {}, "2026-01-15").error().code,
            ErrorCode::kExhausted);
}

TEST(Gate, WaiversAreHeldAgainstADay) {
  const GatePolicy policy = Read(Policy(Gate1(kClose)));
  for (const std::string_view day : {"", "today", "2026-02-30", "2026-1-1", "9"})
    EXPECT_FALSE(Evaluate(policy, Tuples(Sexes(90, 90, 100)), {}, day).ok()) << day;
}

TEST(Gate, AWaiverStandsInUntilItExpires) {
  Json policy = Policy(Gate1(kClose));
  const Json waiver = {{"gate", "one"},
                       {"group", "sex=f"},
                       {"owner", "a@b.org"},
                       {"reason", "new data in May"},
                       {"expires", "2026-01-15"}};
  policy["fairness"]["waivers"] = Json::array({waiver});
  const auto cells = Sexes(80'000, 90'000, 100'000);
  const GateReport waived = Judged(policy, cells);
  EXPECT_TRUE(waived.passes);
  EXPECT_EQ(waived.gates[0].waived, 1U);
  EXPECT_EQ(waived.findings.at(0).waiver, 0U);
  EXPECT_EQ(waived.findings[0].judgement.verdict, Verdict::kFail) << "and is shown as what it is";
  policy["fairness"]["waivers"][0]["expires"] = "2026-01-14";
  EXPECT_EQ(Judged(policy, cells).gates[0].fail, 1U);
  const GateReport expired = Judged(policy, Sexes(90'000, 90'000, 100'000));
  EXPECT_EQ(expired.gates[0].verdict, Verdict::kPass);
  EXPECT_FALSE(expired.passes) << "an expired waiver fails by itself";
  EXPECT_EQ(expired.expired, std::vector<std::size_t>{0});
}

TEST(Gate, AWaiverCoversItsGroupAndNoOther) {
  Json policy = Policy(Gate1({{"by", "race"}, {"max_difference", 0.05}}));
  policy["fairness"]["family"]["references"] = {{"race", "a"}};
  policy["fairness"]["waivers"] = Json::array({{{"gate", "one"},
                                                {"group", "race=b"},
                                                {"owner", "a@b.org"},
                                                {"reason", "known"},
                                                {"expires", "2026-12-31"}}});
  const GateReport report = Judged(policy, {{"f", "a", {90'000, 0, 10'000, 9}},
                                            {"f", "b", {50'000, 0, 50'000, 9}},
                                            {"m", "c", {10'000, 0, 90'000, 9}}});
  EXPECT_EQ(report.gates[0].waived, 1U);
  EXPECT_EQ(report.gates[0].fail, 1U);
}

TEST(Gate, TooLittleIsWhatThePolicyMakesOfIt) {
  Json policy = Policy(Gate1(kClose));
  EXPECT_TRUE(Judged(policy, Sexes(90, 90, 100)).passes);
  policy["fairness"]["on_insufficient"] = "fail";
  EXPECT_FALSE(Judged(policy, Sexes(90, 90, 100)).passes);
}

Json WithRegression(Json policy) {
  policy["fairness"]["regression"] = {{"max_worsening", 0.02}};
  return policy;
}

/// Counts of a release that passed `policy` without its regression.
Json FrozenOf(const Json& policy, const std::vector<Cells>& cells) {
  return Frozen(Read(policy), Judged(policy, cells).model);
}

TEST(Gate, ARegressionIsAChangeForTheWorse) {
  const Json first = Policy(Gate1({{"max_difference", 1}}));
  const Json policy = WithRegression(first);
  const auto before = Sexes(90'000, 90'000, 100'000);
  const Json last = FrozenOf(first, before);
  const auto verdicts = [&](const std::vector<Cells>& now) {
    std::string text;
    for (const Finding& finding : Judged(policy, now, last).regression)
      text += std::string(Name(finding.judgement.verdict)) + " ";
    return text;
  };
  EXPECT_EQ(verdicts(before), "pass pass ");
  EXPECT_EQ(verdicts(Sexes(80'000, 99'000, 100'000)), "fail pass ");
  const std::vector<Cells> without_f = {{"m", "a", {90'000, 0, 10'000, 1}},
                                        {"x", "b", {90'000, 0, 10'000, 1}}};
  EXPECT_EQ(verdicts(without_f), "insufficient pass ") << "who vanished has no rate";
}

TEST(Gate, RegressionsAreOfTheSameFamilyAndNobodyWaivesThem) {
  const Json first = Policy(Gate1({{"max_difference", 1}}));
  Json policy = WithRegression(first);
  policy["fairness"]["waivers"] = Json::array({{{"gate", "one"},
                                                {"group", "sex=f"},
                                                {"owner", "a@b.org"},
                                                {"reason", "the gap is known"},
                                                {"expires", "2026-12-31"}}});
  const GateReport report = Judged(policy, Sexes(80'000, 90'000, 100'000),
                                   FrozenOf(first, Sexes(90'000, 90'000, 100'000)));
  EXPECT_EQ(report.regression_questions, 2U);
  EXPECT_EQ(report.questions, 12U);
  EXPECT_EQ(report.gates[0].fail, 1U);
}

TEST(Gate, ARegressionThatFindsNobodyPassesNobody) {
  const Json first = Policy(Gate1({{"by", "sex*race"}, {"max_difference", 1}}));
  const std::vector<Cells> cells = {{"f", "a", {90'000, 0, 10'000, 9}},
                                    {"m", "b", {90'000, 0, 10'000, 9}}};
  Json last = FrozenOf(first, cells);
  const Json group = last.at("groups").at(0);
  last["groups"] = Json::array();
  for (const Json& values :
       {Json{"f", "unknown"}, Json{"m", "unknown"}, Json{"unknown", "a"}, Json{"unknown", "b"}}) {
    last["groups"].push_back(group);
    last["groups"].back()["values"] = values;
  }
  const GateReport report = Judged(WithRegression(first), cells, last);
  ASSERT_EQ(report.uncompared.size(), 1U);
  EXPECT_TRUE(report.uncompared[0].is_regression);
  EXPECT_EQ(report.verdict, Verdict::kInsufficient);
}

TEST(Gate, ARegressionNeedsTheLastReleaseAndNothingElseDoes) {
  const Json first = Policy(Gate1(kClose));
  const auto cells = Sexes(90, 90, 100);
  const Json last = FrozenOf(first, cells);
  EXPECT_EQ(Evaluate(Read(WithRegression(first)), Tuples(cells), {}, "2026-01-15").error().what,
            "the policy has a regression: name the counts of the last release");
  EXPECT_EQ(Evaluate(Read(first), Tuples(cells), last, "2026-01-15").error().what,
            "the policy has no regression to hold the last release's counts against");
}

TEST(Gate, TheLastReleaseIsWhatFrozenGave) {
  const Json first = Policy(Gate1(kClose));
  const Json policy = WithRegression(first);
  const auto cells = Sexes(90, 90, 100);
  const Json good = FrozenOf(first, cells);
  const auto problem = [&](const Json& last) {
    const auto report = Evaluate(Read(policy), Tuples(cells), last, "2026-01-15");
    return report.ok() ? "none" : report.error().what;
  };
  EXPECT_EQ(problem(good), "none");
  const std::string wrong = "the last release's counts are no assay.fairness.counts/1 document";
  const auto group = [](std::int64_t tp) {
    return Json{{"values", {"f", "a"}}, {"tp", tp}, {"fp", 0}, {"fn", 0}, {"tn", 0}};
  };
  const std::int64_t most = std::int64_t{1} << 53;
  for (const Json& change :
       {Json{{"schema", "x"}}, Json{{"groups", 1}}, Json{{"groups", {{{"values", {"f"}}}}}},
        Json{{"groups", {group(-1)}}}, Json{{"groups", {group(most), group(1)}}}}) {
    Json last = good;
    last.update(change);
    EXPECT_EQ(problem(last), wrong) << change;
  }
  const auto changed = [&](const char* name, const Json& value) {
    Json last = good;
    last[name] = value;
    return problem(last);
  };
  EXPECT_EQ(changed("groups", Json::array()), "the last release's counts are of no groups");
  EXPECT_EQ(changed("attributes", {"sax", "race"}),
            "the last release's counts have no attribute 'sex'; did you mean 'sax'?");
  EXPECT_EQ(changed("model", {{"label", "z"}}),
            "the last release's counts are of another model: {\"label\":\"z\"}");
}

}  // namespace
}  // namespace assay::fairness
