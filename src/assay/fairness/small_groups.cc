// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/small_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "assay/fairness/suppression.h"

namespace assay::fairness {
namespace {

Suppression ByItself(const Group& group, std::span<const Metric> family) {
  if (group.counts.n() == 0) return Suppression::kNone;
  for (const Metric metric : kMetrics) {
    const std::int64_t n = Share(group.counts, metric).n;
    if (n > 0 && n < kMinRows) return Suppression::kFewRows;
  }
  for (const Metric metric : family) {
    const Suppression found = Suppress(Share(group.counts, metric));
    if (found != Suppression::kNone) return found;
  }
  return Suppression::kNone;
}

/// All groups of all groupings in one row, and what sums to what.
class Sums {
 public:
  Sums(std::span<const std::vector<std::size_t>> choices,
       const std::vector<AttributeAudit>& groupings)
      : choices_(choices), groupings_(groupings) {
    for (const AttributeAudit& one : groupings) {
      first_.push_back(cells_);
      cells_ += one.groups.size();
    }
    for (std::size_t i = 0; i < groupings.size(); ++i)
      for (std::size_t kept = 0; kept + 1 < (std::size_t{1} << choices[i].size()); ++kept)
        AddLines(i, kept);
  }

  [[nodiscard]] std::span<const Line> lines() const { return lines_; }

 private:
  /// The parts of each group of fewer attributes, those of the bits of `kept`, and that group. That
  /// of no attribute is all rows, which are shown.
  void AddLines(std::size_t grouping, std::size_t kept) {
    std::map<std::vector<std::string>, Line> lines;
    const auto& groups = groupings_[grouping].groups;
    for (std::size_t i = 0; i < groups.size(); ++i)
      lines[Kept(groups[i].values, kept)].push_back(first_[grouping] + i);
    const auto broader = std::ranges::find(choices_, Kept(choices_[grouping], kept));
    for (auto& [values, line] : lines) {
      if (broader != choices_.end()) {
        const auto at = static_cast<std::size_t>(broader - choices_.begin());
        const auto& wholes = groupings_[at].groups;
        const auto whole = std::ranges::find(wholes, values, &Group::values);
        line.push_back(first_[at] + static_cast<std::size_t>(whole - wholes.begin()));
      }
      lines_.push_back(std::move(line));
    }
  }

  template <typename Value>
  static std::vector<Value> Kept(const std::vector<Value>& values, std::size_t bits) {
    std::vector<Value> kept;
    for (std::size_t i = 0; i < values.size(); ++i)
      if ((bits >> i & 1U) != 0) kept.push_back(values[i]);
    return kept;
  }

  std::span<const std::vector<std::size_t>> choices_;
  const std::vector<AttributeAudit>& groupings_;
  std::vector<std::size_t> first_;  ///< cell of each grouping
  std::size_t cells_ = 0;
  std::vector<Line> lines_;
};

}  // namespace

Status HideSmallGroups(const Group& overall, std::span<const Metric> family,
                       std::span<const std::vector<std::size_t>> choices,
                       std::vector<AttributeAudit>& groupings) {
  if (const Suppression all = ByItself(overall, family); all != Suppression::kNone)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("all {} rows together are too few to be shown ({})",
                             overall.counts.n(), Name(all))};
  std::vector<Suppression> cells;
  std::vector<Proportion> rows;
  for (const AttributeAudit& one : groupings) {
    for (const Group& group : one.groups) {
      cells.push_back(ByItself(group, family));
      rows.push_back({0, group.counts.n()});
    }
  }
  cells = SuppressComplements(std::move(cells), rows, Sums(choices, groupings).lines());
  auto hidden = cells.begin();
  for (AttributeAudit& one : groupings)
    for (Group& group : one.groups) group.hidden = *hidden++;
  return Done{};
}

void BlankHidden(AttributeAudit& grouping) {
  const auto is_hidden = [&grouping](std::size_t group) {
    return grouping.groups[group].hidden != Suppression::kNone;
  };
  if (std::ranges::all_of(grouping.groups,
                          [](const Group& group) { return group.hidden == Suppression::kNone; }))
    return;
  // Numbers of all groups together.
  grouping.between = {};
  grouping.label_fairness = {.standing = Standing::kSuppressed};
  grouping.prediction_fairness = {.standing = Standing::kSuppressed};
  for (Contrast& one : grouping.contrasts) {
    const bool group_hidden = is_hidden(one.group);
    if (!group_hidden && !is_hidden(grouping.reference)) continue;
    Contrast shown;
    shown.group = one.group;
    shown.metric = one.metric;
    shown.is_tested = one.is_tested;
    shown.standing = Standing::kSuppressed;
    if (!group_hidden) {
      shown.share = one.share;
      shown.value = one.value;
      shown.interval = one.interval;
      shown.effective_rows = one.effective_rows;
    }
    one = shown;
  }
}

}  // namespace assay::fairness
