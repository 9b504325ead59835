// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/score_document.h"

#include <utility>
#include <vector>

#include "assay/fairness/document_internal.h"

namespace assay::fairness {
namespace {

Json BinOf(const ReliabilityBin& bin, bool has_interval) {
  Json json = {{"n", bin.n},
               {"k", bin.k},
               {"from", bin.from},
               {"to", bin.to},
               {"mean_score", OrNull(bin.MeanScore())},
               {"rate", OrNull(bin.Rate())}};
  PutInterval("", has_interval ? Wilson({bin.k, bin.n}, kConfidence) : std::nullopt, json);
  return json;
}

Json GroupOf(const ScoreGroup& group, const ScoreAudit& audit) {
  const bool has_draws = audit.question.bootstrap.has_value();
  Json bins = Json::array();
  for (const ReliabilityBin& bin : group.reliability)
    bins.push_back(BinOf(bin, audit.has_intervals));
  return {{"group", group.values},
          {"n", group.n},
          {"positives", group.positives},
          {"base_rate", OrNull(group.base_rate)},
          {"mean_score", OrNull(group.mean_score)},
          {"auc", ToJson(group.auc, has_draws)},
          {"calibration", ToJson(group.calibration, has_draws)},
          {"brier", OrNull(group.brier)},
          {"ece", OrNull(group.ece)},
          {"reliability", std::move(bins)}};
}

/// All rows are compared with nobody.
Json OverallOf(const ScoreAudit& audit) {
  Json overall = GroupOf(audit.overall, audit);
  overall.erase("group");
  for (const char* name : {"auc", "calibration"}) ForgetComparison(overall[name]);
  return overall;
}

}  // namespace

Json ToJson(const ScoreAudit& audit) {
  Json groupings = Json::array();
  for (const ScoreGrouping& one : audit.groupings) {
    Json groups = Json::array();
    for (const ScoreGroup& group : one.groups) groups.push_back(GroupOf(group, audit));
    groupings.push_back({{"by", one.by},
                         {"reference", ReferenceJson(one.groups[one.reference.group].values,
                                                     one.reference.is_named)},
                         {"groups", std::move(groups)}});
  }
  const ScoreQuestion& question = audit.question;
  Json json = {{"bins", question.bins},
               {"cluster", question.cluster.empty() ? Json() : Json(question.cluster)},
               {"outside", audit.outside},
               {"overall", OverallOf(audit)},
               {"groupings", std::move(groupings)}};
  if (const auto& plan = question.bootstrap)
    json["bootstrap"] = {
        {"replicates", plan->replicates}, {"seed", plan->seed}, {"units", audit.units}};
  return json;
}

}  // namespace assay::fairness
