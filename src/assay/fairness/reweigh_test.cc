// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/reweigh.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::fairness {
namespace {

using Tuples = std::vector<table::TupleCount>;
using Row = std::vector<std::optional<std::string_view>>;

table::TupleCount Tuple(std::vector<std::optional<std::string>> values, std::int64_t rows,
                        double weight = 0) {
  return {std::move(values), rows, weight, weight * weight / static_cast<double>(rows)};
}

ReweighQuestion Question() {
  return {.label = "hired", .attributes = {"sex"}, .weight = "", .positive = std::nullopt};
}

/// Kamiran and Calders 2012, section 4.2: ten applicants, of five men four accepted, of five women
/// two.
Tuples Applicants() {
  return {Tuple({"+", "m"}, 4), Tuple({"+", "f"}, 2), Tuple({"-", "m"}, 1), Tuple({"-", "f"}, 3)};
}

// Source: there, tables 1 and 2: weights .75, 2, 1.5, .67.
TEST(Reweigh, KamiranAndCalders) {
  const Reweighing found = Reweigh(Applicants(), Question()).value();
  ASSERT_EQ(found.labels, (std::vector<std::string>{"+", "-"}));
  ASSERT_EQ(found.groups.size(), 2U);
  EXPECT_EQ(found.groups[0].values, std::vector<std::string>{"f"});
  EXPECT_DOUBLE_EQ(*found.groups[0].cells[0].factor, 1.5);
  EXPECT_DOUBLE_EQ(*found.groups[0].cells[1].factor, 2.0 / 3);
  EXPECT_DOUBLE_EQ(*found.groups[1].cells[0].factor, 0.75);
  EXPECT_DOUBLE_EQ(*found.groups[1].cells[1].factor, 2);
  EXPECT_DOUBLE_EQ(*found.parity[0].before, 0.4);
  EXPECT_NEAR(*found.parity[0].weighted, 0, 1e-12);
  EXPECT_EQ(found.parity[0].resampled, 0);  // 3 of each 5, and 2
  EXPECT_EQ(found.rows_before, 10);
  // 10^2 / (2 * 2.25 + 3 * 4/9 + 4 * .5625 + 4)
  EXPECT_NEAR(found.rows_after, 100 / (4.5 + 4.0 / 3 + 2.25 + 4), 1e-12);
}

// UCI Adult's adult.test, income over 50K by sex, counted with Python: 590 of 5421, 3256 of 10860.
TEST(Reweigh, AdultBySexToParity) {
  const Tuples tuples = {Tuple({">50K", "Female"}, 590), Tuple({"<=50K", "Female"}, 4831),
                         Tuple({">50K", "Male"}, 3256), Tuple({"<=50K", "Male"}, 7604)};
  const Reweighing found = Reweigh(tuples, Question()).value();
  EXPECT_NEAR(*found.parity[1].before, 3256.0 / 10860 - 590.0 / 5421, 1e-15);
  EXPECT_NEAR(*found.parity[1].weighted, 0, 1e-12);
  EXPECT_NEAR(*found.parity[1].resampled, 0, 1.0 / 5421);
}

TEST(Reweigh, IsOfAnyNumberOfLabelsAndGroups) {
  Tuples tuples;
  for (const char* group : {"a", "b", "c"})
    for (const char* label : {"1", "2", "3", "4"})
      tuples.push_back(Tuple({label, group}, 1 + 17 * (group[0] % 5) * (label[0] % 7)));
  tuples.front().rows += 40;
  const Reweighing found = Reweigh(tuples, Question()).value();
  double sum = 0;
  for (const LabelParity& parity : found.parity) EXPECT_NEAR(*parity.weighted, 0, 1e-12);
  for (const ReweighGroup& group : found.groups)
    for (const ReweighCell& cell : group.cells)
      sum += static_cast<double>(cell.rows) * *cell.factor;
  double rows = 0;
  for (const auto& tuple : tuples) rows += static_cast<double>(tuple.rows);
  EXPECT_NEAR(sum, rows, 1e-9);  // the sum of weights stays
}

// By hand: weights 2 of each accepted man make 8 + 2 + 1 + 3 = 14; P(m) = 9/14, P(+) = 10/14.
TEST(Reweigh, HonoursWeightsThatAreThere) {
  ReweighQuestion question = Question();
  question.weight = "w";
  const Tuples tuples = {Tuple({"+", "m"}, 4, 8), Tuple({"+", "f"}, 2, 2), Tuple({"-", "m"}, 1, 1),
                         Tuple({"-", "f"}, 3, 3)};
  const Reweighing found = Reweigh(tuples, question).value();
  EXPECT_DOUBLE_EQ(*found.groups[1].cells[0].factor, 9.0 / 14 * 10 / 8);
  EXPECT_NEAR(*found.parity[0].before, 8.0 / 9 - 2.0 / 5, 1e-15);
  EXPECT_NEAR(*found.parity[0].weighted, 0, 1e-12);
  EXPECT_FALSE(found.parity[0].resampled);
  EXPECT_NEAR(found.rows_before, 14.0 * 14 / (16 + 2 + 1 + 3), 1e-12);
}

// No man is rejected: no weight gives men a share of rejections.
TEST(Reweigh, AnEmptyCellHasNoWeightAndKeepsTheGap) {
  const Tuples tuples = {Tuple({"+", "m"}, 40), Tuple({"+", "f"}, 20), Tuple({"-", "f"}, 20)};
  const Reweighing found = Reweigh(tuples, Question()).value();
  EXPECT_EQ(found.empty_cells, 1U);
  EXPECT_FALSE(found.groups[1].cells[1].factor);
  EXPECT_GT(*found.parity[0].weighted, 0.1);
}

TEST(Reweigh, NoValueIsAGroupAndNoLabelIsLeftOut) {
  Tuples tuples = Applicants();
  tuples.push_back(Tuple({"+", std::nullopt}, 1));
  tuples.push_back(Tuple({"-", " NaN"}, 2));
  tuples.push_back(Tuple({std::nullopt, "m"}, 5));
  const Reweighing found = Reweigh(tuples, Question()).value();
  ASSERT_EQ(found.groups.size(), 3U);
  EXPECT_EQ(found.groups[2].values, std::vector<std::string>{"unknown"});
  EXPECT_EQ(found.groups[2].cells[1].rows, 2);
  EXPECT_EQ(found.left_out, 5);
}

TEST(Reweigh, RefusesWhatHasNothingToWeigh) {
  const auto refusal = [](const Tuples& tuples, const ReweighQuestion& question) {
    const auto found = Reweigh(tuples, question);
    return found.ok() ? std::string("accepted") : found.error().what;
  };
  EXPECT_EQ(refusal({}, Question()), "no row has a value of 'hired'");
  EXPECT_EQ(refusal({Tuple({"+", "m"}, 1), Tuple({"+", "f"}, 1)}, Question()),
            "column 'hired' holds only '+': there is nothing to weigh");
  EXPECT_EQ(refusal({Tuple({"+", "m"}, 1), Tuple({"-", "m"}, 1)}, Question()),
            "all rows with a label are of one group: there is nothing to compare");
  ReweighQuestion question = Question();
  question.positive = "yes";
  EXPECT_EQ(refusal(Applicants(), question), "no label 'yes'; did you mean '+'?");
  question = Question();
  question.attributes = {"hired"};
  EXPECT_EQ(refusal(Applicants(), question), "column 'hired' is named twice");
  question = Question();
  question.weight = "w";
  EXPECT_EQ(refusal(Applicants(), question), "all weights are 0");
}

TEST(Resampler, GivesEachCellItsCopies) {
  const Reweighing found = Reweigh(Applicants(), Question()).value();
  for (const std::uint64_t seed : {0U, 1U, 2U}) {
    Resampler resampler(found, seed);
    std::vector<std::int64_t> copies(4);
    for (const Row& row :
         {Row{"+", "m"}, Row{"-", "f"}, Row{"+", "m"}, Row{"-", "m"}, Row{"+", "f"}, Row{"+", "m"},
          Row{"-", "f"}, Row{"+", "f"}, Row{"+", "m"}, Row{"-", "f"}}) {
      const CellPlace place = *PlaceOf(found, row).value();
      copies[place.group * 2 + place.label] += resampler.Next(place).value();
    }
    EXPECT_EQ(copies, (std::vector<std::int64_t>{3, 2, 3, 2})) << seed;
    EXPECT_FALSE(resampler.Next({0, 0}).ok());
  }
}

// Each of four rows that share three copies is the one that goes without as often: by 400 seeds,
// 100 times, and more than 5 deviations of 8.7 away from it would be an error.
TEST(Resampler, LeavesNoRowOutMoreThanOthers) {
  const Reweighing found = Reweigh(Applicants(), Question()).value();
  std::vector<int> without(4);
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Resampler resampler(found, seed);
    for (int& row : without) row += resampler.Next({1, 0}).value() == 0 ? 1 : 0;
  }
  for (const int times : without) EXPECT_NEAR(times, 100, 44);
}

TEST(PlaceOf, KnowsOnlyWhatWasCounted) {
  const Reweighing found = Reweigh(Applicants(), Question()).value();
  EXPECT_FALSE(PlaceOf(found, Row{std::nullopt, "m"}).value());
  EXPECT_EQ(PlaceOf(found, Row{"+", "x"}).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace assay::fairness
