// SPDX-License-Identifier: Apache-2.0
//
// How sure is a share, a rate, and the difference or ratio of two? Confidence intervals of counts.
// Knows no groups, no thresholds and no verdicts.
//
// What has no denominator has no value: every function then returns nothing, never 0.
// All abort unless 0 <= k <= n and 0 < confidence < 1: a bug of the caller, who counts k among n.
#pragma once

#include <cstdint>
#include <optional>

namespace assay::fairness {

/// `k` of `n`: a share with its denominator, as it was counted.
struct Proportion {
  std::int64_t k = 0;
  std::int64_t n = 0;

  /// k / n; nothing when n is 0.
  [[nodiscard]] std::optional<double> Value() const {
    if (n == 0) return std::nullopt;
    return static_cast<double>(k) / static_cast<double>(n);
  }
  bool operator==(const Proportion&) const = default;
};

struct Interval {
  double low = 0;
  double high = 0;

  [[nodiscard]] double Width() const { return high - low; }
  bool operator==(const Interval&) const = default;
};

/// The score interval of a share: what is displayed. Closed at 0 and 1 when k is 0 or n.
///
/// Units:   inside [0, 1].
/// Cost:    O(1).
/// Source:  Wilson, "Probable inference, the law of succession, and statistical inference",
///          Journal of the American Statistical Association 22 (1927).
std::optional<Interval> Wilson(Proportion share, double confidence = 0.95);

/// The exact interval of a share, which covers at least as often as it says: for suppression.
///
/// Units:   inside [0, 1].
/// Cost:    O(1), two quantiles of a beta distribution.
/// Source:  Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case
///          of the binomial", Biometrika 26 (1934).
std::optional<Interval> ClopperPearson(Proportion share, double confidence = 0.95);

/// a - b, of label shares also called the difference in proportions of labels (DPL).
///
/// Errors:  nothing when a denominator is 0.
std::optional<double> Difference(Proportion a, Proportion b);

/// a / b; infinite when only b is 0.
///
/// Errors:  nothing when a denominator is 0, or both shares are.
std::optional<double> Ratio(Proportion a, Proportion b);

/// Interval of a - b for two independent samples, from their Wilson intervals. The usual one.
///
/// Units:   inside [-1, 1]; holds the observed difference.
/// Errors:  nothing when a denominator is 0.
/// Cost:    O(1).
/// Source:  Newcombe, "Interval estimation for the difference between independent proportions",
///          Statistics in Medicine 17 (1998), method 10.
std::optional<Interval> NewcombeDifference(Proportion a, Proportion b, double confidence = 0.95);

/// Interval of a - b for two independent samples, by inverting the score test.
///
/// Units:   inside [-1, 1]; holds the observed difference; within 1e-12 of the roots.
/// Errors:  nothing when a denominator is 0.
/// Cost:    some 4,000 steps of arithmetic: bisection inside bisection, which no table makes fail.
/// Source:  Miettinen and Nurminen, "Comparative analysis of two rates", Statistics in Medicine 4
///          (1985), with their factor N / (N - 1).
std::optional<Interval> MiettinenNurminenDifference(Proportion a, Proportion b,
                                                    double confidence = 0.95);

/// Interval of a / b for two independent samples, on the scale of its logarithm.
///
/// Units:   ratio, above 0.
/// Errors:  nothing when either count or either denominator is 0.
/// Cost:    O(1).
/// Source:  Katz, Baptista, Azen and Pike, "Obtaining confidence intervals for the risk ratio in
///          cohort studies", Biometrics 34 (1978).
std::optional<Interval> LogRatio(Proportion a, Proportion b, double confidence = 0.95);

/// The exact interval of the rate of a Poisson process: `events` over `exposure`, as false
/// positives over pictures. Not for events that come in clusters.
///
/// Units:   events per unit of exposure.
/// Errors:  nothing when exposure is 0. Aborts when a number is negative or not finite.
/// Cost:    O(1), two quantiles of a gamma distribution.
/// Source:  Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936).
std::optional<Interval> PoissonRate(std::int64_t events, double exposure, double confidence = 0.95);

}  // namespace assay::fairness
