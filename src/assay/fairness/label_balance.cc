// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/label_balance.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace assay::fairness {
namespace {

/// The labels of some units.
struct Labelled {
  LabelCounts counts;  ///< every label of the data set, also one that none of them has
  std::int64_t n = 0;
  std::int64_t without = 0;

  void Add(const LabelledValues& row) {
    if (!row.label) {
      without += row.units.n;
      return;
    }
    counts[*row.label] += row.units.n;
    n += row.units.n;
  }
};

std::vector<Labelled> LabelsOfCells(const Balance& balance, std::span<const LabelledValues> rows,
                                    const LabelCounts& labels) {
  std::map<std::vector<std::optional<std::string>>, std::size_t> places;
  for (std::size_t i = 0; i < balance.cells.size(); ++i) places[balance.cells[i].values] = i;
  std::vector<Labelled> cells(balance.cells.size());
  for (Labelled& cell : cells) {
    for (const auto& [label, n] : labels) cell.counts[label] = 0;
  }
  for (const LabelledValues& row : rows) {
    std::vector<std::optional<std::string>> values;
    values.reserve(balance.by.size());
    for (const std::size_t attribute : balance.by) values.push_back(row.units.values[attribute]);
    const auto found = places.find(values);
    if (found != places.end()) cells[found->second].Add(row);  // none: a row of no units
  }
  return cells;
}

Labelled Rest(const Labelled& all, const Labelled& group) {
  Labelled rest = all;
  for (const auto& [label, n] : group.counts) rest.counts[label] -= n;
  rest.n -= group.n;
  rest.without -= group.without;
  return rest;
}

Standing StandingOf(const Labelled& group, const Labelled& other, bool is_reference) {
  if (group.n == 0) return Standing::kUndefined;
  if (is_reference) return Standing::kReference;
  const std::int64_t least = std::min(group.n, other.n);
  if (least == 0) return Standing::kUndefined;
  return least < kMinRows ? Standing::kInsufficient : Standing::kOk;
}

void Compare(LabelShare& one) {
  one.difference = Difference(one.share, one.other);
  one.difference_interval = NewcombeDifference(one.share, one.other);
  one.ratio = Ratio(one.share, one.other);
  one.ratio_interval = LogRatio(one.share, one.other);
  one.p = EqualShares(one.share, one.other);
  if (one.p) one.test = ChooseEqualityTest(one.share, one.other);
}

GroupLabels LabelsOf(const Labelled& group, const Labelled& other, const Labelled& all,
                     bool is_reference) {
  GroupLabels labels;
  labels.standing = StandingOf(group, other, is_reference);
  labels.n = group.n;
  labels.without_label = group.without;
  labels.other_n = other.n;
  if (!is_reference) {
    labels.class_imbalance = ClassImbalance(group.n, other.n);
    labels.distance = Distance(group.counts, other.counts);
  }
  for (const auto& [label, k] : group.counts) {
    LabelShare one;
    one.label = label;
    one.share = {k, group.n};
    one.other = {other.counts.at(label), other.n};
    one.npmi =
        NormalizedPmi({.both = k, .object = all.counts.at(label), .group = group.n, .rows = all.n});
    if (!is_reference) Compare(one);
    labels.labels.push_back(std::move(one));
  }
  return labels;
}

}  // namespace

Result<std::vector<GroupLabels>> CompareLabels(const Balance& balance,
                                               std::span<const LabelledValues> rows,
                                               std::optional<std::size_t> reference,
                                               std::size_t room) {
  Labelled all;
  for (const LabelledValues& row : rows) all.Add(row);
  if (all.counts.size() * balance.cells.size() > room)
    return Error{ErrorCode::kExhausted,
                 fmt::format("more than {} groups times labels in all attributes and "
                             "intersections: name coarser columns, or fewer of them",
                             kMostLabelCells)};
  const std::vector<Labelled> cells = LabelsOfCells(balance, rows, all.counts);
  std::vector<GroupLabels> groups;
  groups.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    groups.push_back(LabelsOf(cells[i], reference ? cells[*reference] : Rest(all, cells[i]), all,
                              reference == i));
  return groups;
}

}  // namespace assay::fairness
