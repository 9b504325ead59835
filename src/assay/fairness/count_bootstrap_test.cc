// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/count_bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "assay/fairness/random_internal.h"

namespace assay::fairness {
namespace {

using Cells = std::span<const std::int64_t>;

/// The share of cell `k` among the cells from `first` to `last`.
CountMetric Share(std::size_t k, std::size_t first, std::size_t last) {
  return [=](Cells cells) {
    std::int64_t n = 0;
    for (std::size_t i = first; i <= last; ++i) n += cells[i];
    return Proportion{cells[k], n}.Value();
  };
}

// Oracle: the replicates of one share are binomial. scipy.stats.binom.ppf([.025, .975], 1000, .3)
// / 1000 is .272, .329; a percentile of 20,000 replicates is off by .001 at most.
TEST(CountBootstrap, OfAShareIsItsBinomial) {
  const std::array<std::int64_t, 2> cells = {300, 700};
  const std::vector<CountMetric> metrics = {Share(0, 0, 1)};
  const auto found = CountBootstrap(cells, metrics, {.seed = 5, .replicates = 20000}).value();
  EXPECT_NEAR(found[0]->interval.low, 0.272, 0.0011);
  EXPECT_NEAR(found[0]->interval.high, 0.329, 0.0011);
  EXPECT_EQ(found[0]->undefined, 0);
}

// COMPAS, false positive rates of two groups out of eight cells: the percentile interval of the
// difference agrees with Newcombe's to a standard error, and both with n this large.
TEST(CountBootstrap, OfADifferenceAgreesWithNewcombe) {
  const std::array<std::int64_t, 8> cells = {1369, 805, 532, 990, 505, 349, 461, 1139};
  const auto rate = [](Cells c, std::size_t at) {
    return Proportion{c[at + 1], c[at + 1] + c[at + 3]};
  };
  const std::vector<CountMetric> metrics = {
      [&](Cells c) { return Difference(rate(c, 0), rate(c, 4)); }};
  const auto found = CountBootstrap(cells, metrics, {.seed = 1, .replicates = 20000}).value();
  EXPECT_NEAR(found[0]->interval.low, .182053, 0.001);
  EXPECT_NEAR(found[0]->interval.high, .245023, 0.001);
}

TEST(CountBootstrap, IsAFunctionOfItsSeed) {
  const std::array<std::int64_t, 4> cells = {30, 20, 10, 940};
  const std::vector<CountMetric> metrics = {Share(0, 0, 1), Share(2, 0, 3)};
  const auto once = CountBootstrap(cells, metrics, {.seed = 42}).value();
  const auto again = CountBootstrap(cells, metrics, {.seed = 42}).value();
  const auto other = CountBootstrap(cells, metrics, {.seed = 43}).value();
  EXPECT_EQ(once[0]->interval, again[0]->interval);
  EXPECT_EQ(once[1]->interval, again[1]->interval);
  EXPECT_NE(once[0]->interval, other[0]->interval);
}

TEST(CountBootstrap, CountsWhereAMetricIsUndefined) {
  // One row of the two that make the denominator: gone in (1 - 1/100)^100 = 36.6 % of replicates.
  const std::array<std::int64_t, 3> cells = {1, 0, 99};
  const std::vector<CountMetric> metrics = {Share(0, 0, 1), Share(1, 1, 1)};
  const auto found = CountBootstrap(cells, metrics, {.seed = 3, .replicates = 10000}).value();
  EXPECT_NEAR(found[0]->undefined, 3660, 4 * 48);
  EXPECT_EQ(found[0]->interval, (Interval{1, 1}));
  EXPECT_FALSE(found[1].has_value());
}

/// Share of trials in which the percentile interval of max - min excludes 0, of groups of 50 rows
/// with equal rates of one half.
double AlarmsOfTheLargestGap(std::size_t groups) {
  constexpr int kTrials = 200;
  const std::vector<CountMetric> gap = {[](Cells counts) -> std::optional<double> {
    std::vector<double> rates;
    for (std::size_t i = 0; i < counts.size(); i += 2)
      rates.push_back(Proportion{counts[i], counts[i] + counts[i + 1]}.Value().value_or(0));
    return std::ranges::max(rates) - std::ranges::min(rates);
  }};
  Random random(17);
  int alarms = 0;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    std::vector<std::int64_t> cells;
    for (std::size_t group = 0; group < groups; ++group) {
      const std::int64_t k = random.Binomial(50, 0.5);
      cells.insert(cells.end(), {k, 50 - k});
    }
    const auto found = CountBootstrap(cells, gap, {.seed = trial, .replicates = 400}).value();
    alarms += found[0]->interval.low > 0 ? 1 : 0;
  }
  return static_cast<double>(alarms) / kTrials;
}

// Why no verdict rests on it: the largest gap of a replicate is never below 0.
TEST(CountBootstrap, OfTheLargestGapAccusesEqualGroups) {
  EXPECT_GT(AlarmsOfTheLargestGap(2), 0.15);
  EXPECT_EQ(AlarmsOfTheLargestGap(6), 1);
}

TEST(CountBootstrap, RefusesWhatItCannotDraw) {
  const std::array<std::int64_t, 2> cells = {3, 7};
  const std::vector<CountMetric> metrics(11, Share(0, 0, 1));
  const auto code = [&](Cells counts, const BootstrapPlan& plan) {
    return CountBootstrap(counts, metrics, plan).error().code;
  };
  constexpr auto kInvalid = ErrorCode::kInvalidArgument;
  EXPECT_EQ(code(std::array<std::int64_t, 2>{-1, 2}, {}), kInvalid);
  EXPECT_EQ(code(std::array<std::int64_t, 2>{0, 0}, {}), kInvalid);
  EXPECT_EQ(code(std::array<std::int64_t, 2>{1, std::numeric_limits<std::int64_t>::max()}, {}),
            kInvalid);
  EXPECT_EQ(code(cells, {.replicates = 0}), kInvalid);
  EXPECT_EQ(code(cells, {.replicates = 1000000}), kInvalid);
  EXPECT_EQ(code(cells, {.confidence = 1}), kInvalid);
}

}  // namespace
}  // namespace assay::fairness
