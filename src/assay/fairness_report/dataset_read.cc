// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/dataset_internal.h"

namespace assay::fairness_report {
namespace {

LabelShare ReadShare(const Node& node) {
  return {.label = node["label"].Text(),
          .k = node["k"].Count(),
          .share = node["share"].Number(),
          .other_k = node["other_k"].Count(),
          .other_share = node["other_share"].Number(),
          .difference = node["difference"].Number(),
          .difference_low = node["difference_low"].Number(),
          .difference_high = node["difference_high"].Number(),
          .risk_ratio = node["risk_ratio"].Number(),
          .npmi = node["npmi"].Number(),
          .q = node["q"].Number()};
}

GroupLabels ReadLabels(const Node& node) {
  GroupLabels labels = {.standing = ReadStanding(node["state"]),
                        .n = node["n"].Count(),
                        .without_label = node["without_label"].Count(),
                        .other_n = node["other_n"].Count(),
                        .distance = {},
                        .shares = {}};
  if (node.Has("distance")) {
    const Node distance = node["distance"];
    labels.distance = {.kl = distance["kl"].Number(),
                       .js = distance["js"].Number(),
                       .total_variation = distance["total_variation"].Number(),
                       .l2 = distance["l2"].Number(),
                       .largest_gap = distance["largest_gap"].Number()};
  }
  for (const Node& one : node["shares"].Items()) labels.shares.push_back(ReadShare(one));
  return labels;
}

DatasetGroup ReadGroup(const Node& node) {
  DatasetGroup group = {.values = node["group"].Texts(),
                        .k = node["k"].Count(),
                        .share = node["share"].Number(),
                        .low = node["low"].Number(),
                        .high = node["high"].Number(),
                        .population_share = node["population_share"].Number(),
                        .representation = node["representation"].Number(),
                        .representation_low = node["representation_low"].Number(),
                        .representation_high = node["representation_high"].Number(),
                        .labels = {}};
  if (node.Has("labels")) group.labels = ReadLabels(node["labels"]);
  return group;
}

DatasetGrouping ReadGrouping(const Node& node) {
  DatasetGrouping grouping;
  grouping.by = node["by"].Texts();
  grouping.unknown = node["unknown"].Count();
  grouping.empty = node["empty"].Count();
  grouping.evenness = node["evenness"].Number();
  grouping.max_min_ratio = node["max_min_ratio"].Number();
  grouping.has_population = node.Has("population");
  if (grouping.has_population && node["population"].Has("chi_square")) {
    const Node fit = node["population"]["chi_square"];
    grouping.fit = {.statistic = fit["statistic"].Number(),
                    .degrees = fit["degrees"].Count(),
                    .p = fit["p"].Number(),
                    .q = fit["q"].Number(),
                    .min_expected = fit["min_expected"].Number()};
  }
  if (node.Has("reference")) grouping.reference = node["reference"].Texts();
  for (const Node& one : node["groups"].Items()) grouping.groups.push_back(ReadGroup(one));
  return grouping;
}

}  // namespace

Dataset ReadDataset(const Node& node) {
  Dataset dataset;
  dataset.table = ReadTableName(node);
  dataset.n = node["n"].Count();
  dataset.attributes = node["columns"]["attributes"].Texts();
  if (node["columns"].Has("label")) dataset.label = node["columns"]["label"].Text();
  if (node.Has("population")) {
    dataset.population = node["population"]["name"].Text();
    dataset.population_digest = node["population"]["digest"].Text();
  }
  dataset.confidence = node["confidence"].Number().value_or(0);
  dataset.least_rows = node["least_rows"].Count();
  dataset.tests = node["family"]["tests"].Count();
  for (const Node& one : ItemsUpTo(node["groupings"], kMostGroupings))
    dataset.groupings.push_back(ReadGrouping(one));
  dataset.numbers = ReadNumbers(node);
  return dataset;
}

}  // namespace assay::fairness_report
