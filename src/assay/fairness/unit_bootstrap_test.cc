// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/unit_bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace assay::fairness {
namespace {

using Times = std::span<const std::uint32_t>;
using Found = std::span<std::optional<double>>;

/// The mean of values, unit by unit.
UnitStatistics MeanOf(std::vector<double> values) {
  return [values = std::move(values)](Times times, Found found) {
    double sum = 0;
    for (std::size_t i = 0; i < times.size(); ++i) sum += times[i] * values[i];
    found[0] = sum / static_cast<double>(times.size());
  };
}

// Oracle: replicates of a share of 300 in 1000 are binomial (1000, .3), whose 2.5th and 97.5th
// percentiles are 272 and 329 (scipy.stats.binom.ppf).
TEST(UnitBootstrap, OfAShareIsItsBinomial) {
  std::vector<double> values(1000);
  std::fill_n(values.begin(), 300, 1.0);
  const auto found =
      UnitBootstrap(1000, 1, MeanOf(values), {.seed = 3, .replicates = 5000}).value();
  EXPECT_NEAR(found[0]->interval.low, 0.272, 0.0021);
  EXPECT_NEAR(found[0]->interval.high, 0.329, 0.0021);
}

// 100 clusters of 10 equal rows are 100 observations, not 1000: the interval of their mean is
// sqrt(10) times as wide.
TEST(UnitBootstrap, ClustersAreWhatIsDrawn) {
  std::vector<double> clusters(100);
  std::fill_n(clusters.begin(), 30, 1.0);
  std::vector<double> rows(1000);
  std::fill_n(rows.begin(), 300, 1.0);
  const BootstrapPlan plan{.seed = 4, .replicates = 4000};
  const auto wide = UnitBootstrap(100, 1, MeanOf(clusters), plan).value()[0]->interval;
  const auto narrow = UnitBootstrap(1000, 1, MeanOf(rows), plan).value()[0]->interval;
  EXPECT_NEAR((wide.high - wide.low) / (narrow.high - narrow.low), std::sqrt(10.0), 0.25);
}

TEST(UnitBootstrap, DrawsAsManyAsThereAre) {
  const auto total = [](Times times, Found found) {
    found[0] = std::accumulate(times.begin(), times.end(), 0.0);
    if (times[0] > 0)
      found[1] = 1;
    else
      found[1].reset();
  };
  const auto found = UnitBootstrap(7, 2, total, {.seed = 1, .replicates = 2000}).value();
  EXPECT_EQ(found[0]->interval, (Interval{7, 7}));
  // A unit stays out of a replicate with probability (6/7)^7 = .340.
  EXPECT_NEAR(found[1]->undefined / 2000.0, 0.340, 0.035);
}

TEST(UnitBootstrap, IsAFunctionOfItsSeed) {
  const std::vector<double> values = {1, 2, 4, 8, 16, 32};
  const auto of = [&](std::uint64_t seed) {
    return UnitBootstrap(6, 1, MeanOf(values), {.seed = seed, .replicates = 99})
        .value()[0]
        ->interval;
  };
  EXPECT_EQ(of(1), of(1));
  EXPECT_NE(of(1), of(2));
}

TEST(UnitBootstrap, RefusesWhatItCannotDraw) {
  const auto none = [](Times, Found) {};
  EXPECT_EQ(UnitBootstrap(0, 1, none, {}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(UnitBootstrap(1, 1, none, {.replicates = 0}).ok());
  EXPECT_FALSE(UnitBootstrap(1, 20'000, none, {}).ok());
  EXPECT_FALSE(UnitBootstrap(1, 1, none, {.confidence = 1}).ok());
  EXPECT_EQ(UnitBootstrap(1, 1, none, {}).value()[0], std::nullopt);
}

}  // namespace
}  // namespace assay::fairness
