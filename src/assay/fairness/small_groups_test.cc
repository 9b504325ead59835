// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/small_groups.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "assay/fairness/model_document.h"

namespace assay::fairness {
namespace {

/// Rows of a group, half of them predicted positive, all of them right.
struct Rows {
  std::vector<std::string> values;
  std::int64_t n = 0;
};

ModelAudit Audit(const std::vector<Rows>& rows, std::vector<std::string> attributes,
                 std::size_t depth = 1) {
  std::vector<table::TupleCount> tuples;
  for (const Rows& one : rows) {
    for (const char* value : {"1", "0"}) {
      tuples.emplace_back();
      auto& values = tuples.back().values;
      values.emplace_back(value);
      values.emplace_back(value);
      values.insert(values.end(), one.values.begin(), one.values.end());
      tuples.back().rows = one.n / 2;
    }
  }
  ModelQuestion question;
  question.columns = {.label = "y",
                      .prediction = "p",
                      .threshold = std::nullopt,
                      .attributes = std::move(attributes),
                      .weight = ""};
  question.family = {Metric::kSelectionRate};
  question.depth = depth;
  question.suppress = true;
  return AuditModel(tuples, std::move(question)).value();
}

/// Group -> why it is hidden.
std::map<std::string, std::string> Hidden(const ModelAudit& audit, std::size_t grouping) {
  std::map<std::string, std::string> hidden;
  for (const Group& group : audit.attributes[grouping].groups) {
    std::string name;
    for (const std::string& value : group.values) name += fmt::format("{};", value);
    if (group.hidden != Suppression::kNone) hidden[name] = Name(group.hidden);
  }
  return hidden;
}

using Why = std::map<std::string, std::string>;

// One hidden group alone would be the total less the others: the next smallest goes with it. Of
// 40 people 20 are positive: their true positive rate rests on too few.
TEST(HideSmallGroups, HidesASecondWhereOneWouldBeTheRest) {
  const auto hidden = [](std::vector<Rows> rows) { return Hidden(Audit(rows, {"g"}), 0); };
  EXPECT_EQ(hidden({{{"a"}, 500}, {{"b"}, 200}, {{"c"}, 100}, {{"d"}, 20}}),
            (Why{{"c;", "complement"}, {"d;", "few_rows"}}));
  EXPECT_EQ(hidden({{{"a"}, 500}, {{"b"}, 200}, {{"c"}, 40}, {{"d"}, 20}}),
            (Why{{"c;", "few_rows"}, {"d;", "few_rows"}}));
  EXPECT_EQ(hidden({{{"a"}, 500}, {{"b"}, 200}}), Why{});
}

// 10 and 12 people would be known together: a third group makes what is left out large enough.
TEST(HideSmallGroups, WhatIsHiddenTogetherIsNotFewEither) {
  EXPECT_EQ(Hidden(Audit({{{"a"}, 500}, {{"b"}, 200}, {{"c"}, 10}, {{"d"}, 12}}, {"g"}), 0),
            (Why{{"b;", "complement"}, {"c;", "few_rows"}, {"d;", "few_rows"}}));
}

// Of women a part is hidden: a second part of women, and then a second part of the young and of the
// old, so that neither rows nor columns give it away.
TEST(HideSmallGroups, HidesThroughRowsAndColumns) {
  const ModelAudit audit = Audit({{{"men", "old"}, 400},
                                  {{"men", "young"}, 300},
                                  {{"women", "old"}, 200},
                                  {{"women", "young"}, 20}},
                                 {"sex", "age"}, 2);
  EXPECT_EQ(Hidden(audit, 0), Why{});
  EXPECT_EQ(Hidden(audit, 1), Why{});
  EXPECT_EQ(Hidden(audit, 2), (Why{{"men;old;", "complement"},
                                   {"men;young;", "complement"},
                                   {"women;old;", "complement"},
                                   {"women;young;", "few_rows"}}));
}

// "other" is hidden as a whole, and so must be its parts; shown, they would sum to it. With it goes
// another sex, and of that a part in each age.
TEST(HideSmallGroups, AHiddenGroupIsNotTheSumOfItsShownParts) {
  const ModelAudit audit = Audit({{{"men", "old"}, 400},
                                  {{"men", "young"}, 400},
                                  {{"women", "old"}, 300},
                                  {{"women", "young"}, 300},
                                  {{"other", "old"}, 10},
                                  {{"other", "young"}, 10}},
                                 {"sex", "age"}, 2);
  EXPECT_EQ(Hidden(audit, 0), (Why{{"other;", "few_rows"}, {"women;", "complement"}}));
  const Why parts = Hidden(audit, 2);
  EXPECT_TRUE(parts.contains("other;old;"));
  EXPECT_TRUE(parts.contains("other;young;"));
  EXPECT_TRUE(parts.contains("women;old;") || parts.contains("women;young;"));
}

TEST(HideSmallGroups, NothingOfAHiddenGroupIsInTheDocumentButItsSize) {
  const ModelAudit audit = Audit({{{"a"}, 500}, {{"b"}, 200}, {{"c"}, 100}, {{"d"}, 20}}, {"g"});
  const Json document = ToJson(audit);
  const Json& grouping = document["groupings"][0];
  for (const std::size_t group : {2U, 3U}) {
    const Json& hidden = grouping["groups"][group];
    EXPECT_EQ(hidden["n"], group == 2 ? 100 : 20);
    for (const char* member :
         {"counts", "f1", "fn_over_fp", "balanced_accuracy", "predicted_positive_share"})
      EXPECT_TRUE(hidden[member].is_null()) << member;
    for (const char* member : {"average_odds", "average_predictive_value"})
      EXPECT_TRUE(hidden[member]["difference"].is_null()) << member;
    for (const Json& metric : hidden["metrics"]) {
      EXPECT_EQ(metric["state"], "suppressed");
      for (const auto& [name, value] : metric.items())
        EXPECT_TRUE(value.is_null() || name == "metric" || name == "state") << name;
    }
  }
  EXPECT_EQ(grouping["groups"][2]["suppressed"], "complement");
  EXPECT_FALSE(grouping["groups"][0].contains("suppressed"));
  for (const Json& disparity : grouping["disparities"]) {
    for (const char* side : {"high", "low"})
      EXPECT_TRUE(disparity[side].is_null() || disparity[side] == Json{"a"} ||
                  disparity[side] == Json{"b"});
  }
  EXPECT_TRUE(grouping["inequality"]["theil"].is_null());
  EXPECT_TRUE(grouping["differential_fairness"]["prediction"]["epsilon"].is_null());
  EXPECT_EQ(document["family"]["tests"], 3);  // hidden ones are still asked
  EXPECT_EQ(document["suppression"]["least_rows"], 30);
}

// The reference of the intersection is hidden: what is compared with it would give it away.
TEST(HideSmallGroups, RefusesATableOfFewRows) {
  std::vector<table::TupleCount> tuples;
  for (const char* group : {"a", "b"}) {
    tuples.emplace_back();
    tuples.back().values = {"1", "1", group};
    tuples.back().rows = 9;
  }
  ModelQuestion question;
  question.columns = {.label = "y",
                      .prediction = "p",
                      .threshold = std::nullopt,
                      .attributes = {"g"},
                      .weight = ""};
  question.suppress = true;
  const auto audit = AuditModel(tuples, std::move(question));
  ASSERT_FALSE(audit.ok());
  EXPECT_EQ(audit.error().what, "all 18 rows together are too few to be shown (few_rows)");
}

TEST(HideSmallGroups, AHiddenReferenceHidesWhatIsComparedWithIt) {
  const ModelAudit audit = Audit({{{"men", "old"}, 400},
                                  {{"men", "young"}, 300},
                                  {{"women", "old"}, 200},
                                  {{"women", "young"}, 20}},
                                 {"sex", "age"}, 2);
  for (const Contrast& one : audit.attributes[2].contrasts) {
    EXPECT_FALSE(one.difference || one.ratio || one.p || one.q);
    EXPECT_EQ(one.standing, Standing::kSuppressed);
  }
}

}  // namespace
}  // namespace assay::fairness
