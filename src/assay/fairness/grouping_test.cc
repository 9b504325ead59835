// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/grouping.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::fairness {
namespace {

using Value = std::optional<std::string>;

const ModelColumns kColumns = {.label = "y",
                               .prediction = "p",
                               .threshold = std::nullopt,
                               .attributes = {"sex", "age"},
                               .weight = ""};

/// A combination of `rows` rows: label, prediction, sex, age.
table::TupleCount Tuple(std::vector<Value> values, std::int64_t rows) {
  table::TupleCount tuple;
  tuple.values = std::move(values);
  tuple.rows = rows;
  return tuple;
}

std::string Problem(const std::vector<table::TupleCount>& tuples, const Value& positive = {},
                    const ModelColumns& columns = kColumns) {
  const auto model = Classify(tuples, columns, positive);
  return model.ok() ? "" : model.error().what;
}

TEST(Classify, TakesTheUsualWordsInAnyForm) {
  const auto model = Classify(
      std::vector{Tuple({"1.0", "TRUE", "F", "old"}, 1), Tuple({"0", "true", "F", "old"}, 2),
                  Tuple({" 1 ", "False", "F", "old"}, 4), Tuple({"0.00", "false", "F", "old"}, 8)},
      kColumns, std::nullopt);
  ASSERT_TRUE(model.ok()) << model.error().what;
  ASSERT_EQ(model.value().groups.size(), 1U);
  EXPECT_EQ(model.value().groups[0].counts, (Confusion{.tp = 1, .fp = 2, .fn = 4, .tn = 8}));
}

TEST(Classify, WithAPositiveValueEveryOtherIsNegative) {
  const auto model =
      Classify(std::vector{Tuple({"2", "2.0", "F", "old"}, 1), Tuple({"3", "1", "F", "old"}, 2)},
               kColumns, "2");
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(Overall(model.value()).counts, (Confusion{.tp = 1, .tn = 2}));
  EXPECT_EQ(model.value().positive, (std::vector<std::string>{"2", "2.0"}));
  EXPECT_EQ(model.value().negative, (std::vector<std::string>{"1", "3"}));
}

// Labels 0 and 1 beside predictions yes and no: each column by its own words.
TEST(Classify, AColumnWithoutThePositiveValueKeepsItsUsualMeaning) {
  const auto model =
      Classify(std::vector{Tuple({"1", "yes", "F", "old"}, 1), Tuple({"0", "no", "F", "old"}, 2)},
               kColumns, "yes");
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(Overall(model.value()).counts, (Confusion{.tp = 1, .tn = 2}));
}

// A model that hires nobody has the negative words only; --positive 0 turns the usual ones round.
TEST(Classify, AColumnOfNegativeValuesOnlyIsNegative) {
  const auto nobody = Classify(
      std::vector{Tuple({"hired", "no", "F", "old"}, 1), Tuple({"no", "no", "F", "old"}, 2)},
      kColumns, "hired");
  ASSERT_TRUE(nobody.ok()) << nobody.error().what;
  EXPECT_EQ(Overall(nobody.value()).counts, (Confusion{.fn = 1, .tn = 2}));
  const auto turned =
      Classify(std::vector{Tuple({"0", "1", "F", "old"}, 1), Tuple({"1", "1", "F", "old"}, 2)},
               kColumns, "0");
  ASSERT_TRUE(turned.ok()) << turned.error().what;
  EXPECT_EQ(Overall(turned.value()).counts, (Confusion{.fn = 1, .tn = 2}));
}

// A threshold has made 1 and 0 of the scores: --positive speaks of labels only.
TEST(Classify, OfScoresThePositiveValueIsThatOfLabels) {
  ModelColumns columns = kColumns;
  columns.threshold = 0.5;
  const auto model =
      Classify(std::vector{Tuple({"hired", "1", "F", "old"}, 3), Tuple({"no", "0", "F", "old"}, 2)},
               columns, "hired");
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(Overall(model.value()).counts, (Confusion{.tp = 3, .tn = 2}));
}

TEST(Classify, WhatIsUnknownIsLeftOutOrAGroupOfItsOwnNeverDropped) {
  const auto model = Classify(
      std::vector{Tuple({"1", "1", "F", Value()}, 1), Tuple({"1", "1", "F", ""}, 2),
                  Tuple({"1", "1", "F", "NaN"}, 4), Tuple({"1", "1", "F", " "}, 8),
                  Tuple({"1", Value(), "F", "old"}, 16), Tuple({"nan", "1", "F", "old"}, 32)},
      kColumns, std::nullopt);
  ASSERT_TRUE(model.ok()) << model.error().what;
  ASSERT_EQ(model.value().groups.size(), 2U);
  EXPECT_EQ(model.value().groups[0].values, (std::vector<std::string>{"F", "old"}));
  EXPECT_EQ(model.value().groups[0].counts.n(), 0);
  EXPECT_EQ(model.value().groups[0].left_out, 48);
  EXPECT_EQ(model.value().groups[1].values, (std::vector<std::string>{"F", "unknown"}));
  EXPECT_EQ(model.value().groups[1].counts.tp, 15);
}

TEST(Classify, RefusesWhatHasNoMeaning) {
  EXPECT_EQ(Problem({}), "the table has no rows");
  EXPECT_EQ(Problem({Tuple({"1", Value(), "F", "old"}, 1)}),
            "no row has both a value of 'y' and one of 'p'");
  EXPECT_EQ(Problem({Tuple({"yes", "1", "F", "old"}, 1), Tuple({"no", "1", "F", "old"}, 1)}),
            "column 'y' holds 'no', 'yes', not 0 and 1 or false and true: name the positive value");
  EXPECT_EQ(Problem({Tuple({"yes", "no", "F", "old"}, 1)}, "yep"),
            "no label or prediction 'yep'; did you mean 'yes'?");
  EXPECT_EQ(Problem({Tuple({"hired", "maybe", "F", "old"}, 1)}, "hired"),
            "column 'p' holds 'maybe', but not 'hired'");
  EXPECT_EQ(Problem({Tuple({"2", "1", "F", "old"}, 1), Tuple({"1", "0", "F", "old"}, 1)}, "2"),
            "'1' would be positive in one column and negative in the other");
  std::vector<table::TupleCount> scores;
  for (int i = 0; i < 9; ++i) scores.push_back(Tuple({"1", fmt::format("0.{}", i), "F", "o"}, 1));
  EXPECT_EQ(Problem(scores),
            "column 'p' holds '0.0', '0.1', '0.2', '0.3', '0.4' and 4 more, not 0 and 1 or false "
            "and true: name the positive value");
}

TEST(GroupBy, SumsOverOtherAttributesAndListsEmptyIntersections) {
  const auto model =
      Classify(std::vector{Tuple({"1", "1", "F", "old"}, 1), Tuple({"1", "1", "F", "young"}, 2),
                           Tuple({"0", "1", "M", "old"}, 4)},
               kColumns, std::nullopt);
  ASSERT_TRUE(model.ok()) << model.error().what;
  const auto by_sex = GroupBy(model.value(), kColumns, {0});
  ASSERT_EQ(by_sex.value().groups.size(), 2U);
  EXPECT_EQ(by_sex.value().groups[0].counts.tp, 3);
  EXPECT_EQ(by_sex.value().groups[1].counts.fp, 4);
  const auto both = GroupBy(model.value(), kColumns, {0, 1});
  ASSERT_EQ(both.value().groups.size(), 4U);
  EXPECT_EQ(both.value().groups[3].values, (std::vector<std::string>{"M", "young"}));
  EXPECT_EQ(both.value().groups[3].counts.n(), 0);
}

TEST(GroupBy, RefusesASingleGroupAndTooMany) {
  std::vector<table::TupleCount> tuples;
  for (int i = 0; i < 150; ++i)
    tuples.push_back(Tuple({"1", "1", fmt::format("{}", i), fmt::format("{}", i)}, 1));
  const auto model = Classify(tuples, kColumns, std::nullopt);
  EXPECT_TRUE(GroupBy(model.value(), kColumns, {0}).ok());
  EXPECT_EQ(GroupBy(model.value(), kColumns, {0, 1}).error().code, ErrorCode::kExhausted);
  const auto one = Classify(std::vector{Tuple({"1", "1", "F", "old"}, 1)}, kColumns, std::nullopt);
  EXPECT_EQ(GroupBy(one.value(), kColumns, {0}).error().what,
            "column 'sex' holds only 'F': there is nothing to compare");
}

TEST(WishOf, CountsTheLabelThePredictionAndTheAttributes) {
  EXPECT_EQ(table::ToText(WishOf(kColumns)),
            R"({"columns":[{"name":"y","threshold":null},{"name":"p","threshold":null},)"
            R"({"name":"sex","threshold":null},{"name":"age","threshold":null}],)"
            R"("each_row":false,"format":"csv","weight":""})");
}

}  // namespace
}  // namespace assay::fairness
