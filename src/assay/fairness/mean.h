// SPDX-License-Identifier: Apache-2.0
//
// How sure is a mean, and the difference of two? Moments of numbers, Student's interval, Welch's
// test. Knows no groups. What has no value gives nothing, never 0.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// Number, sum and squared deviations of what was added, in one pass.
///
/// Exact:   a function of the order of what is added; its deviations never cancel.
/// Source:  West, "Updating mean and variance estimates: an improved method", Communications of the
///          ACM 22 (1979); of two samples Chan, Golub and LeVeque, "Updating formulae and a
///          pairwise algorithm for computing sample variances", COMPSTAT 1982.
struct Moments {
  double n = 0;  ///< how many; of weighted rows the sum of their weights
  double sum = 0;
  double center = 0;      ///< the mean to within rounding, and of equal values to the last bit
  double deviations = 0;  ///< sum of (value - center)^2, weighted
  double scale = 0;       ///< the largest number that values were made of

  /// Adds `value` so many times, or with this weight: nothing is done of 0.
  void Add(double value, double times = 1);
  void Add(const Moments& other);

  /// Of a value that is the difference of larger numbers.
  void NoteScale(double operand) { scale = std::max(scale, std::abs(operand)); }

  /// Whether values differ by more than rounding: deviations beyond 10^-12 of the scale each.
  [[nodiscard]] bool HasSpread() const {
    return deviations > n * (1e-12 * scale) * (1e-12 * scale);
  }

  /// sum / n; nothing of nothing.
  [[nodiscard]] std::optional<double> Mean() const;
};

/// A number with its interval and, where it was tested against 0, the p value.
struct MeanEstimate {
  double value = 0;
  std::optional<Interval> interval;  ///< nothing where all values are equal, or there is but one
  std::optional<double> p;
};

/// The mean of independent, unweighted values, with Student's interval and test against 0.
///
/// Errors:  nothing without a value.
/// Cost:    O(1), a quantile of Student's t.
/// Source:  Student, "The probable error of a mean", Biometrika 6 (1908).
std::optional<MeanEstimate> EstimateMean(const Moments& values, double confidence = 0.95);

/// Mean of a less mean of b, of two independent samples of unequal variances.
///
/// Errors:  nothing where one has no value; no interval and no p where one has fewer than two, or
///          values that are all equal: a few of those do not show how sure their mean is.
/// Cost:    O(1).
/// Source:  Welch, "The generalization of 'Student's' problem when several different population
///          variances are involved", Biometrika 34 (1947); degrees of freedom as Satterthwaite's.
std::optional<MeanEstimate> WelchDifference(const Moments& a, const Moments& b,
                                            double confidence = 0.95);

}  // namespace assay::fairness
