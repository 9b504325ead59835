// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/proportion.h"

#include <algorithm>
#include <cmath>

#include "assay/core/result.h"
#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

void Check(Proportion share, double confidence) {
  ASSAY_CHECK(0 <= share.k && share.k <= share.n);
  ASSAY_CHECK(0 < confidence && confidence < 1);
}

/// The same as doubles; n is not 0.
struct Sample {
  double k;
  double n;
  double p;
};

Sample AsSample(Proportion share) {
  const auto k = static_cast<double>(share.k);
  const auto n = static_cast<double>(share.n);
  return {k, n, k / n};
}

/// Where a falling function passes 0. Halves [low, high] until the doubles between are used up, or
/// they are closer than anybody asks.
template <typename Function>
double FallingRoot(const Function& value, double low, double high) {
  while (high - low > 1e-13 * std::max(std::abs(low), 1e-6)) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (value(middle) > 0 ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

/// 0 * x is 0 also where x is infinite: no event, no weight.
double Term(double count, double denominator) { return count == 0 ? 0 : count / denominator; }

/// Variance of a - b at the most likely shares that differ by exactly `difference`. The likelihood
/// is concave in the second share, so its slope falls.
double RestrictedVariance(const Sample& a, const Sample& b, double difference) {
  const auto slope = [&](double p) {
    const double q = p + difference;
    return Term(a.k, q) - Term(a.n - a.k, 1 - q) + Term(b.k, p) - Term(b.n - b.k, 1 - p);
  };
  const double p = FallingRoot(slope, std::max(0.0, -difference), std::min(1.0, 1.0 - difference));
  const double q = std::clamp(p + difference, 0.0, 1.0);
  const double total = a.n + b.n;
  return (q * (1 - q) / a.n + p * (1 - p) / b.n) * total / (total - 1);
}

}  // namespace

std::optional<Interval> Wilson(Proportion share, double confidence) {
  Check(share, confidence);
  if (share.n == 0) return std::nullopt;
  const auto [k, n, p] = AsSample(share);
  const double z = TwoSidedNormalQuantile(confidence);
  const double middle = (k + z * z / 2) / (n + z * z);
  const double half = z / (n + z * z) * std::sqrt(k * (n - k) / n + z * z / 4);
  // Written out at the ends, where rounding would leave 1e-17 instead of 0.
  return Interval{share.k == 0 ? 0 : middle - half, share.k == share.n ? 1 : middle + half};
}

std::optional<Interval> ClopperPearson(Proportion share, double confidence) {
  Check(share, confidence);
  if (share.n == 0) return std::nullopt;
  const auto [k, n, p] = AsSample(share);
  const double tail = (1 - confidence) / 2;
  return Interval{share.k == 0 ? 0 : BetaQuantile(k, n - k + 1, tail),
                  share.k == share.n ? 1 : BetaUpperQuantile(k + 1, n - k, tail)};
}

std::optional<double> Difference(Proportion a, Proportion b) {
  if (a.n == 0 || b.n == 0) return std::nullopt;
  return AsSample(a).p - AsSample(b).p;
}

std::optional<double> Ratio(Proportion a, Proportion b) {
  if (a.n == 0 || b.n == 0 || (a.k == 0 && b.k == 0)) return std::nullopt;
  return AsSample(a).p / AsSample(b).p;  // IEEE: infinite where only b is 0
}

std::optional<Interval> NewcombeDifference(Proportion a, Proportion b, double confidence) {
  const auto of_a = Wilson(a, confidence);
  const auto of_b = Wilson(b, confidence);
  if (!of_a || !of_b) return std::nullopt;
  const double p = AsSample(a).p;
  const double q = AsSample(b).p;
  return Interval{p - q - std::hypot(p - of_a->low, of_b->high - q),
                  p - q + std::hypot(of_a->high - p, q - of_b->low)};
}

std::optional<Interval> MiettinenNurminenDifference(Proportion a, Proportion b, double confidence) {
  Check(a, confidence);
  Check(b, confidence);
  if (a.n == 0 || b.n == 0) return std::nullopt;
  const Sample one = AsSample(a);
  const Sample two = AsSample(b);
  const double z = TwoSidedNormalQuantile(confidence);
  const double observed = one.p - two.p;
  // (observed - d) / deviation falls from +infinity at d = -1 through 0 at `observed` to -infinity.
  const auto above = [&](double sign) {
    return [&, sign](double d) {
      return observed - d - sign * z * std::sqrt(RestrictedVariance(one, two, d));
    };
  };
  return Interval{FallingRoot(above(1), -1, observed), FallingRoot(above(-1), observed, 1)};
}

std::optional<Interval> LogRatio(Proportion a, Proportion b, double confidence) {
  Check(a, confidence);
  Check(b, confidence);
  if (a.k == 0 || b.k == 0) return std::nullopt;
  const Sample one = AsSample(a);
  const Sample two = AsSample(b);
  const double deviation = std::sqrt(1 / one.k - 1 / one.n + 1 / two.k - 1 / two.n);
  const double factor = std::exp(TwoSidedNormalQuantile(confidence) * deviation);
  const double ratio = one.p / two.p;
  return Interval{ratio / factor, ratio * factor};
}

std::optional<Interval> PoissonRate(std::int64_t events, double exposure, double confidence) {
  ASSAY_CHECK(events >= 0 && exposure >= 0 && std::isfinite(exposure));
  ASSAY_CHECK(0 < confidence && confidence < 1);
  if (exposure == 0) return std::nullopt;
  const auto k = static_cast<double>(events);
  const double tail = (1 - confidence) / 2;
  return Interval{(events == 0 ? 0 : GammaQuantile(k, tail)) / exposure,
                  GammaUpperQuantile(k + 1, tail) / exposure};
}

}  // namespace assay::fairness
