// SPDX-License-Identifier: Apache-2.0
//
// How a data set's groups compare with a population: shares that somebody published, or another
// table. The population is taken as exact: its own uncertainty, and whether it is the right one,
// are not asked.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/balance.h"
#include "assay/fairness/significance.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// How far published shares of an attribute may be from a sum of 1: they are rounded.
inline constexpr double kShareRounding = 0.01;

enum class PopulationKind { kShares, kTable };
std::string_view Name(PopulationKind kind);  // "shares", "table"

/// Share of each group; one of its values for each column.
using GroupShares = std::map<std::vector<std::string>, double>;

struct Population {
  PopulationKind kind = PopulationKind::kShares;
  std::map<std::vector<std::string>, GroupShares> shares;  ///< by columns, in the order asked
};

/// What table::CountTable must count of a file of shares: attribute, value, share.
table::CountWish PopulationWish();

/// Shapes:  tuples of PopulationWish(), a row a value. Shares of an attribute are divided by their
///          sum.
/// Errors:  kInvalidArgument for no rows, for a row that lacks a value, for a share that is no
///          number from 0 to 1, for a value that stands twice, and for shares of an attribute whose
///          sum is further than kShareRounding from 1.
Result<Population> PopulationOfShares(std::span<const table::TupleCount> tuples);

/// Of each attribute and intersection, among the rows in which it is known. A combination that no
/// row has is not listed: its share is 0.
///
/// Shapes:  rows as MeasureBalance takes them, with the names of their columns.
/// Errors:  as MeasureBalance.
Result<Population> PopulationOfRows(std::span<const std::string> columns,
                                    std::span<const CountedValues> rows, std::size_t depth);

/// A group beside the population. None of it where a value of the group is unknown; of a share of 0
/// there is no ratio.
struct Representation {
  std::optional<double> share;       ///< of the population
  std::optional<double> ratio;       ///< share of those compared over `share`; 1: as many
  std::optional<Interval> interval;  ///< of `ratio`: Wilson's of its numerator, over `share`
};

struct PopulationFit {
  Proportion compared;                ///< units of which all values are known
  std::vector<Representation> cells;  ///< one for each of the balance
  std::optional<GoodnessOfFit> test;  ///< none for fewer than two groups with a share above 0
  std::optional<double> q;            ///< in the family of the audit
};

/// Shapes:  `shares` are of the columns of `balance`.
/// Cost:    O(cells log shares).
/// Source:  Pearson 1900 (significance.h).
PopulationFit CompareWith(const GroupShares& shares, const Balance& balance);

}  // namespace assay::fairness
