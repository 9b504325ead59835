// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/thresholds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "assay/fairness/random_internal.h"

namespace assay::fairness {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

using Groups = std::vector<ScoredGroup>;

/// What is expected of a group under a rule, or a threshold.
struct Expected {
  double tp = 0, fp = 0, positives = 0, negatives = 0;

  [[nodiscard]] double Tpr() const { return tp / positives; }
  [[nodiscard]] double Fpr() const { return fp / negatives; }
  [[nodiscard]] double Selected() const { return (tp + fp) / (positives + negatives); }
};

template <typename Chance>
Expected Expect(const ScoredGroup& group, const Chance& chance) {
  Expected all;
  for (const ScoreCount& one : group.scores) {
    all.tp += chance(one.score) * static_cast<double>(one.positives);
    all.fp += chance(one.score) * static_cast<double>(one.negatives);
    all.positives += static_cast<double>(one.positives);
    all.negatives += static_cast<double>(one.negatives);
  }
  return all;
}

double ObjectiveOf(const std::vector<Expected>& groups, Objective objective) {
  Expected all;
  for (const Expected& one : groups) {
    all.tp += one.tp;
    all.fp += one.fp;
    all.positives += one.positives;
    all.negatives += one.negatives;
  }
  if (objective == Objective::kBalancedAccuracy) return (all.Tpr() + 1 - all.Fpr()) / 2;
  return (all.tp + all.negatives - all.fp) / (all.positives + all.negatives);
}

double RateOf(const Expected& one, ParityConstraint constraint) {
  if (constraint == ParityConstraint::kDemographicParity) return one.Selected();
  return constraint == ParityConstraint::kEqualOpportunity ? one.Tpr() : one.Fpr();
}

/// Every threshold of a group, also the one that nobody reaches.
std::vector<Expected> AllThresholds(const ScoredGroup& group) {
  std::vector<double> thresholds = {kNever};
  for (const ScoreCount& one : group.scores) thresholds.push_back(one.score);
  std::vector<Expected> all;
  for (const double threshold : thresholds)
    all.push_back(
        Expect(group, [threshold](double score) { return score >= threshold ? 1.0 : 0.0; }));
  return all;
}

/// The best that any draw between two thresholds of a group gives at exactly `rate`.
template <typename Rate, typename Value>
double BruteForce(const std::vector<Expected>& thresholds, double rate, const Rate& rate_of,
                  const Value& value_of) {
  double best = -kNever;
  for (const Expected& a : thresholds) {
    for (const Expected& b : thresholds) {
      if (rate_of(a) > rate || rate_of(b) < rate) continue;
      const double width = rate_of(b) - rate_of(a);
      const double share = width == 0 ? 0 : (rate - rate_of(a)) / width;
      best = std::max(best, (1 - share) * value_of(a) + share * value_of(b));
    }
  }
  return best;
}

/// Scores that tell more of the first groups, with ties; made anew by each seed.
Groups MakeGroups(std::uint64_t seed, int groups) {
  Random random(seed);
  Groups all;
  for (int g = 0; g < groups; ++g) {
    all.push_back({{std::string(1, static_cast<char>('a' + g))}, {}});
    for (int score = 9; score >= 0; --score)
      all.back().scores.push_back({score / 10.0,
                                   random.Binomial(12, (score + 1 + g) / (11.0 + 2 * g)),
                                   random.Binomial(10 + 5 * g, (10 - score) / 11.0)});
  }
  return all;
}

TEST(FitThresholds, OfOneRateIsTheBestOfAllPairsOfThresholds) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const Groups groups = MakeGroups(seed, 3);
    for (const ParityConstraint constraint :
         {ParityConstraint::kDemographicParity, ParityConstraint::kEqualOpportunity,
          ParityConstraint::kFprParity}) {
      for (const Objective objective : kObjectives) {
        const auto rate_of = [&](const Expected& one) { return RateOf(one, constraint); };
        std::vector<std::vector<Expected>> thresholds;
        Expected all;
        std::vector<double> rates;
        for (const ScoredGroup& group : groups) {
          thresholds.push_back(AllThresholds(group));
          for (const Expected& one : thresholds.back()) rates.push_back(rate_of(one));
          all.positives += thresholds.back().front().positives;
          all.negatives += thresholds.back().front().negatives;
        }
        const auto value_of = [&](const Expected& one) {
          return objective == Objective::kBalancedAccuracy
                     ? one.tp / all.positives / 2 - one.fp / all.negatives / 2 + 0.5 / 3
                     : (one.tp - one.fp + one.negatives) / (all.positives + all.negatives);
        };
        double best = 0;
        for (const double rate : rates) {
          double sum = 0;
          for (const auto& one : thresholds) sum += BruteForce(one, rate, rate_of, value_of);
          best = std::max(best, sum);
        }
        const auto fitted = FitThresholds(groups, constraint, objective).value();
        EXPECT_NEAR(fitted.objective, best, 1e-12) << Name(constraint) << Name(objective) << seed;
      }
    }
  }
}

