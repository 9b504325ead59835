// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/dataset_audit.h"

#include <gtest/gtest.h>

#include <numeric>

#include "assay/fairness/dataset_testing.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

using testing::Tuples;
using testing::TwoLabelled;
using testing::UtkFaceAges;
using testing::Values;

DatasetQuestion About(std::vector<std::string> attributes) {
  DatasetQuestion question;
  question.attributes = std::move(attributes);
  return question;
}

std::string Refusal(const std::vector<table::TupleCount>& tuples, DatasetQuestion question,
                    const std::optional<Population>& population = std::nullopt) {
  const auto audit = AuditDataset(tuples, std::move(question), population);
  return audit.ok() ? "none" : audit.error().what;
}

Population SharesOf(std::vector<std::pair<Values, std::int64_t>> rows) {
  return PopulationOfShares(Tuples(std::move(rows))).value();
}

// Oracle: scipy.stats.entropy of the eleven counts / log(11); 7344 / 32.
TEST(AuditDataset, UtkFaceByAgeBand) {
  const DatasetAudit audit = AuditDataset(UtkFaceAges(), About({"age_band"})).value();
  EXPECT_EQ(audit.n, 23'708);
  ASSERT_EQ(audit.groupings.size(), 1U);
  const Balance& balance = audit.groupings[0].balance;
  ASSERT_EQ(balance.cells.size(), 12U);
  EXPECT_EQ(balance.unknown, (Proportion{6, 23'708}));
  EXPECT_NEAR(balance.evenness.value_or(0), 0.815380964495, 1e-9);
  EXPECT_EQ(balance.max_min_ratio, 229.5);
  const auto sum =
      std::accumulate(balance.cells.begin(), balance.cells.end(), std::int64_t{0},
                      [](std::int64_t n, const BalanceCell& cell) { return n + cell.share.k; });
  EXPECT_EQ(sum, audit.n);
  EXPECT_EQ(NamesOf(balance.cells.back()), std::vector<std::string>{"unknown"});
  EXPECT_EQ(audit.tests, 0U);
}

TEST(AuditDataset, RowsMayStandForMany) {
  std::vector<std::pair<Values, std::int64_t>> rows;
  for (const table::TupleCount& tuple : UtkFaceAges())
    rows.push_back({{tuple.values[0], std::to_string(tuple.rows)}, 1});
  DatasetQuestion question = About({"age_band"});
  question.count = "files";
  const DatasetAudit counted = AuditDataset(Tuples(rows), question).value();
  const DatasetAudit listed = AuditDataset(UtkFaceAges(), About({"age_band"})).value();
  ASSERT_EQ(counted.groupings[0].balance.cells.size(), listed.groupings[0].balance.cells.size());
  for (std::size_t i = 0; i < listed.groupings[0].balance.cells.size(); ++i)
    EXPECT_EQ(counted.groupings[0].balance.cells[i].share,
              listed.groupings[0].balance.cells[i].share);
}

TEST(AuditDataset, WhomThePopulationHasAndTheTableLacksIsAnEmptyGroup) {
  const auto tuples = Tuples({{{"f", "young"}, 40}, {{"m", "young"}, 60}});
  DatasetQuestion question = About({"sex", "age"});
  question.depth = 2;
  const Population population =
      SharesOf({{{"age", "old", "0.4"}, 1}, {{"age", "young", "0.6"}, 1}});
  const DatasetAudit audit = AuditDataset(tuples, question, population).value();
  ASSERT_EQ(audit.groupings.size(), 3U);
  EXPECT_FALSE(audit.groupings[0].population.has_value());  // no shares of sex
  const DatasetGrouping& age = audit.groupings[1];
  ASSERT_TRUE(age.population.has_value());
  EXPECT_EQ(NamesOf(age.balance.cells[0]), std::vector<std::string>{"old"});
  EXPECT_EQ(age.population->cells[0].ratio, 0.0);
  EXPECT_EQ(audit.groupings[2].balance.empty, 2U);  // the old of both sexes
  EXPECT_EQ(audit.tests, 1U);
  EXPECT_EQ(age.population->q, age.population->test.value().p);
}

TEST(AuditDataset, ATableIsAPopulationOfIntersectionsToo) {
  DatasetQuestion question = About({"sex", "age"});
  question.depth = 2;
  const auto people = Tuples({{{"f", "young"}, 25}, {{"f", "old"}, 25}, {{"m", "old"}, 50}});
  const Population population = PopulationOfTable(people, question).value();
  const auto tuples = Tuples({{{"f", "young"}, 10}, {{"m", "old"}, 5}, {{"m", "young"}, 5}});
  const DatasetAudit audit = AuditDataset(tuples, question, population).value();
  const DatasetGrouping& both = audit.groupings[2];
  ASSERT_TRUE(both.population.has_value());
  EXPECT_EQ(both.population->compared, (Proportion{20, 20}));
  EXPECT_NEAR(both.population->cells[1].ratio.value_or(0), 10.0 / 20 / 0.25, 1e-12);
  EXPECT_EQ(both.population->cells[3].share, 0.0) << "no young men in the population";
  EXPECT_EQ(both.population->test.value().p, 0.0);
  EXPECT_EQ(audit.tests, 3U);
}

TEST(AuditDataset, TextsAreNoClasses) {
  DatasetQuestion question = About({"sex"});
  const auto long_value = Tuples({{{std::string(kMaxValue_bytes + 1, 'x')}, 1}, {{"m"}, 1}});
  EXPECT_EQ(AuditDataset(long_value, question).error().code, ErrorCode::kExhausted);
}

TEST(AuditDataset, EveryLabelOfEveryGroupIsATestOfTheFamily) {
  DatasetQuestion question = About({"group"});
  question.label = "label";
  const DatasetAudit rest = AuditDataset(TwoLabelled(), question).value();
  EXPECT_EQ(rest.tests, 6U);
  question.references["group"] = "b";
  const DatasetAudit named = AuditDataset(TwoLabelled(), question).value();
  EXPECT_EQ(named.tests, 3U);
  EXPECT_EQ(named.groupings[0].reference, 1U);
  const LabelShare& x = named.groupings[0].labels[0].labels[0];
  ASSERT_TRUE(x.p && x.q);
  EXPECT_NEAR(*x.q, *x.p * 3 / 2, 1e-12);  // second smallest of three, with an equal
}

TEST(AuditDataset, TheWordUnknownIsUnknown) {
  const DatasetAudit audit =
      AuditDataset(Tuples({{{"unknown"}, 3}, {{"NaN"}, 2}, {{" "}, 1}, {{"a"}, 4}}), About({"g"}))
          .value();
  EXPECT_EQ(audit.groupings[0].balance.unknown, (Proportion{6, 10}));
}

TEST(AuditDataset, RefusesQuestionsWithoutAnAnswer) {
  const auto tuples = Tuples({{{"f", "x"}, 3}});
  DatasetQuestion question = About({"sex"});
  question.label = "sex";
  EXPECT_EQ(Refusal(tuples, question), "column 'sex' is named twice");
  question = About({});
  EXPECT_EQ(Refusal(tuples, question), "from 1 to 16 attributes can be named");
  question = About({"sex"});
  question.references["sx"] = "f";
  EXPECT_EQ(Refusal(tuples, question), "no attribute 'sx'; did you mean 'sex'?");
  question.references = {{"sex", "g"}};
  EXPECT_EQ(Refusal(tuples, question), "no group of 'sex' 'g'; did you mean 'f'?");
  question = About({"sex"});
  question.depth = 4;
  EXPECT_EQ(Refusal(tuples, question), "intersections have a depth of 1 to 3");
  EXPECT_EQ(Refusal({}, About({"sex"})), "the table has no rows");
  question = About({"sex"});
  question.label = "label";
  EXPECT_EQ(Refusal(Tuples({{{"f", std::nullopt}, 3}}), question), "no row has a value of 'label'");
}

TEST(AuditDataset, RefusesCountsThatAreNone) {
  DatasetQuestion question = About({"sex"});
  question.count = "n";
  for (const char* count : {"1.5", "-1", "many", "nan", ""})
    EXPECT_TRUE(Refusal(Tuples({{{"f", count}, 1}}), question).find("is no count") !=
                std::string::npos)
        << count;
  EXPECT_EQ(Refusal(Tuples({{{"f", "1e300"}, 1}}), question),
            "column 'n' counts more than 1000000000000000");
  EXPECT_EQ(Refusal(Tuples({{{"f", "1e15"}, 1}, {{"m", "1"}, 1}}), question),
            "more than 1000000000000000 rows");
  EXPECT_EQ(Refusal(Tuples({{{"f", "0"}, 1}}), question), "the table has no rows");
}

TEST(AuditDataset, RefusesAPopulationOfSomethingElse) {
  const auto tuples = Tuples({{{"Female"}, 3}});
  EXPECT_EQ(Refusal(tuples, About({"sex"}), SharesOf({{{"sax", "Female", "1"}, 1}})),
            "population: no attribute 'sex'; did you mean 'sax'?");
  EXPECT_EQ(Refusal(tuples, About({"sex"}), SharesOf({{{"sex", "female", "1"}, 1}})),
            "population: no value of 'sex' 'Female'; did you mean 'female'?");
}

// By hand: of 40 a 10 are dropped, one says nothing; of 60 b 30. "b" is unknown to the second rate.
TEST(AuditDataset, RatesAreComparedWithTheRest) {
  DatasetQuestion question;
  question.attributes = {"g"};
  question.rates = {"dropped", "wrong"};
  const auto audit = AuditDataset(testing::Tuples({{{"a", "1", "no"}, 10},
                                                   {{"a", "0.0", "No"}, 30},
                                                   {{"a", std::nullopt, "no"}, 1},
                                                   {{"b", "TRUE", std::nullopt}, 30},
                                                   {{"b", " false", std::nullopt}, 30}}),
                                  question);
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  const auto& rates = audit.value().groupings.front().rates;
  ASSERT_EQ(rates.size(), 2U);
  const GroupLabels& dropped = rates[0].groups[0];
  ASSERT_EQ(dropped.labels.size(), 1U);
  EXPECT_EQ(dropped.labels[0].label, "dropped");
  EXPECT_EQ(dropped.standing, Standing::kOk);
  EXPECT_EQ(dropped.n, 40);
  EXPECT_EQ(dropped.without_label, 1);
  EXPECT_EQ(dropped.labels[0].share.k, 10);
  EXPECT_EQ(dropped.labels[0].other.k, 30);
  EXPECT_DOUBLE_EQ(dropped.labels[0].difference.value(), -0.25);
  EXPECT_TRUE(dropped.labels[0].q.has_value());
  // Nobody is wrong: a share of 0, not none; and b has none, not 0.
  EXPECT_EQ(rates[1].groups[0].labels[0].share.k, 0);
  EXPECT_EQ(rates[1].groups[0].standing, Standing::kUndefined);
  EXPECT_FALSE(rates[1].groups[1].labels[0].share.Value().has_value());
  EXPECT_EQ(audit.value().tests, 4U);
}

TEST(AuditDataset, ARateIsYesOrNo) {
  DatasetQuestion question;
  question.attributes = {"g"};
  question.rates = {"r"};
  const auto what = [&question](const std::optional<std::string>& value) {
    return AuditDataset(testing::Tuples({{{"a", value}, 1}, {{"b", "1"}, 1}}), question);
  };
  EXPECT_EQ(what("perhaps").error().what,
            "'perhaps' in column 'r' is neither yes nor no: 1, true, yes; 0, false, no");
  EXPECT_TRUE(what(std::nullopt).ok());
  EXPECT_EQ(AuditDataset(testing::Tuples({{{"a", std::nullopt}, 1}}), question).error().what,
            "no row has a value of 'r'");
}

}  // namespace
}  // namespace assay::fairness
