// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "assay/fairness/document_internal.h"
#include "assay/fairness/ranking_audit.h"

namespace assay::fairness {
namespace {

Json ShareOf(const RankedShare& share, bool has_draws) {
  Json json = {{"state", Name(share.standing)},
               {"share", OrNull(share.share)},
               {"expected_share", OrNull(share.expected_share)},
               {"ratio", OrNull(share.ratio.value)}};
  if (has_draws) json["bootstrap"] = DrawnJson(share.ratio.drawn);
  return json;
}

Json GroupOf(const RankedGroup& group, bool has_draws) {
  return {{"group", group.values},
          {"n", group.n},
          {"left_out", group.left_out},
          {"selected", group.selected},
          {"selection", ShareOf(group.selection, has_draws)},
          {"exposure", ShareOf(group.exposure, has_draws)},
          {"merit", ShareOf(group.merit, has_draws)}};
}

}  // namespace

Json ToJson(const RankingAudit& audit) {
  const RankingQuestion& question = audit.question;
  const bool has_draws = question.bootstrap.has_value();
  Json groupings = Json::array();
  for (const RankedGrouping& one : audit.groupings) {
    Json groups = Json::array();
    for (const RankedGroup& group : one.groups) groups.push_back(GroupOf(group, has_draws));
    Json ndkl = {{"value", OrNull(one.ndkl.value)}};
    if (has_draws) ndkl["bootstrap"] = DrawnJson(one.ndkl.drawn);
    groupings.push_back({{"by", one.by}, {"ndkl", std::move(ndkl)}, {"groups", std::move(groups)}});
  }
  const auto or_null = [](const std::string& name) { return name.empty() ? Json() : Json(name); };
  Json document = {{"schema", "assay.fairness.ranking/1"},
                   {"columns",
                    {{"query", question.query},
                     {"score", or_null(question.score)},
                     {"rank", or_null(question.rank)},
                     {"relevance", or_null(question.relevance)},
                     {"attributes", question.grouping.attributes}}},
                   {"top", question.top},
                   {"confidence", kConfidence},
                   {"least_rows", kMinRows},
                   {"queries", audit.queries},
                   {"n", audit.n},
                   {"left_out", audit.left_out},
                   {"ties",
                    {{"candidates", audit.ties.candidates},
                     {"queries", audit.ties.queries},
                     {"cut", audit.ties.cut}}},
                   {"groupings", std::move(groupings)}};
  if (const auto& plan = question.bootstrap)
    document["bootstrap"] = {{"replicates", plan->replicates}, {"seed", plan->seed}};
  return document;
}

}  // namespace assay::fairness
