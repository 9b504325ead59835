// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/threshold_trial.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "assay/fairness/threshold_document.h"

namespace assay::fairness {
namespace {

using Tuples = std::vector<table::TupleCount>;
using Values = std::vector<std::optional<std::string>>;

ThresholdQuestion Question() {
  ThresholdQuestion question;
  question.label = "y";
  question.score = "s";
  question.attributes = {"g"};
  question.holdout = "test";
  return question;
}

/// Of each group 40 rows to fit and as many held out. The score is shifted by .2 for group b.
Tuples Shifted() {
  Tuples tuples;
  for (const char* test : {"0", "1"}) {
    tuples.push_back({Values{"1", "0.8", "a", test}, 15, 0, 0});
    tuples.push_back({Values{"0", "0.8", "a", test}, 5, 0, 0});
    tuples.push_back({Values{"1", "0.40", "a", test}, 5, 0, 0});
    tuples.push_back({Values{"0", "0.4", "a", test}, 15, 0, 0});
    tuples.push_back({Values{"1", "0.6", "b", test}, 15, 0, 0});
    tuples.push_back({Values{"0", "0.6", "b", test}, 5, 0, 0});
    tuples.push_back({Values{"1", "0.2", "b", test}, 5, 0, 0});
    tuples.push_back({Values{"0", "0.2", "b", test}, 15, 0, 0});
  }
  return tuples;
}

double GapOf(const TrialOutcome& outcome, const std::string& name) {
  for (const ParityGap& one : outcome.gaps)
    if (one.name == name) return one.gap ? one.gap->value : -1;
  return -2;
}

// By hand: a threshold of its own gives each group a tpr of .75 and an fpr of .25. With .7 for all,
// b has a tpr and an fpr of 0.
TEST(TryThresholds, GivesEachGroupItsOwn) {
  ThresholdQuestion question = Question();
  question.threshold = 0.7;
  const ThresholdTrial trial = TryThresholds(Shifted(), question).value();
  EXPECT_DOUBLE_EQ(trial.rules.objective, 0.75);
  EXPECT_EQ(trial.rules.rules[0].ChanceOfYes(0.8), 1);
  EXPECT_EQ(trial.rules.rules[0].ChanceOfYes(0.7), 0);
  EXPECT_EQ(trial.rules.rules[1].ChanceOfYes(0.6), 1);
  EXPECT_EQ(trial.mended.overall.counts, (Confusion{.tp = 30, .fp = 10, .fn = 10, .tn = 30}));
  EXPECT_EQ(GapOf(trial.mended, "equalized_odds_difference"), 0);
  EXPECT_EQ(trial.plain.overall.counts, (Confusion{.tp = 15, .fp = 5, .fn = 25, .tn = 35}));
  EXPECT_EQ(GapOf(trial.plain, "equalized_odds_difference"), 0.75);
}

TEST(TryThresholds, FitsWithoutTheRowsThatAreHeldOut) {
  Tuples tuples = Shifted();
  for (auto& tuple : tuples)  // held out, all is the other way round
    if (tuple.values.back() == "1") tuple.values.front() = tuple.values.front() == "1" ? "0" : "1";
  const ThresholdTrial trial = TryThresholds(tuples, Question()).value();
  EXPECT_DOUBLE_EQ(trial.rules.objective, 0.75);
  EXPECT_EQ(trial.mended.overall.counts, (Confusion{.tp = 10, .fp = 30, .fn = 30, .tn = 10}));
  EXPECT_EQ(trial.threshold, 0.6);  // 30 right and 10 wrong; .4 would add 5 and 15
}

TEST(TryThresholds, HoldsOutByLotWhatTheSeedSays) {
  Tuples tuples = Shifted();
  for (auto& tuple : tuples) {
    tuple.values.pop_back();
    tuple.rows *= 100;
  }
  ThresholdQuestion question = Question();
  question.holdout.clear();
  question.holdout_share = 0.25;
  const auto held = [&](std::uint64_t seed) {
    question.seed = seed;
    const ThresholdTrial trial = TryThresholds(tuples, question).value();
    return RowsOf(trial.held_out[0]) + RowsOf(trial.held_out[1]);
  };
  EXPECT_EQ(held(1), held(1));
  EXPECT_NE(held(1), held(2));
  EXPECT_NEAR(static_cast<double>(held(1)), 4000, 5 * 55);  // five deviations of 16000 at .25
}

TEST(TryThresholds, SaysWhatItCannotRead) {
  const auto refusal = [](const Tuples& tuples, const ThresholdQuestion& question) {
    const auto trial = TryThresholds(tuples, question);
    return trial.ok() ? std::string("accepted") : trial.error().what;
  };
  Tuples tuples = Shifted();
  tuples[0].values[1] = "high";
  EXPECT_EQ(refusal(tuples, Question()), "'high' in column 's' is no number");
  tuples[0].values[1] = "inf";
  EXPECT_EQ(refusal(tuples, Question()), "'inf' in column 's' is no number");
  tuples = Shifted();
  tuples[0].values.back() = std::nullopt;
  EXPECT_EQ(refusal(tuples, Question()),
            "a row has no value of 'test': held out is 1 or true, all else 0 or false");
  tuples = Shifted();
  for (auto& tuple : tuples) tuple.values.back() = "0";
  EXPECT_EQ(refusal(tuples, Question()), "no row is held out to try the thresholds on");
  EXPECT_EQ(refusal({}, Question()), "the table has no rows");
  ThresholdQuestion question = Question();
  question.attributes = {"y"};
  EXPECT_EQ(refusal(Shifted(), question), "column 'y' is named twice");
  question = Question();
  question.holdout_share = 1;
  EXPECT_EQ(refusal(Shifted(), question),
            "the share of rows that is held out lies between 0 and 1");
  question = Question();
  question.positive = "yes";
  EXPECT_EQ(refusal(Shifted(), question), "no label or prediction 'yes'; did you mean '0'?");
}

TEST(TryThresholds, LeavesOutRowsWithoutLabelOrScore) {
  Tuples tuples = Shifted();
  tuples.push_back({Values{std::nullopt, "0.4", "a", "1"}, 3, 0, 0});
  tuples.push_back({Values{"1", "nan", "a", "1"}, 4, 0, 0});
  const ThresholdTrial trial = TryThresholds(tuples, Question()).value();
  EXPECT_EQ(trial.left_out, 7);
  EXPECT_EQ(trial.mended.overall.counts.n(), 80);
}

TEST(ToJson, SaysRulesOutcomesAndWarnings) {
  const Json json = ToJson(TryThresholds(Shifted(), Question()).value());
  EXPECT_EQ(json.at("rows"), Json({{"fitted", 80}, {"held_out", 80}, {"left_out", 0}}));
  EXPECT_EQ(json.at("groups").at(1).at("rule").at("thresholds"),
            Json::array({Json({{"threshold", 0.6}, {"chance", 1.0}})}));
  EXPECT_EQ(json.at("by_group").at("overall").at("balanced_accuracy"), 0.75);
  EXPECT_EQ(json.at("warnings").size(), 2U);
}

}  // namespace
}  // namespace assay::fairness
