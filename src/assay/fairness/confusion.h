// SPDX-License-Identifier: Apache-2.0
//
// How predictions of a yes or no met the truth, and the rates that follow. Counts in, shares out:
// it compares nothing and knows no groups.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// Rows by truth and prediction.
struct Confusion {
  std::int64_t tp = 0;  ///< positive, predicted positive
  std::int64_t fp = 0;  ///< negative, predicted positive
  std::int64_t fn = 0;  ///< positive, predicted negative
  std::int64_t tn = 0;  ///< negative, predicted negative

  [[nodiscard]] std::int64_t n() const { return tp + fp + fn + tn; }
  bool operator==(const Confusion&) const = default;
};

/// The same, each row with a weight: sums of weights, or of their squares.
struct WeightedConfusion {
  double tp = 0;
  double fp = 0;
  double fn = 0;
  double tn = 0;
};

/// Shares whose numerator is part of their denominator: each is a Proportion with an interval.
/// Source:  Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27 (2006),
///          figure 1, and the names of scikit-learn and Aequitas.
enum class Metric {
  kSelectionRate,  ///< (tp + fp) / n: predicted positive; Aequitas: pprev
  kAccuracy,       ///< (tp + tn) / n
  kTpr,            ///< tp / (tp + fn): recall, sensitivity
  kFnr,            ///< fn / (tp + fn)
  kFpr,            ///< fp / (fp + tn)
  kTnr,            ///< tn / (fp + tn): specificity
  kPpv,            ///< tp / (tp + fp): precision
  kFdr,            ///< fp / (tp + fp)
  kNpv,            ///< tn / (fn + tn)
  kFor,            ///< fn / (fn + tn)
  kPrevalence,     ///< (tp + fn) / n: positive in truth
  kErrorRate,      ///< (fp + fn) / n
};
inline constexpr std::array kMetrics = {
    Metric::kSelectionRate, Metric::kAccuracy, Metric::kTpr,        Metric::kFnr,
    Metric::kFpr,           Metric::kTnr,      Metric::kPpv,        Metric::kFdr,
    Metric::kNpv,           Metric::kFor,      Metric::kPrevalence, Metric::kErrorRate};

std::string_view Name(Metric metric);  // "selection_rate", "accuracy", "tpr", ...
std::optional<Metric> MetricNamed(std::string_view name);

/// Numerator and denominator; the denominator may be 0: then the share is undefined.
Proportion Share(const Confusion& counts, Metric metric);

/// The same of weights. Nothing when the denominator is 0.
std::optional<double> Share(const WeightedConfusion& weights, Metric metric);

/// How many unweighted rows would tell as much about the metric: (sum w)^2 / sum w^2 over its
/// denominator. Nothing when that is 0.
/// Source:  Kish, "Survey Sampling" (1965), section 8.2.
std::optional<double> EffectiveRows(const WeightedConfusion& weights,
                                    const WeightedConfusion& squares, Metric metric);

/// (TPR + TNR) / 2; nothing without positives or without negatives. No Proportion: it has no n.
std::optional<double> BalancedAccuracy(const Confusion& counts);

/// 2 tp / (2 tp + fp + fn); nothing when that is 0 / 0. No Proportion: true positives count twice.
std::optional<double> F1(const Confusion& counts);

/// fn / fp: which error is the common one; equal in all groups it is treatment equality. Nothing
/// without false positives.
/// Source:  Berk et al., "Fairness in criminal justice risk assessments: the state of the art",
///          Sociological Methods & Research 50 (2021).
std::optional<double> FnOverFp(const Confusion& counts);

/// Which share of all predicted positives falls on `group`. Aequitas: ppr.
Proportion PredictedPositiveShare(const Confusion& group, const Confusion& all);

}  // namespace assay::fairness
