// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gate.h"

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

TEST(Gate, TooLittleIsWhatThePolicyMakesOfIt) {
  Json policy = Policy(Gate1(kClose));
  EXPECT_TRUE(Judged(policy, Sexes(90, 90, 100)).passes);
  policy["fairness"]["on_insufficient"] = "fail";
  EXPECT_FALSE(Judged(policy, Sexes(90, 90, 100)).passes);
}

TEST(Gate, ARegressionIsAChangeForTheWorse) {
  Json policy = Policy(Gate1({{"max_difference", 1}}));
  policy["fairness"]["regression"] = {{"max_worsening", 0.02}};
  const auto before = Sexes(90'000, 90'000, 100'000);
  const Json last = Frozen(Read(policy), Judged(policy, before).model);
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

TEST(Gate, TheLastReleaseIsWhatFrozenGave) {
  Json policy = Policy(Gate1(kClose));
  policy["fairness"]["regression"] = {{"max_worsening", 0.02}};
  const auto cells = Sexes(90, 90, 100);
  const Json good = Frozen(Read(policy), Judged(policy, cells).model);
  const auto problem = [&](const Json& last) {
    const auto report = Evaluate(Read(policy), Tuples(cells), last, "2026-01-15");
    return report.ok() ? "none" : report.error().what;
  };
  EXPECT_EQ(problem(good), "none");
  const std::string wrong = "the last release's counts are no assay.fairness.counts/1 document";
  for (const Json& change :
       {Json{{"schema", "x"}}, Json{{"groups", 1}}, Json{{"groups", {{{"values", {"f"}}}}}},
        Json{
            {"groups", {{{"values", {"f", "a"}}, {"tp", -1}, {"fp", 0}, {"fn", 0}, {"tn", 0}}}}}}) {
    Json last = good;
    last.update(change);
    EXPECT_EQ(problem(last), wrong) << change;
  }
  Json other = good;
  other["attributes"] = {"sax", "race"};
  EXPECT_EQ(problem(other), "no attribute in the last release's counts 'sex'; did you mean 'sax'?");
}

}  // namespace
}  // namespace assay::fairness
