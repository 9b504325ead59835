// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "assay/fairness/random_internal.h"
#include "assay/fairness/significance.h"

namespace assay::fairness {
namespace {

double Weight(std::int64_t n, std::int64_t k, double p) {
  const auto ways = [](std::int64_t m) { return std::lgamma(static_cast<double>(m + 1)); };
  return std::exp(ways(n) - ways(k) - ways(n - k) + static_cast<double>(k) * std::log(p) +
                  static_cast<double>(n - k) * std::log1p(-p));
}

/// p of the draws against the law's own weights, cells under an expected count of 10 taken
/// together.
double FitOfDraws(std::int64_t n, double p, std::uint64_t seed) {
  constexpr std::int64_t kDraws = 200000;
  std::vector<std::int64_t> seen(static_cast<std::size_t>(n) + 1);
  Random random(seed);
  for (std::int64_t i = 0; i < kDraws; ++i) ++seen[static_cast<std::size_t>(random.Binomial(n, p))];
  std::vector<std::int64_t> counts = {0};
  std::vector<double> shares = {0};
  for (std::int64_t k = 0; k <= n; ++k) {
    const double share = Weight(n, k, p);
    const bool rare = share * kDraws < 10;
    if (!rare) {
      counts.push_back(0);
      shares.push_back(0);
    }
    (rare ? counts.front() : counts.back()) += seen[static_cast<std::size_t>(k)];
    (rare ? shares.front() : shares.back()) += share;
  }
  return ChiSquare(counts, shares).value().p;
}

TEST(RandomBinomial, FollowsItsLaw) {
  EXPECT_GT(FitOfDraws(9, 0.3, 1), 0.001);  // inversion
  EXPECT_GT(FitOfDraws(1000, 0.005, 2), 0.001);
  EXPECT_GT(FitOfDraws(20, 0.5, 3), 0.001);  // rejection, at its smallest n p
  EXPECT_GT(FitOfDraws(100, 0.37, 4), 0.001);
  EXPECT_GT(FitOfDraws(1000, 0.9, 5), 0.001);  // mirrored
}

TEST(RandomBinomial, HasTheMomentsOfAMillionTrials) {
  Random random(7);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 100000; ++i) {
    const double gap = static_cast<double>(random.Binomial(1000000, 0.2)) - 200000;
    sum += gap;
    squares += gap * gap;
  }
  EXPECT_NEAR(sum / 1e5, 0, 4 * 400 / std::sqrt(1e5));
  EXPECT_NEAR(squares / 1e5 / 160000, 1, 4 * std::sqrt(2 / 1e5));
}

TEST(RandomBinomial, OfCertaintiesIsCertain) {
  Random random(1);
  EXPECT_EQ(random.Binomial(0, 0.5), 0);
  EXPECT_EQ(random.Binomial(50, 0), 0);
  EXPECT_EQ(random.Binomial(50, 1), 50);
}

// The standard gives the 10,000th number of the default engine; ours are its upper 53 bits.
TEST(RandomUniform, IsTheEngineOfTheStandard) {
  Random random(5489);
  for (int i = 1; i < 10000; ++i) static_cast<void>(random.Uniform());
  EXPECT_EQ(random.Uniform(), static_cast<double>(9981545732273789042U >> 11U) * 0x1p-53);
}

TEST(RandomMultinomial, KeepsTheTotalAndEmptyCellsEmpty) {
  const std::array<std::int64_t, 5> cells = {40, 0, 7, 953, 0};
  std::array<std::int64_t, 5> drawn = {};
  std::array<double, 5> mean = {};
  Random random(11);
  for (int i = 0; i < 20000; ++i) {
    random.Multinomial(cells, drawn);
    EXPECT_EQ(std::accumulate(drawn.begin(), drawn.end(), std::int64_t{0}), 1000);
    for (std::size_t cell = 0; cell < 5; ++cell)
      mean[cell] += static_cast<double>(drawn[cell]) / 2e4;
  }
  EXPECT_EQ(mean[1], 0);
  EXPECT_EQ(mean[4], 0);
  EXPECT_NEAR(mean[0], 40, 4 * std::sqrt(40 * 0.96 / 2e4));
  EXPECT_NEAR(mean[2], 7, 4 * std::sqrt(7 / 2e4));
  EXPECT_NEAR(mean[3], 953, 4 * std::sqrt(953 * 0.047 / 2e4));
}

}  // namespace
}  // namespace assay::fairness
