// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/model_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assay/fairness/gap_bootstrap.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/partition.h"
#include "assay/fairness/small_groups.h"

namespace assay::fairness {
namespace {

GroupingQuestion GroupingOf(const ModelQuestion& question) {
  return {question.columns.attributes, question.references, question.depth};
}

Status Check(const ModelQuestion& question) {
  const auto wrong = [](std::string what) {
    return Error{ErrorCode::kInvalidArgument, std::move(what)};
  };
  if (question.bootstrap && !question.columns.weight.empty())
    return wrong("a bootstrap draws counts: it cannot be had with weights");
  if (question.bootstrap && question.is_clustered)
    return wrong("a bootstrap draws counts: it cannot be had with clusters");
  for (const Metric metric : question.family) {
    if (std::ranges::count(question.family, metric) > 1)
      return wrong(fmt::format("metric '{}' is named twice", Name(metric)));
  }
  return CheckGroupings(GroupingOf(question));
}

Status TakeReference(const ModelQuestion& question, AttributeAudit& audit) {
  std::vector<GroupSize> sizes;
  sizes.reserve(audit.groups.size());
  for (const Group& group : audit.groups) sizes.push_back({group.values, group.counts.n()});
  ASSAY_LET(const Reference reference, ChooseReference(question.references, audit.by, sizes));
  audit.reference = reference.group;
  audit.is_reference_named = reference.is_named;
  return Done{};
}

Status Bootstrap(const BootstrapPlan& plan, AttributeAudit& audit) {
  ASSAY_LET(const auto intervals, BootstrapGaps(audit.groups, plan));
  for (std::size_t i = 0; i < intervals.size(); ++i) audit.parity_gaps[i].bootstrap = intervals[i];
  return Done{};
}

/// Of clustered rows: what a formula for independent ones claims would be too much.
void ForgetIntervals(std::vector<Contrast>& contrasts) {
  for (Contrast& one : contrasts) {
    one.is_tested = false;
    one.interval = one.difference_interval = one.ratio_interval = std::nullopt;
    one.p.reset();
  }
}

}  // namespace

Result<ModelAudit> AuditModel(std::span<const table::TupleCount> tuples, ModelQuestion question) {
  ASSAY_TRY(Check(question));
  ASSAY_LET(const CountedModel model, Classify(tuples, question.columns, question.positive));
  ModelAudit audit;
  audit.positive = model.positive;
  audit.negative = model.negative;
  audit.overall = Overall(model);
  const bool weighted = !question.columns.weight.empty();
  audit.inequality = InequalityOf(BenefitsOf(audit.overall, weighted));
  std::size_t groups = 0;
  const auto choices = ChoicesOf(question.columns.attributes.size(), question.depth);
  for (const auto& places : choices) {
    AttributeAudit one;
    for (const std::size_t place : places) one.by.push_back(question.columns.attributes[place]);
    ASSAY_LET(Grouping grouping, GroupBy(model, question.columns, places, kMaxGroups - groups));
    groups += grouping.groups.size();
    one.groups = std::move(grouping.groups);
    ASSAY_TRY(TakeReference(question, one));
    audit.attributes.push_back(std::move(one));
  }
  if (question.suppress)
    ASSAY_TRY(HideSmallGroups(audit.overall, question.family, choices, audit.attributes));
  for (AttributeAudit& one : audit.attributes) {
    one.contrasts = Contrasts(one.groups, one.reference, question.family, weighted);
    if (question.is_clustered) ForgetIntervals(one.contrasts);
    one.parity_gaps = ParityGaps(one.groups, audit.overall, weighted);
    one.between = InequalityOf(MeanBenefits(one.groups, weighted));
    one.label_fairness = DifferentialFairnessOf(one.groups, Metric::kPrevalence, weighted);
    one.prediction_fairness = DifferentialFairnessOf(one.groups, Metric::kSelectionRate, weighted);
    if (question.bootstrap) ASSAY_TRY(Bootstrap(*question.bootstrap, one));
  }
  std::vector<std::vector<Contrast>*> lists;
  lists.reserve(audit.attributes.size());
  for (AttributeAudit& one : audit.attributes) lists.push_back(&one.contrasts);
  audit.tests = AdjustFamily(lists);
  for (AttributeAudit& one : audit.attributes) BlankHidden(one);
  audit.question = std::move(question);
  return audit;
}

}  // namespace assay::fairness
