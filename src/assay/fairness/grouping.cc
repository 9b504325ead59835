// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/grouping.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/core/number.h"

namespace assay::fairness {
namespace {

using Value = std::optional<std::string>;
using Values = std::set<std::string>;

/// Where a tuple of WishOf holds what.
constexpr std::size_t kLabelAt = 0;
constexpr std::size_t kPredictionAt = 1;
constexpr std::size_t kAttributesAt = 2;

bool AreEqual(std::string_view a, std::string_view b) {
  const auto number = ParseNumber<double>(a);
  return a == b || (number && number == ParseNumber<double>(b));
}

/// What 0, 1, false and true mean; none for any other word.
std::optional<bool> Usual(std::string_view value) {
  const std::string lower = ToLowerAscii(value);
  if (AreEqual(lower, "1") || lower == "true") return true;
  if (AreEqual(lower, "0") || lower == "false") return false;
  return std::nullopt;
}

/// "'a', 'b', 'c' and 4 more".
std::string Listed(const Values& values) {
  constexpr std::size_t kShown = 5;
  std::string text;
  std::size_t shown = 0;
  for (const std::string& value : values) {
    if (shown == kShown) return text + fmt::format(" and {} more", values.size() - kShown);
    text += fmt::format("{}'{}'", shown++ == 0 ? "" : ", ", ToPrintable(ToUtf8(value, 64)));
  }
  return text;
}

bool IsUsual(std::string_view value) { return Usual(Trim(value)).has_value(); }

/// What the values of one column mean; `others` are the negative values of the other column.
Result<Meanings> MeaningsOf(const Values& values, const std::string& column, const Value& positive,
                            const Values& others) {
  const auto is_positive = [&positive](const std::string& value) {
    return positive && AreEqual(value, *positive);
  };
  const bool has_positive = std::ranges::any_of(values, is_positive);
  const bool are_negative =
      positive && std::ranges::includes(others, values);  // the same words, all of them "no"
  const bool are_usual = std::ranges::all_of(values, IsUsual);
  if (!has_positive && !are_negative && (!are_usual || (positive && IsUsual(*positive))))
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("column '{}' holds {}{}", ToPrintable(column), Listed(values),
                    positive ? fmt::format(", but not '{}'", ToPrintable(*positive))
                             : ", not 0 and 1 or false and true: name the positive value")};
  Meanings meanings;
  for (const std::string& value : values)
    meanings[value] =
        has_positive || are_negative ? is_positive(value) : Usual(Trim(value)).value_or(false);
  return meanings;
}

/// Values that are not the positive one, of a column that has it.
Values NegativesIn(const Values& values, const Value& positive) {
  Values negatives;
  for (const std::string& value : values) {
    if (positive && !AreEqual(value, *positive)) negatives.insert(value);
  }
  return negatives.size() < values.size() ? negatives : Values();
}

Values KnownValues(std::span<const table::TupleCount> tuples, std::size_t column) {
  Values values;
  for (const table::TupleCount& tuple : tuples) {
    if (const auto known = Known(tuple.values[column])) values.emplace(*known);
  }
  return values;
}

std::optional<bool> Meaning(const Meanings& meanings, const Value& value) {
  const auto known = Known(value);
  if (!known) return std::nullopt;
  return meanings.find(*known)->second;  // every known value has a meaning
}

/// The cell of a matrix, of counts or of weights.
template <typename Matrix>
auto& CellOf(Matrix& matrix, bool label, bool prediction) {
  if (label) return prediction ? matrix.tp : matrix.fn;
  return prediction ? matrix.fp : matrix.tn;
}

Group GroupOf(const table::TupleCount& tuple, std::optional<bool> label,
              std::optional<bool> prediction) {
  Group group;
  for (std::size_t i = kAttributesAt; i < tuple.values.size(); ++i)
    group.values.emplace_back(Known(tuple.values[i]).value_or(kUnknown));
  if (!label || !prediction) {
    group.left_out = tuple.rows;
    return group;
  }
  CellOf(group.counts, *label, *prediction) = tuple.rows;
  CellOf(group.weights, *label, *prediction) = tuple.weight;
  CellOf(group.squares, *label, *prediction) = tuple.weight_squared;
  return group;
}

template <typename Matrix>
void AddTo(Matrix& sum, const Matrix& more) {
  sum.tp += more.tp;
  sum.fp += more.fp;
  sum.fn += more.fn;
  sum.tn += more.tn;
}

/// The groups of equal values as one, sorted by their values.
std::vector<Group> Merged(std::vector<Group> groups) {
  std::ranges::stable_sort(groups, {}, &Group::values);
  std::vector<Group> merged;
  for (Group& group : groups) {
    if (merged.empty() || merged.back().values != group.values)
      merged.push_back(std::move(group));
    else
      merged.back().Add(group);
  }
  return merged;
}

/// What was taken as positive and as negative, in either column.
/// Errors:  kInvalidArgument for a value that is both.
Status ListMeanings(const Meanings& labels, const Meanings& predictions, CountedModel& model) {
  Meanings all = labels;
  for (const auto& [value, meaning] : predictions) {
    if (all.emplace(value, meaning).first->second != meaning)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("'{}' would be positive in one column and negative in the other",
                               ToPrintable(ToUtf8(value, 64)))};
  }
  for (const auto& [value, meaning] : all)
    (meaning ? model.positive : model.negative).push_back(value);
  return Done{};
}

