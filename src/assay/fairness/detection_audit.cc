// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/detection_bootstrap.h"
#include "assay/fairness/detection_set.h"
#include "assay/fairness/model_audit.h"
#include "assay/fairness/rate_ratio.h"

namespace assay::fairness {
namespace {

using Texts = std::vector<std::string>;

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Status Check(const DetectionQuestion& question, const Texts& columns) {
  ASSAY_TRY(CheckIous(question.ious));
  const std::vector<std::string_view> known(columns.begin(), columns.end());
  for (const auto& [column, value] : question.references)
    if (std::ranges::find(columns, column) == columns.end())
      return Wrong(NoSuch("column of groups", column, known));
  return Done{};
}

/// A box is a row whose truth is yes; it was found or not. A picture is a row that weighs as much
/// as it has false positives.
std::vector<table::TupleCount> TuplesOf(const CellCounts& counts, bool are_pictures) {
  std::vector<table::TupleCount> tuples;
  for (const auto& values : counts.values) {
    for (const char* found : {"1", "0"}) {
      table::TupleCount tuple;
      tuple.values = {"1", found};
      tuple.values.insert(tuple.values.end(), values.begin(), values.end());
      tuples.push_back(std::move(tuple));
    }
  }
  for (const CellPart& part : counts.parts) {
    const std::size_t at = 2 * std::size_t{part.cell};
    tuples[at].rows += are_pictures ? part.n : part.k;
    tuples[at].weight += are_pictures ? part.k : 0;
    tuples[at + 1].rows += are_pictures ? 0 : part.n - part.k;
  }
  return tuples;
}

ModelQuestion AsModelQuestion(const DetectionQuestion& question, Texts attributes,
                              bool are_pictures) {
  ModelQuestion asked;
  asked.columns.label = "box";
  asked.columns.prediction = "found";
  if (are_pictures) asked.columns.weight = "false positives";
  for (const auto& [column, value] : question.references)
    if (std::ranges::find(attributes, column) != attributes.end())
      asked.references.emplace(column, value);
  asked.columns.attributes = std::move(attributes);
  asked.depth = question.depth;
  asked.family.clear();
  if (!are_pictures) asked.family = {Metric::kTpr};
  return asked;
}

DetectionContrast ContrastOf(const Contrast& one, double iou) {
  DetectionContrast contrast;
  contrast.metric =
      one.metric == Metric::kTpr ? DetectionMetric::kRecall : DetectionMetric::kMissRate;
  contrast.iou = iou;
  contrast.group = one.group;
  contrast.standing = one.standing;
  contrast.k = one.share.k;
  contrast.n = one.share.n;
  contrast.value = one.value;
  contrast.interval = one.interval;
  contrast.difference = one.difference;
  contrast.difference_interval = one.difference_interval;
  contrast.ratio = one.ratio;
  contrast.ratio_interval = one.ratio_interval;
  contrast.is_tested = one.is_tested;
  contrast.p = one.p;
  if (one.p) contrast.test = Name(one.test);
  return contrast;
}

EventRate FalsePositives(const Group& group) {
  return {static_cast<std::int64_t>(group.weights.tp), group.counts.n()};
}

DetectionContrast RateContrast(const AttributeAudit& audit, std::size_t group, double iou) {
  const EventRate rate = FalsePositives(audit.groups[group]);
  const EventRate against = FalsePositives(audit.groups[audit.reference]);
  DetectionContrast contrast;
  contrast.metric = DetectionMetric::kFalsePositives;
  contrast.iou = iou;
  contrast.group = group;
  contrast.k = rate.events;
  contrast.n = rate.exposure;
  contrast.value = rate.Value();
  contrast.interval = PoissonRate(rate.events, static_cast<double>(rate.exposure), kConfidence);
  if (group == audit.reference) {
    if (contrast.value) contrast.standing = Standing::kReference;
    return contrast;
  }
  contrast.is_tested = true;
  const auto reference = against.Value();
  if (!contrast.value || !reference) return contrast;
  contrast.standing = std::min(rate.exposure, against.exposure) < kMinRows ? Standing::kInsufficient
                                                                           : Standing::kOk;
  contrast.difference = *contrast.value - *reference;
  if (against.events > 0) contrast.ratio = *contrast.value / *reference;
  contrast.ratio_interval = ExactRateRatio(rate, against, kConfidence);
  contrast.test = "poisson";
  contrast.p = EqualRates(rate, against);
  return contrast;
}

/// What an audit of rows says, as one of detections.
DetectionGrouping GroupingOf(const AttributeAudit& audit, double iou, bool are_pictures) {
  DetectionGrouping grouping;
  grouping.by = audit.by;
  grouping.is_of_pictures = are_pictures;
  for (const Group& group : audit.groups) grouping.groups.push_back(group.values);
  grouping.reference = audit.reference;
  grouping.is_reference_named = audit.is_reference_named;
  if (are_pictures) {
    for (std::size_t i = 0; i < audit.groups.size(); ++i)
      grouping.contrasts.push_back(RateContrast(audit, i, iou));
    return grouping;
  }
  for (const Contrast& one : audit.contrasts)
    if (one.metric == Metric::kTpr || one.metric == Metric::kFnr)
      grouping.contrasts.push_back(ContrastOf(one, iou));
  return grouping;
}

ClassCounts SumOf(std::span<const ClassCounts> classes) {
  ClassCounts all;
  for (const ClassCounts& one : classes) {
    all.recall.k += one.recall.k;
    all.recall.n += one.recall.n;
    all.false_positives += one.false_positives;
    all.ignored += one.ignored;
  }
  return all;
}

/// Groupings of one IoU.
Result<std::vector<DetectionGrouping>> Compare(const DetectionSet& set,
                                               const DetectionCounts& counts, double iou,
                                               const DetectionQuestion& question) {
  const DetectionColumns& columns = set.columns();
  Texts of_boxes = columns.groups;
  of_boxes.insert(of_boxes.end(), columns.picture_groups.begin(), columns.picture_groups.end());
  std::vector<DetectionGrouping> groupings;
  for (const bool are_pictures : {false, true}) {
    const CellCounts& cells = are_pictures ? counts.pictures : counts.boxes;
    const Texts& by = are_pictures ? columns.picture_groups : of_boxes;
    if (are_pictures && by.empty()) continue;
    ASSAY_LET(const ModelAudit audit, AuditModel(TuplesOf(cells, are_pictures),
                                                 AsModelQuestion(question, by, are_pictures)));
    const std::size_t first = groupings.size();
    for (const AttributeAudit& one : audit.attributes)
      groupings.push_back(GroupingOf(one, iou, are_pictures));
    if (question.bootstrap)
      ASSAY_TRY(DrawClusters(cells, set.clusters(), by, *question.bootstrap,
                             std::span(groupings).subspan(first)));
  }
  return groupings;
}

/// Sets q of all that is tested, and gives how many that are.
std::size_t AdjustAll(std::vector<DetectionGrouping>& groupings) {
  std::vector<DetectionContrast*> tested;
  std::vector<std::optional<double>> p_values;
  for (DetectionGrouping& grouping : groupings) {
    for (DetectionContrast& contrast : grouping.contrasts) {
      if (!contrast.is_tested) continue;
      tested.push_back(&contrast);
      p_values.push_back(contrast.p);
    }
  }
  const std::vector<double> q_values = BenjaminiHochberg(p_values);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->q = q_values[i];
  return tested.size();
}

}  // namespace

Status CheckIous(std::span<const double> ious) {
  if (ious.empty() || ious.size() > kMaxIous)
    return Wrong(fmt::format("from 1 to {} IoU can be named", kMaxIous));
  for (const double iou : ious) {
    if (!(iou > 0 && iou <= 1)) return Wrong("an IoU is above 0 and at most 1");
    if (std::ranges::count(ious, iou) > 1) return Wrong(fmt::format("IoU {} is named twice", iou));
  }
  return Done{};
}

std::string_view Name(DetectionMetric metric) {
  constexpr std::array<std::string_view, 3> kNames = {"recall", "miss_rate", "fp_per_picture"};
  return kNames.at(static_cast<std::size_t>(metric));
}

Proportion Precision(const ClassCounts& counts) {
  return {counts.recall.k, counts.recall.k + counts.false_positives};
}

Result<DetectionAudit> AuditDetections(DetectionSet& set, DetectionQuestion question) {
  Texts columns = set.columns().groups;
  columns.insert(columns.end(), set.columns().picture_groups.begin(),
                 set.columns().picture_groups.end());
  ASSAY_TRY(Check(question, columns));
  set.Sort();
  DetectionAudit audit;
  audit.pictures = static_cast<std::int64_t>(set.pictures().size());
  audit.clusters = static_cast<std::int64_t>(set.clusters());
  audit.detections = static_cast<std::int64_t>(set.detections().size());
  for (const double iou : question.ious) {
    ASSAY_LET(DetectionCounts counts, CountDetections(set, iou));
    ASSAY_LET(std::vector<DetectionGrouping> groupings, Compare(set, counts, iou, question));
    if (audit.groupings.empty()) {
      audit.groupings = std::move(groupings);
    } else {
      for (std::size_t i = 0; i < groupings.size(); ++i)
        std::ranges::move(groupings[i].contrasts, std::back_inserter(audit.groupings[i].contrasts));
    }
    audit.overall.push_back({iou, std::move(counts.classes), {}});
    audit.overall.back().all = SumOf(audit.overall.back().classes);
  }
  audit.tests = AdjustAll(audit.groupings);
  audit.question = std::move(question);
  return audit;
}

}  // namespace assay::fairness
