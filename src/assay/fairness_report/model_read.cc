// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/model_internal.h"

namespace assay::fairness_report {
namespace {

Measure ReadMeasure(const Node& node, std::size_t group) {
  Measure measure = {.metric = node["metric"].Text(),
                     .group = group,
                     .k = node["k"].Count(),
                     .n = node["n"].Count(),
                     .value = node["value"].Number(),
                     .low = node["low"].Number(),
                     .high = node["high"].Number()};
  measure.standing = ReadStanding(node["state"]);
  measure.difference = node["difference"].Number();
  measure.difference_low = node["difference_low"].Number();
  measure.difference_high = node["difference_high"].Number();
  measure.ratio = node["ratio"].Number();
  measure.q = node["q"].Number();
  return measure;
}

ModelGroup ReadGroup(const Node& node) {
  if (node.Has("suppressed"))
    return {.values = node["group"].Texts(),
            .n = node["n"].Count(),
            .left_out = node["left_out"].Count(),
            .balanced_accuracy = std::nullopt,
            .f1 = std::nullopt,
            .suppressed = node["suppressed"].Text()};
  const Node counts = node["counts"];
  return {.values = node["group"].Texts(),
          .n = node["n"].Count(),
          .left_out = node["left_out"].Count(),
          .tp = counts["tp"].Count(),
          .fp = counts["fp"].Count(),
          .fn = counts["fn"].Count(),
          .tn = counts["tn"].Count(),
          .balanced_accuracy = node["balanced_accuracy"].Number(),
          .f1 = node["f1"].Number(),
          .suppressed = ""};
}

ModelGrouping ReadGrouping(const Node& node) {
  ModelGrouping grouping;
  grouping.by = node["by"].Texts();
  grouping.reference = node["reference"]["group"].Texts();
  grouping.chosen = node["reference"]["chosen"].Text();
  for (const Node& one : node["disparities"].Items())
    grouping.gaps.push_back(
        {.name = one["disparity"].Text(),
         .value = one["value"].Number(),
         .standing = ReadStanding(one["state"]),
         .high = one.Has("high") ? one["high"].Texts() : std::vector<std::string>(),
         .low = one.Has("low") ? one["low"].Texts() : std::vector<std::string>()});
  for (const Node& one : node["groups"].Items()) {
    // Of a hidden group there is nothing to measure.
    for (const Node& metric : one.Has("suppressed") ? std::vector<Node>() : one["metrics"].Items())
      grouping.measures.push_back(ReadMeasure(metric, grouping.groups.size()));
    grouping.groups.push_back(ReadGroup(one));
  }
  return grouping;
}

}  // namespace

Model ReadModel(const Node& node) {
  const Node columns = node["columns"];
  const Node family = node["family"];
  Model model;
  model.table = ReadTableName(node);
  model.label = columns["label"].Text();
  model.prediction = columns["prediction"].Text();
  model.threshold = columns["threshold"].Number();
  model.is_weighted = columns.Has("weight");
  if (model.is_weighted) model.weight = columns["weight"].Text();
  model.positive = node["positive"].Texts();
  model.confidence = node["confidence"].Number().value_or(0);
  model.least_rows = node["least_rows"].Count();
  for (const Node& one : ItemsUpTo(family["metrics"], kMostMetrics))
    model.family.push_back(one.Text());
  if (node.Has("scores")) model.scores = ReadScores(node["scores"], model.confidence);
  if (model.scores && !model.scores->cluster.empty()) model.untested = "rows lie in clusters";
  if (model.is_weighted) model.untested = "rates are weighted";
  model.tests = family["tests"].Count();
  model.correction = family["correction"].Text();
  for (const Node& one : ItemsUpTo(node["groupings"], kMostGroupings))
    model.groupings.push_back(ReadGrouping(one));
  return model;
}

}  // namespace assay::fairness_report