TEST(FitThresholds, OfOddsIsTheBestPointUnderAllCurves) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const Groups groups = MakeGroups(seed, 3);
    std::vector<std::vector<Expected>> thresholds;
    for (const ScoredGroup& group : groups) thresholds.push_back(AllThresholds(group));
    for (const Objective objective : kObjectives) {
      double best = 0;
      constexpr int kSteps = 1000;
      for (int step = 0; step <= kSteps; ++step) {
        const double fpr = static_cast<double>(step) / kSteps;
        double tpr = 1;
        for (const auto& one : thresholds)
          tpr = std::min(tpr, BruteForce(
                                  one, fpr, [](const Expected& e) { return e.Fpr(); },
                                  [](const Expected& e) { return e.Tpr(); }));
        std::vector<Expected> at;
        for (const auto& one : thresholds) {
          at.push_back(one.front());
          at.back().tp = tpr * one.front().positives;
          at.back().fp = fpr * one.front().negatives;
        }
        best = std::max(best, ObjectiveOf(at, objective));
      }
      const auto fitted =
          FitThresholds(groups, ParityConstraint::kEqualizedOdds, objective).value();
      EXPECT_GE(fitted.objective, best - 1e-12) << Name(objective) << seed;
      EXPECT_LE(fitted.objective, best + 2.0 / kSteps) << Name(objective) << seed;
    }
  }
}

TEST(FitThresholds, RulesKeepTheConstraintAndGiveTheObjective) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Groups groups = MakeGroups(seed, 4);
    for (const ParityConstraint constraint : kParityConstraints) {
      const auto fitted = FitThresholds(groups, constraint, Objective::kAccuracy).value();
      std::vector<Expected> all;
      for (std::size_t g = 0; g < groups.size(); ++g)
        all.push_back(Expect(groups[g], [&rule = fitted.rules[g]](double score) {
          return rule.ChanceOfYes(score);
        }));
      EXPECT_NEAR(ObjectiveOf(all, Objective::kAccuracy), fitted.objective, 1e-12);
      for (const Expected& one : all) {
        EXPECT_NEAR(RateOf(one, constraint), fitted.rate, 1e-12) << Name(constraint);
        if (constraint == ParityConstraint::kEqualizedOdds) {
          EXPECT_NEAR(one.Tpr(), all.front().Tpr(), 1e-12);
        }
      }
    }
  }
}

// By hand. The score is right about a, and says nothing of b: equal odds are those of a coin, for a
// by a lot alone. Equal opportunity lets a be: all its positives, and all of b.
TEST(FitThresholds, OfAGroupThatTheScoreSaysNothingOf) {
  const Groups groups = {{{"a"}, {{0.9, 10, 0}, {0.1, 0, 10}}},
                         {{"b"}, {{0.9, 5, 5}, {0.1, 5, 5}}}};
  const auto odds =
      FitThresholds(groups, ParityConstraint::kEqualizedOdds, Objective::kAccuracy).value();
  EXPECT_DOUBLE_EQ(odds.objective, 0.5);
  const auto opportunity =
      FitThresholds(groups, ParityConstraint::kEqualOpportunity, Objective::kAccuracy).value();
  EXPECT_DOUBLE_EQ(opportunity.objective, 0.75);
  EXPECT_DOUBLE_EQ(opportunity.rate, 1);
  EXPECT_EQ(opportunity.rules[0].ChanceOfYes(0.9), 1);
  EXPECT_EQ(opportunity.rules[0].ChanceOfYes(0.1), 0);
  EXPECT_EQ(opportunity.rules[1].ChanceOfYes(0.1), 1);
}

// Two curves that cross between their corners: (0, 0) (0, .4) (1, 1) and (0, 0) (.2, .8) (1, 1):
// .4 + .6 x meets 4 x at x = 2/17. By accuracy of 20 and 20 rows the best is tpr - fpr.
TEST(FitThresholds, OddsMayBeBestWhereCurvesCross) {
  const Groups groups = {{{"a"}, {{0.9, 4, 0}, {0.1, 6, 10}}}, {{"b"}, {{0.9, 8, 2}, {0.1, 2, 8}}}};
  const auto fitted =
      FitThresholds(groups, ParityConstraint::kEqualizedOdds, Objective::kBalancedAccuracy).value();
  EXPECT_NEAR(fitted.rate, 2.0 / 17, 1e-15);
  EXPECT_NEAR(fitted.objective, (1 + 8.0 / 17 - 2.0 / 17) / 2, 1e-15);
}

TEST(FitThresholds, RefusesGroupsWithoutTheRowsOfARate) {
  const Groups groups = {{{"a"}, {{0.9, 4, 0}}}, {{"b", "c"}, {{0.9, 0, 2}}}};
  const auto refusal = [&](ParityConstraint constraint) {
    const auto fitted = FitThresholds(groups, constraint, Objective::kAccuracy);
    return fitted.ok() ? std::string() : fitted.error().what;
  };
  EXPECT_EQ(refusal(ParityConstraint::kEqualizedOdds),
            "group 'a' has no negative labels among the rows that thresholds are fitted to: "
            "another seed or share held out, or more rows");
  EXPECT_EQ(refusal(ParityConstraint::kEqualOpportunity),
            "group 'b, c' has no positive labels among the rows that thresholds are fitted to: "
            "another seed or share held out, or more rows");
  EXPECT_EQ(refusal(ParityConstraint::kDemographicParity), "");
  EXPECT_FALSE(
      FitThresholds({&groups[0], 1}, ParityConstraint::kFprParity, Objective::kAccuracy).ok());
  EXPECT_FALSE(BestThreshold({&groups[0], 1}, Objective::kAccuracy).ok());
}

TEST(BestThreshold, IsOneForAllGroups) {
  const Groups groups = {{{"a"}, {{0.9, 3, 0}, {0.5, 1, 2}}}, {{"b"}, {{0.7, 4, 1}, {0.5, 0, 1}}}};
  EXPECT_EQ(BestThreshold(groups, Objective::kAccuracy).value(), 0.7);
  const Groups wrong = {{{"a"}, {{0.9, 0, 3}, {0.5, 1, 0}}}};
  EXPECT_EQ(BestThreshold(wrong, Objective::kAccuracy).value(), kNever);
}

}  // namespace
}  // namespace assay::fairness
