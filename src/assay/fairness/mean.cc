// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/mean.h"

#include <cmath>

#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

/// `value` with the standard error `error` at so many degrees of freedom.
MeanEstimate Student(double value, double error, double degrees, double confidence) {
  MeanEstimate estimate{.value = value, .interval = {}, .p = {}};
  if (!(error > 0) || !std::isfinite(error)) return estimate;
  const double half = StudentQuantile(degrees, confidence) * error;
  estimate.interval = Interval{value - half, value + half};
  estimate.p = StudentTail(value / error, degrees);
  return estimate;
}

double SquaredError(const Moments& values) { return values.deviations / (values.n - 1) / values.n; }

}  // namespace

void Moments::Add(double value, double times) {
  if (times == 0) return;
  NoteScale(value);
  n += times;
  sum += times * value;
  const double off = value - center;
  center += off * times / n;
  deviations += times * off * (value - center);
}

void Moments::Add(const Moments& other) {
  if (other.n == 0) return;
  const double off = other.center - center;
  const double before = n;
  NoteScale(other.scale);
  n += other.n;
  sum += other.sum;
  center += off * other.n / n;
  deviations += other.deviations + off * off * before * other.n / n;
}

std::optional<double> Moments::Mean() const {
  return n > 0 ? std::optional(sum / n) : std::nullopt;
}

std::optional<MeanEstimate> EstimateMean(const Moments& values, double confidence) {
  if (!(values.n > 0)) return std::nullopt;
  const double mean = values.sum / values.n;
  if (values.n < 2 || !values.HasSpread())
    return MeanEstimate{.value = mean, .interval = {}, .p = {}};
  return Student(mean, std::sqrt(SquaredError(values)), values.n - 1, confidence);
}

std::optional<MeanEstimate> WelchDifference(const Moments& a, const Moments& b, double confidence) {
  if (!(a.n > 0) || !(b.n > 0)) return std::nullopt;
  const double value = a.sum / a.n - b.sum / b.n;
  if (a.n < 2 || b.n < 2 || !a.HasSpread() || !b.HasSpread())
    return MeanEstimate{.value = value, .interval = {}, .p = {}};
  const double of_a = SquaredError(a);
  const double of_b = SquaredError(b);
  const double both = of_a + of_b;
  const double degrees = both * both / (of_a * of_a / (a.n - 1) + of_b * of_b / (b.n - 1));
  return Student(value, std::sqrt(both), degrees, confidence);
}

}  // namespace assay::fairness
