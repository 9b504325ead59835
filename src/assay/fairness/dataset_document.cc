// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/dataset_document.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "assay/fairness/document_internal.h"

namespace assay::fairness {
namespace {

/// Null: undefined. JSON has no number for what is infinite; readers of numbers take this word.
Json NumberOf(const std::optional<double>& value) {
  if (!value) return {};
  return std::isinf(*value) ? Json("Infinity") : Json(*value);
}

Json FitOf(const PopulationFit& fit) {
  Json test;
  if (const auto& found = fit.test)
    test = {{"statistic", NumberOf(found->statistic)},
            {"degrees", found->degrees},
            {"min_expected", found->min_expected},
            {"p", found->p},
            {"q", NumberOf(fit.q)}};
  return {{"compared", fit.compared.k}, {"chi_square", std::move(test)}};
}

Json DistanceOf(const LabelDistance& distance) {
  return {{"kl", NumberOf(distance.kl)},
          {"js", distance.js},
          {"total_variation", distance.total_variation},
          {"l2", distance.l2},
          {"largest_gap", distance.largest_gap}};
}

Json ShareOf(const LabelShare& one) {
  Json json = {{"label", one.label},
               {"k", one.share.k},
               {"share", NumberOf(one.share.Value())},
               {"other_k", one.other.k},
               {"other_share", NumberOf(one.other.Value())},
               {"difference", NumberOf(one.difference)},
               {"risk_ratio", NumberOf(one.ratio)},
               {"npmi", NumberOf(one.npmi)},
               {"test", one.p ? Json(Name(one.test)) : Json()},
               {"p", NumberOf(one.p)},
               {"q", NumberOf(one.q)}};
  PutInterval("difference_", one.difference_interval, json);
  PutInterval("risk_ratio_", one.ratio_interval, json);
  return json;
}

Json LabelsOf(const GroupLabels& group) {
  Json shares = Json::array();
  for (const LabelShare& one : group.labels) shares.push_back(ShareOf(one));
  return {{"state", Name(group.standing)},
          {"n", group.n},
          {"without_label", group.without_label},
          {"other_n", group.other_n},
          {"class_imbalance", NumberOf(group.class_imbalance)},
          {"distance", group.distance ? DistanceOf(*group.distance) : Json()},
          {"shares", std::move(shares)}};
}

Json RateOf(const GroupLabels& group) {
  Json json = ShareOf(group.labels.front());
  json["rate"] = json["label"];
  json.erase("label");
  json.update({{"state", Name(group.standing)},
               {"n", group.n},
               {"without", group.without_label},
               {"other_n", group.other_n}});
  return json;
}

Json MeasureOf(const GroupMeasure& group) {
  Json json = {{"state", Name(group.standing)},
               {"n", group.n},
               {"without", group.without},
               {"other_n", group.other_n},
               {"mean", NumberOf(group.mean)},
               {"median", NumberOf(group.median)},
               {"deviation", NumberOf(group.deviation)},
               {"other_mean", NumberOf(group.other_mean)},
               {"difference", NumberOf(group.difference)},
               {"p", NumberOf(group.p)},
               {"q", NumberOf(group.q)}};
  PutInterval("difference_", group.difference_interval, json);
  return json;
}

Json GroupOf(const DatasetGrouping& grouping, std::size_t place) {
  const BalanceCell& cell = grouping.balance.cells[place];
  Json json = {{"group", NamesOf(cell)},
               {"k", cell.share.k},
               {"share", NumberOf(cell.share.Value())},
               {"labels", grouping.labels.empty() ? Json() : LabelsOf(grouping.labels[place])}};
  PutInterval("", cell.interval, json);
  json["rates"] = Json::array();
  for (const DatasetRate& rate : grouping.rates)
    json["rates"].push_back(RateOf(rate.groups[place]));
  json["measures"] = Json::array();
  for (const std::vector<GroupMeasure>& groups : grouping.measures)
    json["measures"].push_back(MeasureOf(groups[place]));
  const Representation& beside = RepresentationOf(grouping, place);
  json["population_share"] = NumberOf(beside.share);
  json["representation"] = NumberOf(beside.ratio);
  PutInterval("representation_", beside.interval, json);
  return json;
}

Json GroupingOf(const DatasetGrouping& grouping) {
  const Balance& balance = grouping.balance;
  Json groups = Json::array();
  for (std::size_t i = 0; i < balance.cells.size(); ++i) groups.push_back(GroupOf(grouping, i));
  return {{"by", grouping.by},
          {"unknown", balance.unknown.k},
          {"empty", balance.empty},
          {"evenness", NumberOf(balance.evenness)},
          {"max_min_ratio", NumberOf(balance.max_min_ratio)},
          {"population", grouping.population ? FitOf(*grouping.population) : Json()},
          {"reference",
           grouping.reference ? Json(NamesOf(balance.cells[*grouping.reference])) : Json()},
          {"groups", std::move(groups)}};
}

Json ColumnOf(const std::string& name) { return name.empty() ? Json() : Json(name); }

}  // namespace

Json ToJson(const DatasetAudit& audit) {
  const DatasetQuestion& question = audit.question;
  Json groupings = Json::array();
  for (const DatasetGrouping& one : audit.groupings) groupings.push_back(GroupingOf(one));
  Json population;
  if (audit.population) population = {{"kind", Name(*audit.population)}};
  return {{"schema", "assay.fairness.dataset/1"},
          {"unit", question.unit},
          {"n", audit.n},
          {"columns",
           {{"attributes", question.attributes},
            {"label", ColumnOf(question.label)},
            {"count", ColumnOf(question.count)},
            {"rates", question.rates},
            {"measures", audit.measures}}},
          {"population", std::move(population)},
          {"confidence", kConfidence},
          {"least_rows", kMinRows},
          {"family", {{"tests", audit.tests}, {"correction", "benjamini-hochberg"}}},
          {"groupings", std::move(groupings)}};
}

}  // namespace assay::fairness
