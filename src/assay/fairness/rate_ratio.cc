// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/rate_ratio.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/core/result.h"

namespace assay::fairness {
namespace {

/// What is less likely than that, beside the likeliest split, is nothing.
constexpr double kVanished = 1e-300;

void Check(EventRate a, EventRate b) {
  ASSAY_CHECK(a.events >= 0 && a.exposure >= 0 && b.events >= 0 && b.exposure >= 0);
}

/// Calls `visit(k, weight)` for Binomial(n, odds / (1 + odds)), from the mode up, then from below
/// it down, until weights vanish. They are relative to the mode's.
template <typename Visit>
void WalkBinomial(std::int64_t n, double odds, const Visit& visit) {
  const auto step = [&](std::int64_t k) {  // P(k + 1) / P(k)
    return static_cast<double>(n - k) / static_cast<double>(k + 1) * odds;
  };
  const double share = odds / (1 + odds);
  const auto mode =
      std::min(n, static_cast<std::int64_t>(std::floor(static_cast<double>(n + 1) * share)));
  double weight = 1;
  for (std::int64_t k = mode; k <= n && weight > kVanished; ++k) {
    visit(k, weight);
    weight *= step(k);
  }
  weight = 1;
  for (std::int64_t k = mode - 1; k >= 0; --k) {
    weight /= step(k);
    if (weight <= kVanished) break;
    visit(k, weight);
  }
}

}  // namespace

std::optional<double> EventRate::Value() const {
  if (exposure == 0) return std::nullopt;
  return static_cast<double>(events) / static_cast<double>(exposure);
}

std::optional<double> EqualRates(EventRate a, EventRate b) {
  Check(a, b);
  if (a.exposure == 0 || b.exposure == 0) return std::nullopt;
  const std::int64_t n = a.events + b.events;
  const double odds = static_cast<double>(a.exposure) / static_cast<double>(b.exposure);
  double seen = 0;
  WalkBinomial(n, odds, [&](std::int64_t k, double weight) {
    if (k == a.events) seen = weight;
  });
  const double limit = seen * (1 + 1e-7);
  double unlikely = 0;
  double all = 0;
  WalkBinomial(n, odds, [&](std::int64_t, double weight) {
    all += weight;
    if (weight <= limit) unlikely += weight;
  });
  return unlikely / all;
}

std::optional<Interval> ExactRateRatio(EventRate a, EventRate b, double confidence) {
  Check(a, b);
  if (a.exposure == 0 || b.exposure == 0) return std::nullopt;
  const auto split = ClopperPearson({a.events, a.events + b.events}, confidence);
  if (!split) return std::nullopt;
  const double scale = static_cast<double>(b.exposure) / static_cast<double>(a.exposure);
  const auto ratio = [scale](double share) {
    return share == 1 ? std::numeric_limits<double>::infinity() : share / (1 - share) * scale;
  };
  return Interval{ratio(split->low), ratio(split->high)};
}

}  // namespace assay::fairness
