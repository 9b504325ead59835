// SPDX-License-Identifier: Apache-2.0
//
// Does a detector find the boxes of all groups, and does it err alike in the pictures of all
// groups? Recall by groups of ground-truth boxes, false positives by groups of pictures, each
// against a reference. It judges nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/count_bootstrap.h"
#include "assay/fairness/detection_count.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/standing.h"

namespace assay::fairness {

class DetectionSet;

inline constexpr std::size_t kMaxIous = 10;

struct DetectionQuestion {
  std::vector<double> ious = {0.5};
  std::map<std::string, std::string> references;  ///< column -> value
  std::size_t depth = 1;                          ///< columns in an intersection, at most
  std::optional<BootstrapPlan> bootstrap;         ///< of clusters of pictures
};

enum class DetectionMetric {
  kRecall,          ///< found / boxes that count
  kMissRate,        ///< the rest of them
  kFalsePositives,  ///< false positives / pictures
};
std::string_view Name(DetectionMetric metric);  // "recall", "miss_rate", "fp_per_picture"

/// One metric of one group, and against the reference.
struct DetectionContrast {
  DetectionMetric metric = DetectionMetric::kRecall;
  double iou = 0;
  std::size_t group = 0;
  Standing standing = Standing::kUndefined;
  std::int64_t k = 0;
  std::int64_t n = 0;
  std::optional<double> value;
  std::optional<Interval> interval;             ///< Wilson, of boxes; Garwood, of pictures
  std::optional<double> difference;             ///< group minus reference
  std::optional<Interval> difference_interval;  ///< Newcombe; of pictures only drawn ones
  std::optional<double> ratio;                  ///< group over reference
  std::optional<Interval> ratio_interval;       ///< logarithmic; of pictures exact
  bool is_tested = false;                       ///< belongs to the family
  std::string_view test;                        ///< "fisher", "z", "poisson"
  std::optional<double> p;
  std::optional<double> q;
  std::optional<BootstrapInterval> drawn;  ///< of `value`, where a bootstrap was asked for
  std::optional<BootstrapInterval> drawn_difference;
};

/// Boxes, or pictures, by the values of some columns.
struct DetectionGrouping {
  std::vector<std::string> by;
  bool is_of_pictures = false;
  std::vector<std::vector<std::string>> groups;
  std::size_t reference = 0;
  bool is_reference_named = false;
  std::vector<DetectionContrast> contrasts;  ///< by IoU, then group, then metric
};

struct DetectionSummary {
  double iou = 0;
  std::vector<ClassCounts> classes;
  ClassCounts all;  ///< without a name
};

struct DetectionAudit {
  DetectionQuestion question;
  std::int64_t pictures = 0;
  std::int64_t clusters = 0;              ///< pictures, where none were named
  std::int64_t detections = 0;            ///< that were matched, or not
  std::vector<DetectionSummary> overall;  ///< one for each IoU
  /// Of boxes by each column, pairs, triples; then of pictures by columns of pictures.
  std::vector<DetectionGrouping> groupings;
  std::size_t tests = 0;  ///< size of the family: recall and false positives at every IoU
};

/// The share of detections that are right; those on ignored boxes are in neither.
Proportion Precision(const ClassCounts& counts);

/// Errors:  kInvalidArgument for an IoU that is not above 0 and at most 1, one named twice, none,
///          and more than kMaxIous.
Status CheckIous(std::span<const double> ious);

/// Sorts `set`, matches at each IoU, and compares.
///
/// Errors:  as CheckIous, AuditModel, CountDetections and UnitBootstrap.
/// Cost:    for each IoU as CountDetections, and with a bootstrap replicates * boxes.
/// Exact:   rows in the same order and the same seed give the same bits.
Result<DetectionAudit> AuditDetections(DetectionSet& set, DetectionQuestion question);

}  // namespace assay::fairness
