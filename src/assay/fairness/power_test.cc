// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/power.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::fairness {
namespace {

PowerPlan Equal(std::size_t groups, std::int64_t rows, Pairing pairing) {
  return {.rates = std::vector<double>(groups, 0.5),
          .rows = rows,
          .pairing = pairing,
          .trials = 1000,
          .seed = 20260101};
}

double Share(Proportion share) { return share.Value().value_or(-1); }

// Tolerance 0 is the hardest case: every significant gap fails. Five in a hundred, and three
// standard errors of a thousand trials.
TEST(SimulatePower, FindsFewFalseAlarmsAmongEqualGroups) {
  const double most = 0.05 + 3 * std::sqrt(0.05 * 0.95 / 1000);
  for (const std::size_t groups : {2U, 5U, 14U}) {
    for (const std::int64_t rows : {30, 100, 300}) {
      const Power pairs = SimulatePower(Equal(groups, rows, Pairing::kAllPairs)).value();
      const Power fixed = SimulatePower(Equal(groups, rows, Pairing::kFixedReference)).value();
      EXPECT_LE(Share(pairs.failed), most) << groups << " groups of " << rows;
      EXPECT_LE(Share(fixed.failed), most) << groups << " groups of " << rows;
    }
  }
}

// What is published of the raw rule and of the best group seen, with equal rates of one half.
TEST(SimulatePower, FindsWhatIsKnownOfUnsoundRules) {
  const auto alarms = [](std::size_t groups, std::int64_t rows) {
    return Share(SimulatePower(Equal(groups, rows, Pairing::kFixedReference)).value().four_fifths);
  };
  EXPECT_NEAR(alarms(2, 30), 0.385, 0.05);
  EXPECT_NEAR(alarms(7, 30), 0.97, 0.02);
  EXPECT_GT(alarms(14, 30), 0.99);
  EXPECT_NEAR(alarms(14, 100), 0.96, 0.02);
  EXPECT_LE(alarms(14, 1000), 0.005);
  const Power best_seen = SimulatePower(Equal(14, 300, Pairing::kBestSeen)).value();
  EXPECT_NEAR(Share(best_seen.failed), 0.19, 0.04);
}

// A gap of .5 against .7 in two groups of 100: power of the two-sided Fisher test is .795 (exact,
// by scipy: sum over both binomials of the tables with fisher_exact p <= .05).
TEST(SimulatePower, FindsATrueGap) {
  const PowerPlan plan = {.rates = {0.5, 0.7}, .rows = 100, .trials = 2000, .seed = 3};
  EXPECT_NEAR(Share(SimulatePower(plan).value().failed), 0.792, 0.03);
}

TEST(SimulatePower, PassesEqualGroupsThatAreLarge) {
  PowerPlan plan = Equal(2, 4000, Pairing::kAllPairs);
  plan.tolerance = 0.05;
  EXPECT_GT(Share(SimulatePower(plan).value().passed), 0.9);
  plan.rows = 30;
  EXPECT_EQ(Share(SimulatePower(plan).value().passed), 0);
}

TEST(SimulatePower, RefusesWhatIsNoPlan) {
  const auto with = [](auto change) {
    PowerPlan plan = Equal(2, 30, Pairing::kAllPairs);
    change(plan);
    return SimulatePower(plan).ok();
  };
  EXPECT_FALSE(with([](PowerPlan& plan) { plan.rates = {0.5}; }));
  EXPECT_FALSE(with([](PowerPlan& plan) { plan.rates = {0.5, 1.5}; }));
  EXPECT_FALSE(with([](PowerPlan& plan) { plan.rows = 0; }));
  EXPECT_FALSE(with([](PowerPlan& plan) { plan.trials = 0; }));
  EXPECT_FALSE(with([](PowerPlan& plan) { plan.alpha = 0; }));
  EXPECT_FALSE(
      with([](PowerPlan& plan) { plan.tolerance = std::numeric_limits<double>::quiet_NaN(); }));
}

}  // namespace
}  // namespace assay::fairness
