// SPDX-License-Identifier: Apache-2.0
//
// How well does a score tell positives from negatives? The area under the ROC curve, with its
// variance. Only the order of scores counts. Knows no groups.
#pragma once

#include <limits>
#include <optional>

#include "assay/fairness/mean.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// The area under the ROC curve of one sample: the share of pairs of a positive and a negative in
/// which the positive has the higher score, a tie being half a pair.
struct Auc {
  double value = 0;
  /// DeLong's; nothing with fewer than two positives or negatives, and where it is 0, as of
  /// perfect scores: that a small sample shows no spread says nothing of how sure it is.
  std::optional<double> variance;
};

/// Adds rows in ascending order of their scores.
///
/// Cost:    O(1) a row and in memory.
/// Exact:   without weights the pairs are counted exactly, to 2^53.
/// Source:  Mann and Whitney, "On a test of whether one of two random variables is stochastically
///          larger than the other", Annals of Mathematical Statistics 18 (1947); DeLong, DeLong and
///          Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
///          characteristic curves", Biometrics 44 (1988), in one pass as Sun and Xu, "Fast
///          implementation of DeLong's algorithm", IEEE Signal Processing Letters 21 (2014).
class AucSum {
 public:
  /// Aborts for NaN and for a score below the last one: a bug of the caller, who sorts.
  void Add(double score, bool positive, double weight = 1);

  /// Nothing without a positive or without a negative. The variance holds of unweighted,
  /// independent rows only.
  [[nodiscard]] std::optional<Auc> Value() const;

 private:
  void EndTie();

  double score_ = -std::numeric_limits<double>::infinity();  ///< of the present tie
  double positives_ = 0;
  double negatives_ = 0;
  double tied_positives_ = 0;
  double tied_negatives_ = 0;
  double pairs_ = 0;
  Moments negatives_below_;  ///< of each positive, half of its ties counted
  Moments positives_below_;  ///< of each negative
};

/// At the level of `confidence`, inside [0, 1]; nothing without a variance.
std::optional<Interval> AucInterval(const Auc& area, double confidence = 0.95);

/// a - b, of two independent samples: variances add. No interval and no p where one has no
/// variance.
///
/// Units:   the interval is inside [-1, 1].
/// Source:  Hanley and McNeil, "The meaning and use of the area under a receiver operating
///          characteristic (ROC) curve", Radiology 143 (1982), for areas of different people.
MeanEstimate AucDifference(const Auc& a, const Auc& b, double confidence = 0.95);

}  // namespace assay::fairness
