// SPDX-License-Identifier: Apache-2.0
//
// Does a measured number (blur, size, quality) differ between the groups of a data set? It says
// nothing of which number is better.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/fairness/balance.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/standing.h"

namespace assay::fairness {

/// Units that are alike in all attributes and in the number; none: not measured.
struct MeasuredValues {
  CountedValues units;
  std::optional<double> number;
};

/// Of a group, and of those that it is compared with.
struct GroupMeasure {
  Standing standing = Standing::kUndefined;
  std::int64_t n = 0;        ///< units with a number
  std::int64_t without = 0;  ///< units without: in no mean
  std::int64_t other_n = 0;
  std::optional<double> mean;
  std::optional<double> median;     ///< of an even n the middle of the two
  std::optional<double> deviation;  ///< standard, of a sample: over n - 1; none under 2 units
  std::optional<double> other_mean;
  std::optional<double> difference;             ///< mean less other mean
  std::optional<Interval> difference_interval;  ///< Welch's; none where nothing varies
  std::optional<double> p;                      ///< of equal means, two-sided
  std::optional<double> q;                      ///< in the family of the audit
};

/// One GroupMeasure for each cell of `balance`. Without a `reference`, a place among its cells,
/// each group is compared with the rest: all other units, also those whose group is unknown.
///
/// Shapes:  `rows` are units that `balance` was measured of; numbers are finite.
/// Cost:    O(rows log rows + cells).
/// Exact:   sums in the order of the rows, then of the cells.
/// Source:  Welch, "The generalization of 'Student's' problem when several different population
///          variances are involved", Biometrika 34 (1947); moments merged as Chan, Golub and
///          LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances",
///          COMPSTAT 1982.
std::vector<GroupMeasure> CompareMeasures(const Balance& balance,
                                          std::span<const MeasuredValues> rows,
                                          std::optional<std::size_t> reference);

}  // namespace assay::fairness
