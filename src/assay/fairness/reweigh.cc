// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/reweigh.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/disparity.h"
#include "assay/fairness/document_internal.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Status Check(const ReweighQuestion& question) {
  if (question.attributes.empty()) return Wrong("no column of groups is named");
  std::set<std::string_view> seen = {question.label};
  for (const std::string& name : question.attributes) {
    if (!seen.insert(name).second)
      return Wrong(fmt::format("column '{}' is named twice", ToPrintable(name)));
  }
  return Done{};
}

std::vector<std::string> GroupValues(std::span<const std::optional<std::string>> attributes) {
  std::vector<std::string> values;
  for (const auto& value : attributes) values.emplace_back(Known(value).value_or(kUnknown));
  return values;
}

using Groups = std::map<std::vector<std::string>, std::map<std::string, ReweighCell>>;

/// By group and label, and how many rows lack a label.
Result<Groups> Collect(std::span<const table::TupleCount> tuples, bool weighted,
                       Reweighing& found) {
  Groups groups;
  std::set<std::string> labels;
  for (const table::TupleCount& tuple : tuples) {
    ASSAY_TRY(CheckValues(tuple.values));
    const auto label = Known(tuple.values.front());
    if (!label) {
      found.left_out += tuple.rows;
      continue;
    }
    labels.emplace(*label);
    ReweighCell& cell =
        groups[GroupValues(std::span(tuple.values).subspan(1))][std::string(*label)];
    cell.rows += tuple.rows;
    cell.weight += weighted ? tuple.weight : static_cast<double>(tuple.rows);
    cell.squares += weighted ? tuple.weight_squared : static_cast<double>(tuple.rows);
    if (groups.size() * labels.size() > kMaxCells)
      return Error{ErrorCode::kExhausted,
                   fmt::format("more than {} groups times labels: name columns of groups and "
                               "classes, not of single rows",
                               kMaxCells)};
  }
  found.labels.assign(labels.begin(), labels.end());
  return groups;
}

Status CheckCollected(const Groups& groups, const Reweighing& found) {
  const std::string label = ToPrintable(found.question.label);
  if (groups.empty()) return Wrong(fmt::format("no row has a value of '{}'", label));
  if (found.labels.size() < 2)
    return Wrong(fmt::format("column '{}' holds only '{}': there is nothing to weigh", label,
                             ToPrintable(found.labels.front())));
  if (groups.size() < 2)
    return Wrong("all rows with a label are of one group: there is nothing to compare");
  return Done{};
}

double WeightOf(const ReweighGroup& group) {
  double sum = 0;
  for (const ReweighCell& cell : group.cells) sum += cell.weight;
  return sum;
}

void SetFactors(Reweighing& found) {
  std::vector<double> of_label(found.labels.size());
  double all = 0;
  for (const ReweighGroup& group : found.groups) {
    for (std::size_t y = 0; y < of_label.size(); ++y) of_label[y] += group.cells[y].weight;
    all += WeightOf(group);
  }
  for (ReweighGroup& group : found.groups) {
    const double of_group = WeightOf(group);
    for (std::size_t y = 0; y < of_label.size(); ++y) {
      ReweighCell& cell = group.cells[y];
      found.empty_cells += cell.rows == 0 ? 1U : 0U;
      if (cell.weight == 0) continue;
      cell.factor = (of_group / all) * (of_label[y] / cell.weight);
      if (found.question.weight.empty())
        cell.copies = std::llround(static_cast<double>(cell.rows) * *cell.factor);
    }
  }
}

using CellWeight = std::function<double(const ReweighCell&)>;

std::optional<double> ParityOf(const Reweighing& found, std::size_t label,
                               const CellWeight& weight) {
  Rates shares;
  for (const ReweighGroup& group : found.groups) {
    double sum = 0;
    for (const ReweighCell& cell : group.cells) sum += weight(cell);
    shares.emplace_back();
    if (sum > 0) shares.back() = weight(group.cells[label]) / sum;
  }
  const auto gap = Difference(shares);
  return gap ? std::optional(gap->value) : std::nullopt;
}

/// The weights audited anew, from what the cells hold after them.
void SetParity(Reweighing& found) {
  for (std::size_t y = 0; y < found.labels.size(); ++y) {
    LabelParity parity;
    parity.before = ParityOf(found, y, [](const ReweighCell& cell) { return cell.weight; });
    parity.weighted = ParityOf(
        found, y, [](const ReweighCell& cell) { return cell.weight * cell.factor.value_or(0); });
    if (found.question.weight.empty())
      parity.resampled = ParityOf(
          found, y, [](const ReweighCell& cell) { return static_cast<double>(cell.copies); });
    found.parity.push_back(parity);
  }
}

/// (sum w)^2 / sum w^2, of weights times `factor`.
double EffectiveRows(const Reweighing& found, const CellWeight& factor) {
  double sum = 0;
  double squares = 0;
  for (const ReweighGroup& group : found.groups) {
    for (const ReweighCell& cell : group.cells) {
      sum += cell.weight * factor(cell);
      squares += cell.squares * factor(cell) * factor(cell);
    }
  }
  return sum * sum / squares;
}

