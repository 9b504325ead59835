// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/model_audit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/fairness/compas_testing.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

using testing::Compas;
using testing::TuplesOf;

ModelQuestion Question(std::vector<std::string> attributes) {
  ModelQuestion question;
  question.columns = {.label = "label_value",
                      .prediction = "score",
                      .threshold = std::nullopt,
                      .attributes = std::move(attributes),
                      .weight = ""};
  return question;
}

std::string Problem(ModelQuestion question) {
  const auto audit = AuditModel(TuplesOf(Compas()), std::move(question));
  return audit.ok() ? "" : audit.error().what;
}

TEST(AuditModel, ComparesWithTheLargestGroupUnlessOneIsNamed) {
  ModelQuestion question = Question({"race"});
  auto audit = AuditModel(TuplesOf(Compas()), question);
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  const AttributeAudit& largest = audit.value().attributes.front();
  EXPECT_EQ(largest.groups[largest.reference].values.front(), "African-American");
  EXPECT_FALSE(largest.is_reference_named);
  question.references["race"] = "Caucasian";
  audit = AuditModel(TuplesOf(Compas()), question);
  const AttributeAudit& named = audit.value().attributes.front();
  EXPECT_EQ(named.groups[named.reference].values.front(), "Caucasian");
  EXPECT_TRUE(named.is_reference_named);
  EXPECT_EQ(audit.value().tests, 20U);  // 4 metrics of 5 groups
}

// q of false positive rates in a family of its own, by Fisher's test.
// Oracle:  scipy.stats.fisher_exact and false_discovery_control of the counts of compas_testing.h.
TEST(AuditModel, CompasFamilyOfFalsePositives) {
  ModelQuestion question = Question({"race"});
  question.references["race"] = "Caucasian";
  question.family = {Metric::kFpr};
  const auto audit = AuditModel(TuplesOf(Compas()), question);
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  EXPECT_EQ(audit.value().tests, 5U);
  std::map<std::string, double> q;
  const AttributeAudit& race = audit.value().attributes.front();
  for (const Contrast& one : race.contrasts) {
    if (one.q) q[race.groups[one.group].values.front()] = *one.q;
  }
  EXPECT_NEAR(q["African-American"] / 2.533923e-37, 1, 1e-5);
  EXPECT_NEAR(q["Other"], 0.005166481, 1e-8);
  EXPECT_NEAR(q["Asian"], 0.22211598, 1e-7);
  EXPECT_NEAR(q["Native American"], 0.42491346, 1e-7);
  EXPECT_NEAR(q["Hispanic"], 0.42491346, 1e-7);
}

TEST(AuditModel, TheUnknownAreAGroupButNoReference) {
  auto tuples = TuplesOf({{"a", {.tp = 2, .tn = 3}}, {"b", {.tp = 1, .tn = 1}}});
  table::TupleCount unknown;
  unknown.values = {"1", "1", std::nullopt};
  unknown.rows = 1000;
  tuples.push_back(unknown);
  const auto audit = AuditModel(tuples, Question({"race"}));
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  const AttributeAudit& race = audit.value().attributes.front();
  ASSERT_EQ(race.groups.size(), 3U);
  EXPECT_EQ(race.groups[2].values.front(), "unknown");
  EXPECT_EQ(race.groups[race.reference].values.front(), "a");
  EXPECT_EQ(audit.value().overall.counts.n(), 1007);
}

