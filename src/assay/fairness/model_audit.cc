// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/model_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/gap_bootstrap.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/small_groups.h"

namespace assay::fairness {
namespace {

Status Check(const ModelQuestion& question) {
  const auto wrong = [](std::string what) {
    return Error{ErrorCode::kInvalidArgument, std::move(what)};
  };
  const auto& attributes = question.columns.attributes;
  ASSAY_TRY(CheckAttributes(attributes, question.depth));
  if (question.bootstrap && !question.columns.weight.empty())
    return wrong("a bootstrap draws counts: it cannot be had with weights");
  for (const Metric metric : question.family) {
    if (std::ranges::count(question.family, metric) > 1)
      return wrong(fmt::format("metric '{}' is named twice", Name(metric)));
  }
  const std::vector<std::string_view> known(attributes.begin(), attributes.end());
  for (const auto& [column, value] : question.references) {
    if (std::ranges::find(attributes, column) == attributes.end())
      return wrong(NoSuch("column of groups", column, known));
  }
  return Done{};
}

/// The group of the named references; none unless each attribute has one.
std::optional<std::vector<std::string>> NamedReference(const ModelQuestion& question,
                                                       const std::vector<std::string>& by) {
  std::vector<std::string> values;
  for (const std::string& column : by) {
    const auto found = question.references.find(column);
    if (found == question.references.end()) return std::nullopt;
    values.push_back(found->second);
  }
  return values;
}

std::size_t Largest(std::span<const Group> groups) {
  std::size_t largest = 0;
  std::int64_t most = -1;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool known = std::ranges::find(groups[i].values, kUnknown) == groups[i].values.end();
    if (!known || groups[i].counts.n() <= most) continue;
    most = groups[i].counts.n();
    largest = i;
  }
  return largest;
}

Status ChooseReference(const ModelQuestion& question, AttributeAudit& audit) {
  const auto named = NamedReference(question, audit.by);
  audit.reference = Largest(audit.groups);
  if (!named) return Done{};
  const auto found = std::ranges::find(audit.groups, *named, &Group::values);
  if (found == audit.groups.end()) {  // of one attribute: an intersection has every combination
    std::vector<std::string_view> known;
    known.reserve(audit.groups.size());
    for (const Group& group : audit.groups) known.push_back(group.values.front());
    return Error{
        ErrorCode::kInvalidArgument,
        NoSuch(fmt::format("group of '{}'", ToPrintable(audit.by.front())), named->front(), known)};
  }
  audit.reference = static_cast<std::size_t>(found - audit.groups.begin());
  audit.is_reference_named = true;
  return Done{};
}

Status Bootstrap(const BootstrapPlan& plan, AttributeAudit& audit) {
  ASSAY_LET(const auto intervals, BootstrapGaps(audit.groups, plan));
  for (std::size_t i = 0; i < intervals.size(); ++i) audit.parity_gaps[i].bootstrap = intervals[i];
  return Done{};
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
    ASSAY_TRY(ChooseReference(question, one));
    audit.attributes.push_back(std::move(one));
  }
  if (question.suppress) HideSmallGroups(question.family, choices, audit.attributes);
  for (AttributeAudit& one : audit.attributes) {
    one.contrasts = Contrasts(one.groups, one.reference, question.family, weighted);
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
