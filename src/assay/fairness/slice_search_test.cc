// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/slice_search.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "assay/fairness/random_internal.h"
#include "assay/fairness/slice_document.h"

namespace assay::fairness {
namespace {

/// A combination of values, of whose positives `k` of `n` were found.
struct Cell {
  std::vector<std::string> values;
  std::int64_t k = 0;
  std::int64_t n = 0;
};

std::vector<table::TupleCount> TuplesOf(const std::vector<Cell>& cells) {
  std::vector<table::TupleCount> tuples;
  const auto add = [&tuples](const Cell& cell, const char* prediction, std::int64_t rows) {
    if (rows == 0) return;
    tuples.emplace_back();
    auto& values = tuples.back().values;
    values.emplace_back("1");
    values.emplace_back(prediction);
    values.insert(values.end(), cell.values.begin(), cell.values.end());
    tuples.back().rows = rows;
  };
  for (const Cell& cell : cells) {
    add(cell, "1", cell.k);
    add(cell, "0", cell.n - cell.k);
  }
  return tuples;
}

SliceQuestion Recall(std::vector<std::string> attributes, std::size_t depth = 2) {
  SliceQuestion question;
  question.columns = {.label = "label",
                      .prediction = "prediction",
                      .threshold = std::nullopt,
                      .attributes = std::move(attributes),
                      .weight = ""};
  question.metric = Metric::kTpr;
  question.depth = depth;
  question.null = {.seed = 1, .replicates = 500};
  return question;
}

std::string Described(const SliceSearch& search, const Slice& slice) {
  std::string text;
  for (const SliceTerm& term : slice.terms)
    text += fmt::format("{}={};", search.question.columns.attributes[term.attribute], term.value);
  return text;
}

/// Women are treated as men, the night as the day; only women at night are not.
std::vector<Cell> WomenAtNight() {
  return {{{"men", "day"}, 800, 1000},
          {{"men", "night"}, 160, 200},
          {{"women", "day"}, 800, 1000},
          {{"women", "night"}, 100, 200}};
}

TEST(SearchSlices, FindsWhatNoSingleAttributeShows) {
  const auto search = SearchSlices(TuplesOf(WomenAtNight()), Recall({"sex", "light"})).value();
  EXPECT_EQ(search.searched, 8U);
  EXPECT_EQ(search.overall, (Proportion{1860, 2400}));
  ASSERT_FALSE(search.slices.empty());
  const Slice& worst = search.slices.front();
  EXPECT_EQ(Described(search, worst), "sex=women;light=night;");
  EXPECT_EQ(worst.share, (Proportion{100, 200}));
  EXPECT_EQ(worst.others, (Proportion{1760, 2200}));
  EXPECT_NEAR(worst.difference, -0.3, 1e-12);
  EXPECT_EQ(worst.p, 1.0 / 501);
  EXPECT_FALSE(worst.within);
  EXPECT_LT(worst.interval.high, -0.15);
  // Wider than the interval of one comparison, for eight were looked at.
  const auto single = NewcombeDifference(worst.share, worst.others).value();
  EXPECT_LT(worst.interval.low, single.low);
  EXPECT_GT(worst.interval.high, single.high);
}

// All of the night is bad, whoever is there: women at night say no more.
TEST(SearchSlices, NamesTheBroaderSliceThatSaysAsMuch) {
  const std::vector<Cell> cells = {{{"men", "day"}, 800, 1000},
                                   {{"men", "night"}, 100, 200},
                                   {{"women", "day"}, 800, 1000},
                                   {{"women", "night"}, 99, 200}};
  const auto search = SearchSlices(TuplesOf(cells), Recall({"sex", "light"})).value();
  EXPECT_EQ(Described(search, search.slices.front()), "light=night;");
  const auto women = std::ranges::find_if(search.slices, [&](const Slice& slice) {
    return Described(search, slice) == "sex=women;light=night;";
  });
  ASSERT_NE(women, search.slices.end());
  ASSERT_TRUE(women->within);
  EXPECT_EQ(Described(search, search.slices[*women->within]), "light=night;");
  // scipy.stats.fisher_exact([[99, 101], [100, 100]])
  EXPECT_NEAR(women->within_p, 1, 1e-12);
}

TEST(SearchSlices, OfErrorsMoreIsWorse) {
  SliceQuestion question = Recall({"sex", "light"});
  question.metric = Metric::kFnr;
  const auto search = SearchSlices(TuplesOf(WomenAtNight()), question).value();
  EXPECT_EQ(Described(search, search.slices.front()), "sex=women;light=night;");
  EXPECT_NEAR(search.slices.front().difference, 0.3, 1e-12);
  EXPECT_GT(search.slices.front().interval.low, 0.15);
}

TEST(SearchSlices, KnowsWhichMetricsAreErrors) {
  for (const Metric metric : kMetrics) {
    const std::string_view name = Name(metric);
    const bool is_error =
        name == "fnr" || name == "fpr" || name == "fdr" || name == "for" || name == "error_rate";
    EXPECT_EQ(IsError(metric), is_error) << name;
  }
}

TEST(SearchSlices, DropsWhatIsTooSmallOrSaysTheSameTwice) {
  const std::vector<Cell> cells = {{{"men", "no"}, 80, 100},
                                   {{"women", "no"}, 60, 100},
                                   {{"women", "yes"}, 40, 60},
                                   {{"other", "no"}, 1, 5}};
  const auto search = SearchSlices(TuplesOf(cells), Recall({"sex", "pregnant"})).value();
  // Of 3 + 2 single values and 4 pairs: too small is "other" twice; the same rows have men who are
  // not pregnant as men, and pregnant women as the pregnant.
  EXPECT_EQ(search.too_small, 2U);
  EXPECT_EQ(search.repeated, 2U);
  EXPECT_EQ(search.searched, 5U);
  EXPECT_EQ(search.slices.size() + search.better, search.searched);
}

// Oracle: of one comparison the p of the search is that of the likelihood ratio test but for the
// noise of the replicates: 60/100 against 150/200 has a signed root of -2.6424 and p = .00823.
TEST(SearchSlices, OfOneComparisonIsOneTest) {
  SliceQuestion question = Recall({"g"}, 1);
  question.null = {.seed = 7, .replicates = 20000};
  const auto search =
      SearchSlices(TuplesOf({{{"a"}, 60, 100}, {{"b"}, 150, 200}}), question).value();
  EXPECT_EQ(search.searched, 2U);
  EXPECT_NEAR(search.slices.front().p, 0.0082, 0.002);
  EXPECT_NEAR(search.critical, 1.96, 0.04);
}

// Equal slices are accused in at most 5 % of tables: 400 tables of 3 x 3 x 2 combinations of 40
// rows each, at a rate of .7; the standard error is 1.1 points.
TEST(SearchSlices, AccusesNobodyAmongEquals) {
  Random random(20260101);
  int accused = 0;
  for (int table = 0; table < 400; ++table) {
    std::vector<Cell> cells;
    for (const char* a : {"a1", "a2", "a3"})
      for (const char* b : {"b1", "b2", "b3"})
        for (const char* c : {"c1", "c2"})
          cells.push_back({{a, b, c}, random.Binomial(40, 0.7), 40});
    SliceQuestion question = Recall({"a", "b", "c"}, 3);
    question.null = {.seed = 11, .replicates = 199};
    const auto search = SearchSlices(TuplesOf(cells), question).value();
    accused += std::ranges::any_of(search.slices, [](const Slice& s) { return s.p <= 0.05; });
  }
  EXPECT_LE(accused,
            33);  // 5 % and three standard errors; half of the slices are better, not worse
  EXPECT_GE(accused, 2);
}

TEST(SearchSlices, AGroupWithoutPositivesIsNoFinding) {
  const auto search =
      SearchSlices(TuplesOf({{{"a"}, 50, 100}, {{"b"}, 50, 100}, {{"c"}, 0, 0}}), Recall({"g"}, 1));
  ASSERT_TRUE(search.ok()) << search.error().what;
  EXPECT_EQ(search.value().searched, 2U);
  EXPECT_TRUE(search.value().slices.empty());
  EXPECT_EQ(search.value().better, 2U);
}

TEST(SearchSlices, RefusesWhatItCannotSearch) {
  const auto problem = [](SliceQuestion question) {
    const auto search = SearchSlices(TuplesOf(WomenAtNight()), std::move(question));
    return search.ok() ? std::string() : search.error().what;
  };
  EXPECT_EQ(problem(Recall({"sex", "sex"})), "column 'sex' is named twice");
  EXPECT_EQ(problem(Recall({})), "from 1 to 16 columns of groups can be named");
  EXPECT_EQ(problem(Recall({"sex", "light"}, 4)), "intersections are of 1 to 3 columns");
  SliceQuestion question = Recall({"sex", "light"});
  question.columns.weight = "w";
  EXPECT_EQ(problem(question), "slices are searched by rows, not by weights");
  question = Recall({"sex", "light"});
  question.null.replicates = 0;
  EXPECT_EQ(problem(question), "a bootstrap takes 1 to 1,000,000 replicates");
  question = Recall({"sex", "light"});
  question.least_rows = 0;
  EXPECT_EQ(problem(question), "a slice has at least 1 row");
  std::vector<Cell> many;
  for (int i = 0; i < 20'001; ++i) many.push_back({{fmt::format("g{}", i)}, 1, 2});
  question = Recall({"g"}, 1);
  question.least_rows = 1;
  EXPECT_EQ(SearchSlices(TuplesOf(many), question).error().code, ErrorCode::kExhausted);
}

TEST(SliceDocument, SaysWhatWasSearched) {
  const auto search = SearchSlices(TuplesOf(WomenAtNight()), Recall({"sex", "light"})).value();
  const Json document = ToJson(search);
  EXPECT_EQ(document["schema"], "assay.fairness.slices/1");
  EXPECT_EQ(document["searched"], 8);
  EXPECT_EQ(document["slices"][0]["slice"], (Json{{{"attribute", "sex"}, {"value", "women"}},
                                                  {{"attribute", "light"}, {"value", "night"}}}));
  EXPECT_EQ(document["slices"][0]["share"], (Json{{"k", 100}, {"n", 200}, {"value", 0.5}}));
  EXPECT_EQ(Canonical(document), Canonical(ToJson(search)));
}

}  // namespace
}  // namespace assay::fairness
