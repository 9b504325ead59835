// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/impact_ratio.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "assay/fairness/dataset_testing.h"

namespace assay::fairness {
namespace {

using testing::Tuples;
using testing::Values;

ImpactQuestion Question(bool is_score) {
  ImpactQuestion question;
  question.sex = "sex";
  question.race = "race";
  question.outcome = "outcome";
  question.is_score = is_score;
  return question;
}

struct Margin {
  const char* name;
  std::int64_t above;
  std::int64_t below;
};

/// The scoring example of the rules gives margins by sex and by race; 36 people's race is unknown.
/// Any table of sex x race with these margins will do: filled from its first cell on.
/// Source:  6 RCNY 5-301, example of scoring rates: n and rates, from which the counts follow.
std::vector<table::TupleCount> ScoringExample() {
  std::vector<std::pair<Values, std::int64_t>> counts;
  const auto fill = [&counts](std::vector<Margin> sexes, std::vector<Margin> races,
                              std::int64_t Margin::* side, const char* score) {
    std::size_t race = 0;
    for (Margin& sex : sexes) {
      while (sex.*side > 0) {
        if (races[race].*side == 0) {
          ++race;
          continue;
        }
        const std::int64_t people = std::min(sex.*side, races[race].*side);
        sex.*side -= people;
        races[race].*side -= people;
        counts.push_back({{sex.name, races[race].name, score}, people});
      }
    }
  };
  const std::vector<Margin> sexes = {{"Male", 50, 42}, {"Female", 34, 42}};
  const std::vector<Margin> races = {{"Hispanic", 18, 10}, {"White", 15, 25}, {"Black", 16, 16},
                                     {"NHPI", 5, 3},       {"Asian", 10, 14}, {"", 20, 16}};
  fill(sexes, races, &Margin::above, "71.5");
  fill(sexes, races, &Margin::below, "40");
  return Tuples(std::move(counts));
}

ImpactAudit Audit(const std::vector<table::TupleCount>& tuples, const ImpactQuestion& question) {
  auto audit = AuditImpact(tuples, question);
  EXPECT_TRUE(audit.ok()) << (audit.ok() ? "" : audit.error().what);
  return audit.ok() ? std::move(audit).value() : ImpactAudit();
}

std::string Refusal(const std::vector<table::TupleCount>& tuples, const ImpactQuestion& question) {
  const auto audit = AuditImpact(tuples, question);
  return audit.ok() ? "none" : audit.error().what;
}

const ImpactCategory& Category(const ImpactGrouping& grouping, const std::vector<std::string>& of) {
  return *std::ranges::find(grouping.categories, of, &ImpactCategory::values);
}

// Every row of the rules' example: name, n, rate, ratio, as they print it but for the truncated
// 64.2 of Hispanic.
TEST(AuditImpact, ScoringExampleOfTheRules) {
  const ImpactAudit audit = Audit(ScoringExample(), Question(true));
  EXPECT_EQ(audit.assessed, 168);
  ASSERT_TRUE(audit.median);
  EXPECT_EQ(audit.median->value, 55.75);
  EXPECT_EQ(audit.median->above, 84);
  EXPECT_EQ(audit.median->at_value, 0);
  struct Row {
    const char* name;
    std::int64_t n;
    double percent;
    double ratio;
  };
  constexpr std::array<Row, 7> kRows = {{{"Male", 92, 54.3, 1.00},
                                         {"Female", 76, 44.7, .82},
                                         {"Hispanic", 28, 64.3, 1.00},
                                         {"White", 40, 37.5, .58},
                                         {"Black", 32, 50.0, .78},
                                         {"NHPI", 8, 62.5, .97},
                                         {"Asian", 24, 41.7, .65}}};
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    const ImpactCategory& one = Category(audit.groupings[i < 2 ? 0 : 1], {kRows[i].name});
    EXPECT_EQ(one.rate.n, kRows[i].n) << kRows[i].name;
    EXPECT_NEAR(one.rate.Value().value() * 100, kRows[i].percent, .05) << kRows[i].name;
    EXPECT_NEAR(one.ratio.value(), kRows[i].ratio, .005) << kRows[i].name;
  }
  EXPECT_EQ(audit.groupings[0].unknown, 0);
  EXPECT_EQ(audit.groupings[1].unknown, 36);
  EXPECT_EQ(audit.groupings[2].unknown, 36);
  EXPECT_EQ(audit.groupings[2].categories.size(), 10U);
  EXPECT_EQ(audit.tests, 1U + 10U + 45U);
}

TEST(AuditImpact, FewPeopleAreSaidBesideTheRatioThatTheRulesStillWant) {
  const ImpactAudit audit = Audit(ScoringExample(), Question(true));
  const ImpactGrouping& race = audit.groupings[1];
  EXPECT_EQ(Category(race, {"Hispanic"}).standing, Standing::kReference);
  EXPECT_EQ(Category(race, {"White"}).standing, Standing::kInsufficient);  // 28 in the highest
  EXPECT_EQ(Category(audit.groupings[0], {"Female"}).standing, Standing::kOk);
}

// An empty category has no rate; one that nobody of was selected in has rate and ratio 0.
TEST(AuditImpact, NobodyIsUndefinedAndNoneSelectedIsZero) {
  const ImpactAudit audit =
      Audit(Tuples({{{"f", "a", "1"}, 40}, {{"f", "a", "0"}, 40}, {{"m", "b", "0"}, 40}}),
            Question(false));
  const ImpactCategory& nobody = Category(audit.groupings[2], {"f", "b"});
  EXPECT_EQ(nobody.standing, Standing::kUndefined);
  EXPECT_FALSE(nobody.ratio || nobody.interval || nobody.p);
  const ImpactCategory& none = Category(audit.groupings[2], {"m", "b"});
  EXPECT_EQ(none.ratio, 0.0);
  EXPECT_FALSE(none.ratio_interval);
  EXPECT_TRUE(none.is_under_four_fifths);
}

TEST(AuditImpact, NoRatioWhereNobodyIsSelected) {
  const ImpactAudit audit =
      Audit(Tuples({{{"f", "a", "0"}, 40}, {{"m", "b", "0"}, 40}}), Question(false));
  for (const ImpactCategory& one : audit.groupings[0].categories) {
    EXPECT_FALSE(one.ratio);
    EXPECT_EQ(one.standing, Standing::kUndefined);
  }
}

// 5 people: 1 2 2 2 9. The median is 2; the three who have it are not above.
TEST(AuditImpact, TheMedianItselfIsNotAbove) {
  const ImpactAudit audit = Audit(Tuples({{{"f", "a", "1"}, 1},
                                          {{"f", "b", "2"}, 2},
                                          {{"m", "a", "2.0"}, 1},
                                          {{"m", "b", "9"}, 1},
                                          {{"m", "b", "NaN"}, 3}}),
                                  Question(true));
  EXPECT_EQ(audit.assessed, 5);
  EXPECT_EQ(audit.left_out, 3);
  EXPECT_EQ(audit.median->value, 2);
  EXPECT_EQ(audit.median->at_value, 3);
  EXPECT_EQ(audit.median->above, 1);
  EXPECT_EQ(Category(audit.groupings[0], {"m"}).rate, (Proportion{1, 2}));
}

// One of one selected: the interval of the logarithm would claim to know that rate exactly.
TEST(AuditImpact, ARateOfAllHasNoIntervalOfTheRatio) {
  const ImpactAudit audit =
      Audit(Tuples({{{"f", "a", "1"}, 1}, {{"m", "b", "1"}, 20}, {{"m", "b", "0"}, 20}}),
            Question(false));
  const ImpactCategory& m = Category(audit.groupings[0], {"m"});
  EXPECT_EQ(m.ratio, .5);
  EXPECT_FALSE(m.ratio_interval);
  EXPECT_EQ(m.standing, Standing::kInsufficient);
}

TEST(AuditImpact, FourFifthsExactlyIsNotUnder) {
  const ImpactAudit audit = Audit(Tuples({{{"f", "a", "1"}, 24},
                                          {{"f", "b", "0"}, 76},
                                          {{"m", "a", "1"}, 30},
                                          {{"m", "b", "0"}, 70}}),
                                  Question(false));
  EXPECT_FALSE(Category(audit.groupings[0], {"f"}).is_under_four_fifths);
}

TEST(AuditImpact, AnExcludedCategoryKeepsItsRateAndSetsNoHighest) {
  ImpactQuestion question = Question(true);
  question.category_share = .05;  // 8 of 168 is 4.8 %
  question.exclusions = {"race=NHPI: eight people: too few"};
  ImpactAudit audit = Audit(ScoringExample(), question);
  const ImpactCategory& one = Category(audit.groupings[1], {"NHPI"});
  EXPECT_EQ(one.exclusion, "eight people: too few");
  EXPECT_EQ(one.rate, (Proportion{5, 8}));
  EXPECT_FALSE(one.ratio || one.q);
  EXPECT_EQ(audit.tests, 1U + 6U + 45U);
  EXPECT_TRUE(one.is_small);
  EXPECT_FALSE(Category(audit.groupings[1], {"Asian"}).is_small);
}

TEST(AuditImpact, RefusesExclusionsThatTheRulesDoNotAllow) {
  ImpactQuestion question = Question(true);
  const auto with = [&](std::vector<std::string> exclusions) {
    question.exclusions = std::move(exclusions);
    return Refusal(ScoringExample(), question);
  };
  EXPECT_EQ(with({"race=Asien: few"}), "no category 'race=Asien'; did you mean 'race=Asian'?");
  EXPECT_EQ(with({"race=Asian: few"}),
            "race=Asian has 24 of 168 people: only a category under 2 % may be excluded");
  EXPECT_EQ(with({"race=NHPI: "}),
            "race=NHPI is excluded without a reason: write 'race=NHPI: REASON'");
  EXPECT_EQ(with({"race=NHPI"}),
            "race=NHPI is excluded without a reason: write 'race=NHPI: REASON'");
  question.category_share = .05;
  EXPECT_EQ(with({"race=NHPI: few", "race=NHPI: few"}), "race=NHPI is excluded twice");
}

TEST(AuditImpact, RefusesWhatItCannotRate) {
  EXPECT_EQ(Refusal(Tuples({{{"f", "a", "high"}, 1}}), Question(true)),
            "column 'outcome' holds 'high': a score is a number");
  EXPECT_EQ(Refusal(Tuples({{{"f", "a", "inf"}, 1}}), Question(true)),
            "column 'outcome' holds 'inf': a score is a number");
  EXPECT_EQ(Refusal(Tuples({{{"f", "a", ""}, 1}}), Question(true)),
            "no row has a value of 'outcome'");
  EXPECT_EQ(Refusal(Tuples({{{"f", "a", "1"}, 1}}), Question(false)),
            "column 'sex' has fewer than two known values: there is nothing to compare");
  EXPECT_EQ(Refusal(Tuples({{{"f", "a", "maybe"}, 1}}), Question(false)),
            "column 'outcome' holds 'maybe', not 0 and 1 or false and true: name the positive "
            "value");
  ImpactQuestion twice = Question(false);
  twice.race = twice.sex;
  EXPECT_EQ(Refusal(Tuples({{{"f", "f", "1"}, 1}}), twice),
            "sex, race and outcome are three columns");
}

TEST(AuditImpact, RefusesMoreCategoriesThanItTests) {
  std::vector<std::pair<Values, std::int64_t>> many;
  for (int i = 0; i < 101; ++i)
    many.push_back({{i % 2 == 0 ? "f" : "m", std::to_string(i), "1"}, 1});
  EXPECT_EQ(Refusal(Tuples(std::move(many)), Question(false)),
            "more than 200 categories by sex, race");
}

}  // namespace
}  // namespace assay::fairness