/// Each group with each of the values behind its own.
std::vector<Group> Longer(const std::vector<Group>& groups, const Values& values) {
  std::vector<Group> longer;
  longer.reserve(groups.size() * values.size());
  for (const Group& group : groups) {
    for (const std::string& value : values) {
      longer.push_back(group);
      longer.back().values.push_back(value);
    }
  }
  return longer;
}

/// Every combination of one value of each list, without rows.
Result<std::vector<Group>> EmptyGroups(const std::vector<Values>& lists, std::size_t room) {
  std::vector<Group> groups(1);
  for (const auto& values : lists) {
    if (groups.size() * values.size() > room) return TooManyGroups();
    groups = Longer(groups, values);
  }
  return groups;
}

}  // namespace

std::optional<std::string_view> Known(const std::optional<std::string>& value) {
  return Known(value ? std::optional<std::string_view>(*value) : std::nullopt);
}

std::optional<std::string_view> Known(std::optional<std::string_view> value) {
  if (!value || Trim(*value).empty() || ToLowerAscii(Trim(*value)) == "nan") return std::nullopt;
  return value;
}

Status CheckValues(std::span<const Value> values) {
  for (const Value& value : values) {
    if (value && value->size() > kMaxValue_bytes)
      return Error{ErrorCode::kExhausted,
                   fmt::format("a value of {} bytes, '{}...': name columns of groups and classes, "
                               "not of texts",
                               value->size(), ToPrintable(ToUtf8(*value, 40)))};
  }
  return Done{};
}

Error NothingToCompare(std::string_view column, const std::set<std::string>& values) {
  return {ErrorCode::kInvalidArgument,
          fmt::format("column '{}' holds only {}: there is nothing to compare", ToPrintable(column),
                      Listed(values))};
}

Error TooManyGroups() {
  return {ErrorCode::kExhausted,
          fmt::format("more than {} groups in all attributes and intersections: name columns of "
                      "groups, not of single rows, or fewer of them",
                      kMaxGroups)};
}

table::CountWish WishOf(const ModelColumns& columns) {
  table::CountWish wish;
  wish.weight = columns.weight;
  wish.columns = {{columns.label, std::nullopt}, {columns.prediction, columns.threshold}};
  for (const std::string& attribute : columns.attributes)
    wish.columns.push_back({attribute, std::nullopt});
  return wish;
}

void Group::Add(const Group& other) {
  AddTo(counts, other.counts);
  AddTo(weights, other.weights);
  AddTo(squares, other.squares);
  left_out += other.left_out;
}

Result<CountedModel> Classify(std::span<const table::TupleCount> tuples,
                              const ModelColumns& columns, const Value& positive) {
  if (tuples.empty()) return Error{ErrorCode::kInvalidArgument, "the table has no rows"};
  const Values labels = KnownValues(tuples, kLabelAt);
  const Values predictions = KnownValues(tuples, kPredictionAt);
  // A threshold has made 1 and 0 of scores: the positive value is then one of labels.
  const bool has_scores = columns.threshold.has_value();
  Values words = labels;
  if (!has_scores) words.insert(predictions.begin(), predictions.end());
  if (positive &&
      std::ranges::none_of(words, [&](const auto& word) { return AreEqual(word, *positive); })) {
    const std::vector<std::string_view> known(words.begin(), words.end());
    return Error{ErrorCode::kInvalidArgument, NoSuch("label or prediction", *positive, known)};
  }
  ASSAY_LET(const Meanings of_labels,
            MeaningsOf(labels, columns.label, positive, NegativesIn(predictions, positive)));
  ASSAY_LET(const Meanings of_predictions,
            MeaningsOf(predictions, columns.prediction, has_scores ? std::nullopt : positive,
                       NegativesIn(labels, positive)));
  CountedModel model;
  ASSAY_TRY(ListMeanings(of_labels, has_scores ? Meanings() : of_predictions, model));
  for (const table::TupleCount& tuple : tuples) {
    ASSAY_TRY(CheckValues(tuple.values));
    model.groups.push_back(GroupOf(tuple, Meaning(of_labels, tuple.values[kLabelAt]),
                                   Meaning(of_predictions, tuple.values[kPredictionAt])));
  }
  model.groups = Merged(std::move(model.groups));
  if (Overall(model).counts.n() == 0)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("no row has both a value of '{}' and one of '{}'",
                             ToPrintable(columns.label), ToPrintable(columns.prediction))};
  return model;
}

Result<Meanings> YesAndNo(std::span<const table::TupleCount> tuples, std::size_t place,
                          const std::string& column, const std::optional<std::string>& positive) {
  return MeaningsOf(KnownValues(tuples, place), column, positive, {});
}

Result<Grouping> GroupBy(const CountedModel& model, const ModelColumns& columns,
                         std::vector<std::size_t> attributes, std::size_t room) {
  std::vector<Values> values(attributes.size());
  std::vector<Group> groups;
  for (const Group& full : model.groups) {
    Group group = full;
    group.values.clear();
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      group.values.push_back(full.values[attributes[i]]);
      values[i].insert(group.values.back());
    }
    groups.push_back(std::move(group));
  }
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    if (values[i].size() < 2) return NothingToCompare(columns.attributes[attributes[i]], values[i]);
  }
  ASSAY_LET(const std::vector<Group> empty, EmptyGroups(values, room));
  groups.insert(groups.end(), empty.begin(), empty.end());
  return Grouping{std::move(attributes), Merged(std::move(groups))};
}

Group Overall(const CountedModel& model) {
  Group all;
  for (const Group& group : model.groups) all.Add(group);
  return all;
}

}  // namespace assay::fairness
