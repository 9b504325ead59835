// SPDX-License-Identifier: Apache-2.0
//
// Counted combinations of label, prediction and attributes -> one confusion matrix for each group.
// It decides what is positive and what is unknown; it computes no rate.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/group.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Groups of all attributes and intersections together.
inline constexpr std::size_t kMaxGroups = 20'000;

/// What a table says of a value; none for what is missing, empty or NaN in any case.
std::optional<std::string_view> Known(const std::optional<std::string>& value);
std::optional<std::string_view> Known(std::optional<std::string_view> value);

/// A value of a group or a label: longer ones are texts, and would be repeated for every group.
inline constexpr std::size_t kMaxValue_bytes = 1024;

/// Errors:  kExhausted for a longer one.
Status CheckValues(std::span<const std::optional<std::string>> values);

/// What every split into groups says of a column of one value, and of too many groups.
Error NothingToCompare(std::string_view column, const std::set<std::string>& values);
Error TooManyGroups();

/// What table::CountTable must count: label, prediction, then the attributes.
table::CountWish WishOf(const ModelColumns& columns);

/// Rows that differ in nothing that was asked for, of all attributes; sorted by their values.
struct CountedModel {
  std::vector<Group> groups;
  std::vector<std::string>
      positive;  ///< values of label and prediction that were taken as positive
  std::vector<std::string> negative;
};

/// Gives labels and predictions their meaning. Without `positive`, 1 and true are positive, 0 and
/// false negative, in any case and also as 1.0 and 0.0. With it, in a column that has it, as text
/// or as a number, every other value is negative; a column that has it not must hold negative
/// values of the other one only, or the usual words. Empty, NaN and missing values of label and
/// prediction are counted as left out; of attributes they are the value "unknown".
///
/// Shapes:  tuples as CountTable makes them of WishOf(columns).
/// Errors:  kInvalidArgument without rows, without a row that has label and prediction, for values
///          without a meaning, for one of two meanings, and for a `positive` that nothing equals.
/// Cost:    O(tuples log tuples).
Result<CountedModel> Classify(std::span<const table::TupleCount> tuples,
                              const ModelColumns& columns,
                              const std::optional<std::string>& positive);

/// Known value -> whether it means yes.
using Meanings = std::map<std::string, bool, std::less<>>;

/// What the values of one column of yes and no mean, with the words and errors of Classify.
Result<Meanings> YesAndNo(std::span<const table::TupleCount> tuples, std::size_t place,
                          const std::string& column, const std::optional<std::string>& positive);

/// Groups by some of the attributes. `attributes` are places in ModelColumns::attributes.
struct Grouping {
  std::vector<std::size_t> attributes;
  std::vector<Group> groups;  ///< sorted by their values
};

/// Shapes:  every combination of the attributes' values has a group, also one without rows.
/// Errors:  kInvalidArgument for an attribute of one value; kExhausted for more than `room` groups.
Result<Grouping> GroupBy(const CountedModel& model, const ModelColumns& columns,
                         std::vector<std::size_t> attributes, std::size_t room = kMaxGroups);

/// All rows as one group, without values.
Group Overall(const CountedModel& model);

}  // namespace assay::fairness