// Race by sex of COMPAS: the widest gap of false positive rates is African-American men against
// one Asian woman.
TEST(AuditModel, IntersectionsAreGroupsOfTheirOwn) {
  const std::vector<std::pair<std::vector<std::string>, Confusion>> cells = {
      {{"African-American", "Female"}, {.tp = 173, .fp = 164, .fn = 74, .tn = 241}},
      {{"African-American", "Male"}, {.tp = 1196, .fp = 641, .fn = 458, .tn = 749}},
      {{"Asian", "Female"}, {.tp = 0, .fp = 0, .fn = 1, .tn = 1}},
      {{"Asian", "Male"}, {.tp = 6, .fp = 2, .fn = 2, .tn = 20}},
      {{"Caucasian", "Female"}, {.tp = 113, .fp = 111, .fn = 86, .tn = 257}},
      {{"Caucasian", "Male"}, {.tp = 392, .fp = 238, .fn = 375, .tn = 882}}};
  std::vector<table::TupleCount> tuples;
  for (const auto& [values, counts] : cells) {
    for (table::TupleCount tuple : TuplesOf({{values[0], counts}})) {
      tuple.values.emplace_back(values[1]);
      tuples.push_back(std::move(tuple));
    }
  }
  ModelQuestion question = Question({"race", "sex"});
  question.depth = 2;
  const auto audit = AuditModel(tuples, question);
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  ASSERT_EQ(audit.value().attributes.size(), 3U);
  const AttributeAudit& both = audit.value().attributes[2];
  EXPECT_EQ(both.by, (std::vector<std::string>{"race", "sex"}));
  Rates fpr;
  for (const Group& group : both.groups) fpr.push_back(Share(group.counts, Metric::kFpr).Value());
  EXPECT_NEAR(Difference(fpr)->value, 0.4611510791, 5e-11);
  EXPECT_EQ(both.groups[*Difference(fpr)->high].values,
            (std::vector<std::string>{"African-American", "Male"}));
}

TEST(AuditModel, SaysWhatIsWrongWithTheQuestion) {
  ModelQuestion question = Question({"race"});
  question.references["race"] = "Caucasion";
  EXPECT_EQ(Problem(question), "no group of 'race' 'Caucasion'; did you mean 'Caucasian'?");
  question.references = {{"rice", "x"}};
  EXPECT_EQ(Problem(question), "no column of groups 'rice'; did you mean 'race'?");
  EXPECT_EQ(Problem(Question({"race", "race"})), "column 'race' is named twice");
  EXPECT_EQ(Problem(Question({})), "from 1 to 16 columns of groups can be named");
  question = Question({"race"});
  question.depth = 4;
  EXPECT_EQ(Problem(question), "intersections are of 1 to 3 columns");
}

TEST(AuditModel, TakesTenThousandGroups) {
  testing::Counts counts;
  for (int i = 0; i < 10'000; ++i)
    counts[fmt::format("g{}", i)] = {.tp = 10, .fp = i % 7, .fn = 10, .tn = 40};
  const auto audit = AuditModel(TuplesOf(counts), Question({"race"}));
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  EXPECT_EQ(audit.value().attributes.front().contrasts.size(), 120'000U);
  EXPECT_EQ(audit.value().tests, 39'996U);
}

// The published file itself, where it is: the counts of the other tests are those of its rows.
TEST(AuditModel, CompasFromItsFile) {
  const char* shared = std::getenv("ASSAY_SHARED_DATA");  // NOLINT(concurrency-mt-unsafe)
  const auto file = std::filesystem::path(shared == nullptr ? "" : shared) /
                    "fairness/tables/compas_for_aequitas.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "ASSAY_SHARED_DATA has no COMPAS table";
  const ModelQuestion question = Question({"race"});
  std::vector<table::TupleCount> tuples;
  const Status counted = table::CountTable(file, WishOf(question.columns),
                                           [&tuples](const table::TupleCount& tuple) -> Status {
                                             tuples.push_back(tuple);
                                             return Done{};
                                           });
  ASSERT_TRUE(counted.ok()) << counted.error().what;
  const auto audit = AuditModel(tuples, question);
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  testing::Counts found;
  for (const Group& group : audit.value().attributes.front().groups)
    found[group.values.front()] = group.counts;
  EXPECT_EQ(found, Compas());
}

}  // namespace
}  // namespace assay::fairness
