// SPDX-License-Identifier: Apache-2.0
//
// What scores are worth to each group, before any threshold: do they rank its people (AUC), and do
// they mean what they say (calibration). All numbers of the document's member `scores` come from
// here. It judges nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/calibration.h"
#include "assay/fairness/measure.h"
#include "assay/fairness/partition.h"

namespace assay::fairness {

struct ModelAudit;
struct ScoreRows;

enum class ScoreMetric {
  kAuc,          ///< area under the ROC curve
  kCalibration,  ///< in the large: mean score less share of positives
};
inline constexpr std::array kScoreMetrics = {ScoreMetric::kAuc, ScoreMetric::kCalibration};

std::string_view Name(ScoreMetric metric);  // "auc", "calibration"
std::optional<ScoreMetric> ScoreMetricNamed(std::string_view name);

struct ScoreQuestion {
  std::string cluster;  ///< column of what a bootstrap draws; empty: rows
  std::int32_t bins = kReliabilityBins;
  std::optional<BootstrapPlan> bootstrap;
  std::vector<ScoreMetric> family;  ///< what is tested; not with weights or clusters
};

struct ScoreGroup {
  std::vector<std::string> values;
  std::int64_t n = 0;          ///< rows with label and score
  std::int64_t positives = 0;  ///< of them
  std::optional<double> base_rate;
  std::optional<double> mean_score;
  Measure auc;
  // Nothing of these where a score of the table is not from 0 to 1.
  Measure calibration;
  std::optional<double> brier;
  std::optional<double> ece;
  std::vector<ReliabilityBin> reliability;
};

struct ScoreGrouping {
  std::vector<std::string> by;
  Reference reference;
  std::vector<ScoreGroup> groups;
};

struct ScoreAudit {
  ScoreQuestion question;
  bool has_intervals = true;  ///< by formula: rows are independent and unweighted
  std::int64_t outside = 0;  ///< scores that are not from 0 to 1: above 0 they are no probabilities
  std::uint32_t units = 0;   ///< rows or clusters
  ScoreGroup overall;
  std::vector<ScoreGrouping> groupings;  ///< as those of the model
};

/// Shapes:  `rows` as ScoreReader gives them, `model` as AuditModel gives of their tuples.
/// Units:   calibration is of [-1, 1]; an area of [0, 1].
/// Errors:  kInvalidArgument for clusters without a bootstrap, fewer than two clusters, a metric
///          that is named twice, bins that are not 1 to kMaxBins; as UnitBootstrap.
/// Cost:    O(rows log rows) a grouping; with a bootstrap replicates * rows * 10 ns a grouping.
/// Exact:   without a bootstrap rows in any order give equal bits.
/// Source:  Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather
///          Review 78 (1950); calibration in the large: Cox, "Two further applications of a model
///          for binary regression", Biometrika 45 (1958), as named by Steyerberg, "Clinical
///          Prediction Models" (2009); its interval EstimateMean of score - label, its differences
///          WelchDifference.
Result<ScoreAudit> AuditScores(ScoreRows rows, const ModelAudit& model, ScoreQuestion question);

/// Sets q of both audits as one family, and its size in `model`.
void AdjustFamily(ModelAudit& model, ScoreAudit& scores);

}  // namespace assay::fairness
