// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "assay/fairness/document_internal.h"
#include "assay/fairness/regression_audit.h"

namespace assay::fairness {
namespace {

Json GroupOf(const NumberGroup& group, bool has_draws) {
  return {{"group", group.values},
          {"n", group.n},
          {"left_out", group.left_out},
          {"mean_label", OrNull(group.mean_label)},
          {"mean_prediction", OrNull(group.mean_prediction)},
          {"mean_error", ToJson(group.mean_error, has_draws)},
          {"mae", ToJson(group.mae, has_draws)},
          {"rmse", OrNull(group.rmse)},
          {"r2", OrNull(group.r2)}};
}

}  // namespace

Json ToJson(const RegressionAudit& audit) {
  const RegressionQuestion& question = audit.question;
  const bool has_draws = question.bootstrap.has_value();
  Json groupings = Json::array();
  for (const NumberGrouping& one : audit.groupings) {
    Json groups = Json::array();
    for (const NumberGroup& group : one.groups) groups.push_back(GroupOf(group, has_draws));
    groupings.push_back({{"by", one.by},
                         {"reference", ReferenceJson(one.groups[one.reference.group].values,
                                                     one.reference.is_named)},
                         {"groups", std::move(groups)}});
  }
  Json overall = GroupOf(audit.overall, has_draws);
  overall.erase("group");
  for (const char* name : {"mean_error", "mae"}) ForgetComparison(overall[name]);
  const auto or_null = [](const std::string& name) { return name.empty() ? Json() : Json(name); };
  Json document = {{"schema", "assay.fairness.regression/1"},
                   {"columns",
                    {{"label", question.label},
                     {"prediction", question.prediction},
                     {"attributes", question.grouping.attributes},
                     {"weight", or_null(question.weight)},
                     {"cluster", or_null(question.cluster)}}},
                   {"confidence", kConfidence},
                   {"least_rows", kMinRows},
                   {"family",
                    {{"metrics", {"mean_error", "mae"}},
                     {"tests", audit.tests},
                     {"correction", "benjamini-hochberg"}}},
                   {"overall", std::move(overall)},
                   {"groupings", std::move(groupings)}};
  if (const auto& plan = question.bootstrap)
    document["bootstrap"] = {
        {"replicates", plan->replicates}, {"seed", plan->seed}, {"units", audit.units}};
  return document;
}

}  // namespace assay::fairness
