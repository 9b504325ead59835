// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstddef>
#include <numeric>

#include "assay/core/result.h"
#include "assay/fairness/random_internal.h"

namespace assay::fairness {
namespace {

/// base^exponent by squaring: std::pow may differ in its last bit.
double Power(double base, std::int64_t exponent) {
  double result = 1;
  while (exponent > 0) {
    if (exponent % 2 == 1) result *= base;
    base *= base;
    exponent /= 2;
  }
  return result;
}

/// Binomial weights as ratios of neighbours, for p <= 1/2.
struct Law {
  std::int64_t n;
  double p;

  /// P(k + 1) / P(k).
  [[nodiscard]] double Step(std::int64_t k) const {
    return static_cast<double>(n - k) / static_cast<double>(k + 1) * (p / (1 - p));
  }

  /// Whether P(k) / P(mode) >= least. Weights fall away from the mode: the walk may end early.
  [[nodiscard]] bool Reaches(std::int64_t k, double least) const {
    const auto mode = static_cast<std::int64_t>(static_cast<double>(n + 1) * p);
    double weight = 1;
    for (std::int64_t i = mode; i < k && weight >= least; ++i) weight *= Step(i);
    for (std::int64_t i = mode; i > k && weight >= least; --i) weight /= Step(i - 1);
    return weight >= least;
  }
};

std::int64_t DrawByInversion(Random& random, const Law& law) {
  const double none = Power(1 - law.p, law.n);
  for (;;) {
    double rest = random.Uniform();
    double weight = none;
    for (std::int64_t k = 0; k <= law.n; ++k) {
      if (rest < weight) return k;
      rest -= weight;
      weight *= law.Step(k);
    }
    // Rounding left a rest beyond the last weight: draw again.
  }
}

std::int64_t DrawByRejection(Random& random, const Law& law) {
  const auto n = static_cast<double>(law.n);
  const double deviation = std::sqrt(n * law.p * (1 - law.p));
  // The constants of BTRS, by its names.
  const double b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.01 * law.p;
  const double c = n * law.p + 0.5;
  const double v_r = 0.92 - 4.2 / b;
  const double alpha = (2.83 + 5.1 / b) * deviation;
  for (;;) {
    const double u = random.Uniform() - 0.5;
    const double v = random.Uniform();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + c);
    if (k < 0 || k > n) continue;
    const auto drawn = static_cast<std::int64_t>(k);
    if (us >= 0.07 && v <= v_r) return drawn;
    if (law.Reaches(drawn, v * alpha / (a / (us * us) + b))) return drawn;
  }
}

}  // namespace

std::int64_t Random::Binomial(std::int64_t n, double p) {
  ASSAY_CHECK(n >= 0 && 0 <= p && p <= 1);
  if (n == 0 || p == 0) return 0;
  if (p > 0.5) return n - Binomial(n, 1 - p);
  const Law law{n, p};
  return static_cast<double>(n) * p < 10 ? DrawByInversion(*this, law)
                                         : DrawByRejection(*this, law);
}

void Random::Multinomial(std::span<const std::int64_t> cells, std::span<std::int64_t> drawn) {
  ASSAY_CHECK(cells.size() == drawn.size());
  std::int64_t rest = std::accumulate(cells.begin(), cells.end(), std::int64_t{0});
  std::int64_t rows = rest;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    // The last cell that is not empty has a share of exactly 1 and takes what is left.
    const double share = rest == 0 ? 0 : static_cast<double>(cells[i]) / static_cast<double>(rest);
    drawn[i] = Binomial(rows, share);
    rest -= cells[i];
    rows -= drawn[i];
  }
}

}  // namespace assay::fairness
