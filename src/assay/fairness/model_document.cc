// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/model_document.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/fairness/document_internal.h"

namespace assay::fairness {
namespace {

Json CountsOf(const Confusion& counts) {
  return {{"tp", counts.tp}, {"fp", counts.fp}, {"fn", counts.fn}, {"tn", counts.tn}};
}

Json MetricOf(const Contrast& one) {
  Json json = {{"metric", Name(one.metric)},
               {"state", Name(one.standing)},
               {"k", one.is_hidden() ? Json() : Json(one.share.k)},
               {"n", one.is_hidden() ? Json() : Json(one.share.n)},
               {"value", OrNull(one.value)},
               {"effective_rows", OrNull(one.effective_rows)},
               {"difference", OrNull(one.difference)},
               {"ratio", OrNull(one.ratio)},
               {"test", one.p ? Json(Name(one.test)) : Json()},
               {"p", OrNull(one.p)},
               {"q", OrNull(one.q)}};
  PutInterval("", one.interval, json);
  PutInterval("difference_", one.difference_interval, json);
  PutInterval("ratio_", one.ratio_interval, json);
  return json;
}

/// What a group is, without its metrics. `all` gives the whole of predicted positives.
Json GroupOf(const Group& group, const Group& all) {
  Json json = {{"group", group.values},       {"n", group.counts.n()},
               {"left_out", group.left_out},  {"counts", Json()},
               {"balanced_accuracy", Json()}, {"f1", Json()},
               {"fn_over_fp", Json()},        {"predicted_positive_share", Json()},
               {"metrics", Json::array()}};
  if (group.hidden != Suppression::kNone) {
    json["suppressed"] = Name(group.hidden);
    return json;
  }
  const Proportion positives = PredictedPositiveShare(group.counts, all.counts);
  json["counts"] = CountsOf(group.counts);
  json["balanced_accuracy"] = OrNull(BalancedAccuracy(group.counts));
  json["f1"] = OrNull(F1(group.counts));
  json["fn_over_fp"] = OrNull(FnOverFp(group.counts));
  json["predicted_positive_share"] = {
      {"k", positives.k}, {"n", positives.n}, {"value", OrNull(positives.Value())}};
  return json;
}

Json NameOf(const AttributeAudit& audit, std::optional<std::size_t> group) {
  return group ? Json(audit.groups[*group].values) : Json();
}

Json DisparitiesOf(const AttributeAudit& audit) {
  Json disparities = Json::array();
  for (const ParityGap& one : audit.parity_gaps) {
    const Gap gap = one.gap.value_or(Gap{});
    disparities.push_back({{"disparity", one.name},
                           {"state", Name(one.standing)},
                           {"value", one.gap ? Json(gap.value) : Json()},
                           {"metric", one.gap ? Json(Name(one.metric)) : Json()},
                           {"high", NameOf(audit, gap.high)},
                           {"low", NameOf(audit, gap.low)},
                           {"undefined_groups", one.undefined_groups}});
    if (const auto& drawn = one.bootstrap)
      disparities.back()["bootstrap"] = {{"low", drawn->interval.low},
                                         {"high", drawn->interval.high},
                                         {"undefined", drawn->undefined}};
  }
  return disparities;
}

Json InequalityOf(const Inequality& found) {
  return {{"generalized_entropy", OrNull(found.generalized_entropy)},
          {"theil", OrNull(found.theil)},
          {"coefficient_of_variation", OrNull(found.coefficient_of_variation)}};
}

Json FairnessOf(const AttributeAudit& audit, const DifferentialFairness& found) {
  return {{"state", Name(found.standing)},
          {"epsilon", OrNull(found.epsilon)},
          {"high", NameOf(audit, found.high)},
          {"low", NameOf(audit, found.low)}};
}

/// Both averages of a group against the reference; of the reference itself there are none.
void PutAverages(const Group& group, const Group& reference, bool weighted, Json& json) {
  for (const auto& [name, metrics] :
       {std::pair("average_odds", std::pair(Metric::kTpr, Metric::kFpr)),
        std::pair("average_predictive_value", std::pair(Metric::kPpv, Metric::kFor))}) {
    const bool is_hidden =
        group.hidden != Suppression::kNone || reference.hidden != Suppression::kNone;
    const auto average = is_hidden ? AverageDifference{.standing = Standing::kSuppressed}
                                   : AverageDifferenceOf(group, reference, metrics, weighted);
    json[name] = {{"state", Name(average.standing)},
                  {"difference", OrNull(average.signed_value)},
                  {"abs_difference", OrNull(average.absolute)}};
  }
}

Json GroupingOf(const AttributeAudit& audit, const Group& all, bool weighted) {
  Json groups = Json::array();
  for (std::size_t i = 0; i < audit.groups.size(); ++i) {
    groups.push_back(GroupOf(audit.groups[i], all));
    if (i != audit.reference)
      PutAverages(audit.groups[i], audit.groups[audit.reference], weighted, groups.back());
  }
  for (const Contrast& one : audit.contrasts) groups[one.group]["metrics"].push_back(MetricOf(one));
  return {{"by", audit.by},
          {"reference",
           {{"group", audit.groups[audit.reference].values},
            {"chosen", audit.is_reference_named ? "named" : "largest"}}},
          {"disparities", DisparitiesOf(audit)},
          {"inequality", InequalityOf(audit.between)},
          {"differential_fairness",
           {{"label", FairnessOf(audit, audit.label_fairness)},
            {"prediction", FairnessOf(audit, audit.prediction_fairness)}}},
          {"groups", std::move(groups)}};
}

Json SuppressionRules() {
  constexpr SuppressionLimits kLimits;
  return {{"least_rows", kLimits.min_n},
          {"max_width", kLimits.max_width},
          {"always_shown_width", kLimits.always_shown_width},
          {"max_relative_width", kLimits.max_relative_width}};
}

Json OverallOf(const ModelAudit& audit) {
  const bool weighted = !audit.question.columns.weight.empty();
  Json overall = GroupOf(audit.overall, audit.overall);
  overall.erase("group");
  overall["inequality"] = InequalityOf(audit.inequality);
  for (const Contrast& one : Contrasts({&audit.overall, 1}, 0, {}, weighted)) {
    Json metric = {{"metric", Name(one.metric)},
                   {"k", one.share.k},
                   {"n", one.share.n},
                   {"value", OrNull(one.value)},
                   {"effective_rows", OrNull(one.effective_rows)}};
    PutInterval("", audit.question.is_clustered ? std::nullopt : one.interval, metric);
    overall["metrics"].push_back(std::move(metric));
  }
  return overall;
}

}  // namespace

Json ToJson(const ModelAudit& audit) {
  const ModelQuestion& question = audit.question;
  const ModelColumns& columns = question.columns;
  Json metrics = Json::array();
  for (const Metric metric : question.family) metrics.push_back(Name(metric));
  Json groupings = Json::array();
  for (const AttributeAudit& one : audit.attributes)
    groupings.push_back(GroupingOf(one, audit.overall, !columns.weight.empty()));
  Json document = {{"schema", "assay.fairness.model/1"},
                   {"columns",
                    {{"label", columns.label},
                     {"prediction", columns.prediction},
                     {"threshold", OrNull(columns.threshold)},
                     {"attributes", columns.attributes},
                     {"weight", columns.weight.empty() ? Json() : Json(columns.weight)}}},
                   {"positive", audit.positive},
                   {"negative", audit.negative},
                   {"confidence", kConfidence},
                   {"least_rows", kMinRows},
                   {"family",
                    {{"metrics", std::move(metrics)},
                     {"tests", audit.tests},
                     {"correction", "benjamini-hochberg"}}},
                   {"overall", OverallOf(audit)},
                   {"groupings", std::move(groupings)}};
  if (question.suppress) document["suppression"] = SuppressionRules();
  if (const auto& plan = question.bootstrap)
    document["bootstrap"] = {{"replicates", plan->replicates}, {"seed", plan->seed}};
  return document;
}

}  // namespace assay::fairness