Status ChooseTold(Reweighing& found) {
  if (const auto& positive = found.question.positive) {
    const auto at = std::ranges::find(found.labels, *positive);
    const std::vector<std::string_view> known(found.labels.begin(), found.labels.end());
    if (at == found.labels.end()) return Wrong(NoSuch("label", *positive, known));
    found.told = static_cast<std::size_t>(at - found.labels.begin());
    return Done{};
  }
  const auto widest = std::ranges::max_element(found.parity, {}, &LabelParity::before);
  // Two labels are equally far: told is the last, which is the yes of 0 and 1, no and yes.
  found.told =
      found.labels.size() == 2 ? 1 : static_cast<std::size_t>(widest - found.parity.begin());
  return Done{};
}

}  // namespace

table::CountWish WishOf(const ReweighQuestion& question) {
  table::CountWish wish;
  wish.weight = question.weight;
  wish.columns = {{question.label, std::nullopt}};
  for (const std::string& attribute : question.attributes)
    wish.columns.push_back({attribute, std::nullopt});
  return wish;
}

Result<Reweighing> Reweigh(std::span<const table::TupleCount> tuples, ReweighQuestion question) {
  ASSAY_TRY(Check(question));
  Reweighing found;
  found.question = std::move(question);
  ASSAY_LET(Groups groups, Collect(tuples, !found.question.weight.empty(), found));
  ASSAY_TRY(CheckCollected(groups, found));
  double all = 0;
  for (auto& [values, cells] : groups) {
    found.groups.push_back({values, {}});
    for (const std::string& label : found.labels) found.groups.back().cells.push_back(cells[label]);
    all += WeightOf(found.groups.back());
  }
  if (all == 0) return Wrong("all weights are 0");
  SetFactors(found);
  SetParity(found);
  ASSAY_TRY(ChooseTold(found));
  found.rows_before = EffectiveRows(found, [](const ReweighCell&) { return 1.0; });
  found.rows_after =
      EffectiveRows(found, [](const ReweighCell& cell) { return cell.factor.value_or(0); });
  return found;
}

Result<std::optional<CellPlace>> PlaceOf(const Reweighing& found,
                                         std::span<const std::optional<std::string_view>> values) {
  std::vector<std::optional<std::string>> row(values.begin(), values.end());
  const auto label = Known(row.front());
  if (!label) return std::optional<CellPlace>();
  const auto group = GroupValues(std::span(row).subspan(1));
  const auto g = std::ranges::lower_bound(found.groups, group, {}, &ReweighGroup::values);
  const auto y = std::ranges::lower_bound(found.labels, *label);
  if (g == found.groups.end() || g->values != group || y == found.labels.end() || *y != *label)
    return Error{ErrorCode::kCorrupt, "the table holds a row that was not counted"};
  return std::optional(CellPlace{static_cast<std::size_t>(g - found.groups.begin()),
                                 static_cast<std::size_t>(y - found.labels.begin())});
}

Resampler::Resampler(const Reweighing& found, std::uint64_t seed) : found_(found), random_(seed) {
  for (const ReweighGroup& group : found.groups) {
    for (const ReweighCell& cell : group.cells)
      left_.push_back({cell.rows, cell.rows == 0 ? 0 : cell.copies % cell.rows});
  }
}

Result<std::int64_t> Resampler::Next(CellPlace place) {
  const ReweighCell& cell = found_.groups[place.group].cells[place.label];
  Left& left = left_[place.group * found_.labels.size() + place.label];
  if (left.rows == 0)
    return Error{ErrorCode::kCorrupt, "the table holds a row that was not counted"};
  const bool is_chosen =
      random_.Uniform() * static_cast<double>(left.rows) < static_cast<double>(left.extra);
  --left.rows;
  left.extra -= is_chosen ? 1 : 0;
  return cell.copies / cell.rows + (is_chosen ? 1 : 0);
}

Json ToJson(const Reweighing& found) {
  const ReweighQuestion& question = found.question;
  Json groups = Json::array();
  for (const ReweighGroup& group : found.groups) {
    Json cells = Json::array();
    for (std::size_t y = 0; y < found.labels.size(); ++y) {
      const ReweighCell& cell = group.cells[y];
      cells.push_back({{"label", found.labels[y]},
                       {"rows", cell.rows},
                       {"weight", cell.weight},
                       {"factor", OrNull(cell.factor)},
                       {"copies", question.weight.empty() ? Json(cell.copies) : Json()}});
    }
    groups.push_back({{"group", group.values}, {"cells", std::move(cells)}});
  }
  Json parity = Json::array();
  for (std::size_t y = 0; y < found.labels.size(); ++y)
    parity.push_back({{"label", found.labels[y]},
                      {"before", OrNull(found.parity[y].before)},
                      {"weighted", OrNull(found.parity[y].weighted)},
                      {"resampled", OrNull(found.parity[y].resampled)}});
  return {{"schema", "assay.fairness.weights/1"},
          {"columns",
           {{"label", question.label},
            {"attributes", question.attributes},
            {"weight", question.weight.empty() ? Json() : Json(question.weight)}}},
          {"left_out", found.left_out},
          {"empty_cells", found.empty_cells},
          {"effective_rows",
           {{"before", OrNull(found.rows_before)}, {"after", OrNull(found.rows_after)}}},
          {"parity_difference", std::move(parity)},
          {"told", found.labels[found.told]},
          {"groups", std::move(groups)}};
}

}  // namespace assay::fairness
