// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_document.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "assay/fairness/detection_set.h"
#include "assay/fairness/document_internal.h"
#include "assay/fairness/rate_ratio.h"

namespace assay::fairness {
namespace {

Json NameOrNull(const std::string& column) { return column.empty() ? Json() : Json(column); }

void PutDrawn(const char* name, const std::optional<BootstrapInterval>& drawn, Json& json) {
  if (!drawn) return;
  json[name] = {{"undefined", drawn->undefined}};
  PutInterval("", drawn->interval, json[name]);
}

Json MetricOf(const DetectionContrast& one) {
  Json json = {{"metric", Name(one.metric)},
               {"iou", one.iou},
               {"state", Name(one.standing)},
               {"k", one.k},
               {"n", one.n},
               {"value", OrNull(one.value)},
               {"difference", OrNull(one.difference)},
               {"ratio", OrNull(one.ratio)},
               {"test", one.p ? Json(one.test) : Json()},
               {"p", OrNull(one.p)},
               {"q", OrNull(one.q)}};
  PutInterval("", one.interval, json);
  PutInterval("difference_", one.difference_interval, json);
  const auto& ratio = one.ratio_interval;
  PutInterval("ratio_", ratio, json);
  if (ratio && std::isinf(ratio->high)) json["ratio_high"] = "Infinity";
  PutDrawn("bootstrap", one.drawn, json);
  PutDrawn("bootstrap_difference", one.drawn_difference, json);
  return json;
}

Json GroupingOf(const DetectionGrouping& grouping) {
  Json groups = Json::array();
  for (const auto& values : grouping.groups)
    groups.push_back({{"group", values}, {"metrics", Json::array()}});
  for (const DetectionContrast& one : grouping.contrasts)
    groups[one.group]["metrics"].push_back(MetricOf(one));
  return {{"by", grouping.by},
          {"unit", grouping.is_of_pictures ? "picture" : "box"},
          {"reference",
           {{"group", grouping.groups[grouping.reference]},
            {"chosen", grouping.is_reference_named ? "named" : "largest"}}},
          {"groups", std::move(groups)}};
}

Json ShareOf(Proportion share) {
  Json json = {{"k", share.k}, {"n", share.n}, {"value", OrNull(share.Value())}};
  PutInterval("", Wilson(share, kConfidence), json);
  return json;
}

Json CountsOf(const ClassCounts& counts) {
  return {{"recall", ShareOf(counts.recall)},
          {"precision", ShareOf(Precision(counts))},
          {"false_positives", counts.false_positives},
          {"ignored_detections", counts.ignored}};
}

Json SummaryOf(const DetectionSummary& summary, std::int64_t pictures) {
  Json json = CountsOf(summary.all);
  json["iou"] = summary.iou;
  const EventRate rate{summary.all.false_positives, pictures};
  json["fp_per_picture"] = {
      {"k", rate.events}, {"n", rate.exposure}, {"value", OrNull(rate.Value())}};
  PutInterval("", PoissonRate(rate.events, static_cast<double>(pictures), kConfidence),
              json["fp_per_picture"]);
  json["classes"] = Json::array();
  for (const ClassCounts& one : summary.classes) {
    json["classes"].push_back(CountsOf(one));
    json["classes"].back()["class"] = one.name;
  }
  return json;
}

}  // namespace

Json ToJson(const DetectionAudit& audit, const DetectionSet& set) {
  const DetectionColumns& columns = set.columns();
  Json overall = Json::array();
  for (const DetectionSummary& one : audit.overall)
    overall.push_back(SummaryOf(one, audit.pictures));
  Json groupings = Json::array();
  for (const DetectionGrouping& one : audit.groupings) groupings.push_back(GroupingOf(one));
  Json metrics = Json::array({Name(DetectionMetric::kRecall)});
  if (!columns.picture_groups.empty()) metrics.push_back(Name(DetectionMetric::kFalsePositives));
  Json document = {{"schema", "assay.fairness.detection/1"},
                   {"columns",
                    {{"image", columns.image},
                     {"class", NameOrNull(columns.class_name)},
                     {"box", columns.box},
                     {"score", columns.score},
                     {"ignore", NameOrNull(columns.ignore)},
                     {"groups", columns.groups},
                     {"picture_groups", columns.picture_groups},
                     {"cluster", NameOrNull(columns.cluster)}}},
                   {"ious", audit.question.ious},
                   {"min_score", OrNull(set.min_score())},
                   {"counts",
                    {{"pictures", audit.pictures},
                     {"clusters", audit.clusters},
                     {"boxes", audit.overall.front().all.recall.n},
                     {"ignored_boxes", static_cast<std::int64_t>(set.truth().size()) -
                                           audit.overall.front().all.recall.n},
                     {"detections", audit.detections},
                     {"below_min_score", set.below_score()},
                     {"of_other_classes", set.other_class()}}},
                   {"confidence", kConfidence},
                   {"least_rows", kMinRows},
                   {"family",
                    {{"metrics", std::move(metrics)},
                     {"tests", audit.tests},
                     {"correction", "benjamini-hochberg"}}},
                   {"overall", std::move(overall)},
                   {"groupings", std::move(groupings)}};
  if (const auto& plan = audit.question.bootstrap)
    document["bootstrap"] = {{"replicates", plan->replicates}, {"seed", plan->seed}};
  return document;
}

}  // namespace assay::fairness
