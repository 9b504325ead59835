// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/auc.h"

#include <algorithm>
#include <cmath>

#include "assay/core/result.h"
#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

Interval Around(double value, double variance, double confidence, Interval bounds) {
  const double half = TwoSidedNormalQuantile(confidence) * std::sqrt(variance);
  return {std::max(bounds.low, value - half), std::min(bounds.high, value + half)};
}

}  // namespace

void AucSum::Add(double score, bool positive, double weight) {
  ASSAY_CHECK(score >= score_);
  if (score > score_) EndTie();
  score_ = score;
  (positive ? tied_positives_ : tied_negatives_) += weight;
}

void AucSum::EndTie() {
  const double below = negatives_ + tied_negatives_ / 2;
  pairs_ += tied_positives_ * below;
  negatives_below_.Add(below, tied_positives_);
  positives_below_.Add(positives_ + tied_positives_ / 2, tied_negatives_);
  positives_ += tied_positives_;
  negatives_ += tied_negatives_;
  tied_positives_ = 0;
  tied_negatives_ = 0;
}

std::optional<Auc> AucSum::Value() const {
  AucSum whole = *this;
  whole.EndTie();
  const double m = whole.positives_;
  const double n = whole.negatives_;
  if (!(m > 0) || !(n > 0)) return std::nullopt;
  Auc area{.value = whole.pairs_ / (m * n), .variance = {}};
  if (m < 2 || n < 2) return area;
  // Placements as shares: of the negatives for S10, of the positives for S01.
  const double s10 = whole.negatives_below_.deviations / (m - 1) / n / n;
  const double s01 = whole.positives_below_.deviations / (n - 1) / m / m;
  const double variance = s10 / m + s01 / n;
  if (variance > 0) area.variance = variance;
  return area;
}

std::optional<Interval> AucInterval(const Auc& area, double confidence) {
  if (!area.variance) return std::nullopt;
  return Around(area.value, *area.variance, confidence, {0, 1});
}

MeanEstimate AucDifference(const Auc& a, const Auc& b, double confidence) {
  MeanEstimate estimate{.value = a.value - b.value, .interval = {}, .p = {}};
  if (!a.variance || !b.variance) return estimate;
  const double variance = *a.variance + *b.variance;
  estimate.interval = Around(estimate.value, variance, confidence, {-1, 1});
  estimate.p = TwoSidedNormalTail(estimate.value / std::sqrt(variance));
  return estimate;
}

}  // namespace assay::fairness
