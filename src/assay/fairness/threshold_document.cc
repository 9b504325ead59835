// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/threshold_document.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include "assay/fairness/document_internal.h"

namespace assay::fairness {
namespace {

Json MetricsOf(const Group& group) {
  Json metrics = Json::array();
  for (const Metric metric : kMetrics) {
    const Proportion share = Share(group.counts, metric);
    Json json = {
        {"metric", Name(metric)}, {"k", share.k}, {"n", share.n}, {"value", OrNull(share.Value())}};
    PutInterval("", Wilson(share, kConfidence), json);
    metrics.push_back(std::move(json));
  }
  return metrics;
}

Json OutcomeOf(const TrialOutcome& outcome) {
  Json gaps = Json::array();
  for (const ParityGap& one : outcome.gaps)
    gaps.push_back({{"disparity", one.name},
                    {"state", Name(one.standing)},
                    {"value", one.gap ? Json(one.gap->value) : Json()},
                    {"undefined_groups", one.undefined_groups}});
  Json groups = Json::array();
  for (const Group& group : outcome.groups)
    groups.push_back({{"group", group.values}, {"metrics", MetricsOf(group)}});
  return {{"overall",
           {{"metrics", MetricsOf(outcome.overall)},
            {"balanced_accuracy", OrNull(BalancedAccuracy(outcome.overall.counts))}}},
          {"disparities", std::move(gaps)},
          {"groups", std::move(groups)}};
}

Json ThresholdOf(double threshold) {
  return std::isfinite(threshold) ? Json(threshold) : Json("Infinity");
}

Json RuleOf(const ThresholdRule& rule) {
  Json parts = Json::array();
  for (const ThresholdRule::Part& part : rule.parts)
    if (part.chance > 0)
      parts.push_back({{"threshold", ThresholdOf(part.threshold)}, {"chance", part.chance}});
  return {{"lot", rule.lot}, {"lot_yes", rule.lot_yes}, {"thresholds", std::move(parts)}};
}

}  // namespace

Json ToJson(const ThresholdTrial& trial) {
  const ThresholdQuestion& question = trial.question;
  Json rules = Json::array();
  std::int64_t fitted = 0;
  std::int64_t held_out = 0;
  for (std::size_t g = 0; g < trial.fitted.size(); ++g) {
    rules.push_back({{"group", trial.fitted[g].values},
                     {"fitted", RowsOf(trial.fitted[g])},
                     {"held_out", RowsOf(trial.held_out[g])},
                     {"rule", RuleOf(trial.rules.rules[g])}});
    fitted += RowsOf(trial.fitted[g]);
    held_out += RowsOf(trial.held_out[g]);
  }
  Json how = {{"column", question.holdout.empty() ? Json() : Json(question.holdout)},
              {"share", question.holdout.empty() ? Json(question.holdout_share) : Json()},
              {"seed", question.seed}};
  return {
      {"schema", "assay.fairness.thresholds/1"},
      {"columns",
       {{"label", question.label}, {"score", question.score}, {"attributes", question.attributes}}},
      {"positive", trial.positive},
      {"negative", trial.negative},
      {"constraint", Name(question.constraint)},
      {"objective", Name(question.objective)},
      {"holdout", std::move(how)},
      {"rows", {{"fitted", fitted}, {"held_out", held_out}, {"left_out", trial.left_out}}},
      {"fit", {{"objective", trial.rules.objective}, {"rate", trial.rules.rate}}},
      {"threshold", ThresholdOf(trial.threshold)},
      {"confidence", kConfidence},
      {"groups", std::move(rules)},
      {"plain", OutcomeOf(trial.plain)},
      {"by_group", OutcomeOf(trial.mended)},
      {"warnings", kThresholdWarnings}};
}

}  // namespace assay::fairness
