// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gate_policy.h"

#include <gtest/gtest.h>

#include "assay/fairness/gate_testing.h"

namespace assay::fairness {
namespace {

const Json kLimit = {{"max_difference", 0.05}};

std::string Problem(const Json& policy) {
  const auto read = ReadGatePolicy(policy);
  return read.ok() ? "none" : read.error().what;
}

/// Problem of a good policy in which one thing is changed.
std::string ProblemWith(const Json& patch) {
  Json policy = Policy(Gate1(kLimit));
  policy.merge_patch({{"fairness", patch}});
  return Problem(policy);
}

TEST(GatePolicy, DeclaresEveryIntersectionOnce) {
  const GatePolicy policy = Read(Policy(Gate1({{"by", {"race*sex", "sex"}}, {"min_ratio", 0.8}})));
  const std::vector<std::pair<Metric, By>> wanted = {
      {Metric::kTpr, {"sex"}}, {Metric::kTpr, {"race"}}, {Metric::kTpr, {"sex", "race"}},
      {Metric::kFpr, {"sex"}}, {Metric::kFpr, {"race"}}, {Metric::kFpr, {"sex", "race"}}};
  EXPECT_EQ(policy.family, wanted);
  const std::vector<By> by = {{"sex", "race"}, {"sex"}};
  EXPECT_EQ(policy.gates.at(0).by, by);
  EXPECT_EQ(policy.gates[0].min_ratio, 0.8);
  EXPECT_EQ(policy.gates[0].max_difference, std::nullopt);
  EXPECT_EQ(policy.alpha, 0.05);
  EXPECT_EQ(policy.min_rows, 30);
}

TEST(GatePolicy, SaysWhereItIsWrong) {
  EXPECT_EQ(Problem(Json::array()), "policy: a map is expected here");
  EXPECT_EQ(Problem({{"fairnes", 1}}), "policy: no key 'fairnes'; did you mean 'fairness'?");
  EXPECT_EQ(ProblemWith({{"gate", 1}}), "fairness: no key 'gate'; did you mean 'gates'?");
  EXPECT_EQ(ProblemWith({{"model", {{"label", nullptr}}}}), "fairness.model.label: is missing");
  EXPECT_EQ(ProblemWith({{"model", {{"score", "s"}}}}),
            "fairness.model: either 'prediction' or 'score' with 'threshold' is expected here");
  EXPECT_EQ(ProblemWith({{"model", {{"score", "s"}, {"prediction", nullptr}}}}),
            "fairness.model.threshold: a number from -1e+300 to 1e+300 is expected here");
  EXPECT_EQ(ProblemWith({{"family", {{"metrics", {"tpt"}}}}}),
            "fairness.family.metrics[0]: no metric 'tpt'; did you mean 'tpr'?");
  EXPECT_EQ(ProblemWith({{"family", {{"attributes", {"sex", "sex"}}}}}),
            "fairness.family.attributes: 'sex' stands here twice, or holds a '*'");
  EXPECT_EQ(ProblemWith({{"family", {{"alpha", 0.9}}}}),
            "fairness.family.alpha: a number from 1e-06 to 0.5 is expected here");
  EXPECT_EQ(ProblemWith({{"family", {{"references", {{"sexx", "f"}}}}}}),
            "fairness.family.references: no key 'sexx'; did you mean 'sex'?");
  EXPECT_EQ(ProblemWith({{"gates", Json::array()}}),
            "fairness.gates: a list of gates is expected here");
  EXPECT_EQ(ProblemWith({{"on_insufficient", "wait"}}),
            "fairness.on_insufficient: warn, fail or collect is expected here");
}

TEST(GatePolicy, AGateAsksOneThingOfTheDeclaredFamily) {
  const auto problem = [](const Json& more) { return Problem(Policy(Gate1(more))); };
  EXPECT_EQ(problem(Json::object()),
            "fairness.gates[0]: exactly one of 'max_difference' and 'min_ratio' is expected here");
  EXPECT_EQ(problem({{"max_difference", 0.1}, {"min_ratio", 0.8}}),
            "fairness.gates[0]: exactly one of 'max_difference' and 'min_ratio' is expected here");
  EXPECT_EQ(problem({{"max_difference", 2}}),
            "fairness.gates[0].max_difference: a number from 0 to 1 is expected here");
  EXPECT_EQ(problem({{"metric", "ppv"}, {"min_ratio", 0.8}}),
            "fairness.gates[0]: ppv by sex is not in the declared family");
  EXPECT_EQ(problem({{"by", "sexe"}, {"min_ratio", 0.8}}),
            "fairness.gates[0].by: no attribute 'sexe'; did you mean 'sex'?");
  EXPECT_EQ(problem({{"by", "sex*sex"}, {"min_ratio", 0.8}}),
            "fairness.gates[0].by: names an attribute twice");
  Json twice = Gate1(kLimit);
  twice.push_back(twice[0]);
  EXPECT_EQ(Problem(Policy(twice)), "fairness.gates[1]: another gate is called 'one'");
}

TEST(GatePolicy, AWaiverHasAnOwnerAReasonAndAnEnd) {
  const Json good = {{"gate", "one"},
                     {"group", "sex=f"},
                     {"owner", "a@b.org"},
                     {"reason", "new data in May"},
                     {"expires", "2026-05-31"}};
  const auto problem = [&](const Json& change) {
    Json waiver = good;
    waiver.merge_patch(change);
    return ProblemWith({{"waivers", Json::array({waiver})}});
  };
  EXPECT_EQ(problem(Json::object()), "none");
  for (const std::string name : {"gate", "group", "owner", "reason", "expires"})
    EXPECT_EQ(problem({{name, nullptr}}), "fairness.waivers[0]." + name + ": is missing");
  EXPECT_EQ(problem({{"gate", "two"}}),
            "fairness.waivers[0].gate: no gate 'two'; did you mean 'one'?");
  EXPECT_EQ(
      problem({{"group", "female"}}),
      "fairness.waivers[0].group: attribute=value is expected, or several with commas, or a map");
  EXPECT_EQ(problem({{"group", "race=a"}}),
            "fairness.waivers[0].group: gate 'one' does not look at race");
  EXPECT_EQ(problem({{"reason", " "}}), "fairness.waivers[0].reason: a text is expected here");
  EXPECT_EQ(problem({{"group", {{"sex", "f,g"}}}}), "none");
  EXPECT_EQ(problem({{"expires", "2026-02-30"}}),
            "fairness.waivers[0].expires: a day is expected: 2026-12-31");
  EXPECT_EQ(problem({{"expires", "soon"}}),
            "fairness.waivers[0].expires: a day is expected: 2026-12-31");
}

TEST(GatePolicy, AWaiverNamesAGroupInAnyOrderAndNoReference) {
  Json policy = Policy(Gate1({{"by", "sex*race"}, {"max_difference", 0.05}}));
  policy["fairness"]["family"]["references"] = {{"sex", "m"}, {"race", "a"}};
  const auto waive = [&](const std::string& group) {
    policy["fairness"]["waivers"] = Json::array({{{"gate", "one"},
                                                  {"group", group},
                                                  {"owner", "a@b.org"},
                                                  {"reason", "known"},
                                                  {"expires", "2026-05-31"}}});
    return Problem(policy);
  };
  EXPECT_EQ(waive("race=b, sex=m"), "none");
  EXPECT_EQ(Read(policy).waivers.at(0).group.at(0),
            std::pair(std::string("sex"), std::string("m")));
  EXPECT_EQ(waive("sex=m, race=a"),
            "fairness.waivers[0].group: is the reference: name the group that is compared with it");
}

TEST(GatePolicy, CountsAreWhole) {
  EXPECT_EQ(ProblemWith({{"family", {{"intersections", 1.9}}}}),
            "fairness.family.intersections: a whole number from 1 to 3 is expected here");
  EXPECT_EQ(ProblemWith({{"family", {{"min_rows", 29.9}}}}),
            "fairness.family.min_rows: a whole number from 1 to 1000000000 is expected here");
}

}  // namespace
}  // namespace assay::fairness
