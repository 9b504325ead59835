// SPDX-License-Identifier: Apache-2.0
//
// How evenly a data set is spread over the values of its attributes and their combinations, from
// counts. It says nothing of how many of each there should be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

inline constexpr std::size_t kMostBalanceAttributes = 64;
inline constexpr std::size_t kMostBalanceCells = 20'000;  ///< of all intersections together
inline constexpr std::size_t kDeepestBalance = 3;

/// Units that are alike in all attributes; none: the value is unknown.
struct CountedValues {
  std::vector<std::optional<std::string>> values;  ///< one for each attribute
  std::int64_t n = 0;
};

struct BalanceCell {
  std::vector<std::optional<std::string>> values;
  Proportion share;                  ///< of all units, known or not
  std::optional<Interval> interval;  ///< Wilson, 95 %; none without units
};

/// One attribute, or an intersection of up to three.
struct Balance {
  std::vector<std::size_t> by;  ///< places of its attributes, rising
  /// Every combination of known values, also without units, and those with an unknown value that
  /// have units; in the order of their values, unknown after known. Their k add up to n of each.
  std::vector<BalanceCell> cells;
  Proportion unknown;                   ///< units with any of these attributes unknown
  std::size_t empty = 0;                ///< cells without units
  std::optional<double> evenness;       ///< Evenness (distribution.h) of the known cells
  std::optional<double> max_min_ratio;  ///< MaxMinRatio of them
};

/// The balance of each attribute, then of each pair, then of each triple, up to `depth`.
///
/// Shapes:  equal combinations may stand several times; their counts add up. One of 0 units makes
///          its values known: so a value that nobody has gets its empty cells.
/// Errors:  kInvalidArgument for a depth that is not 1 to 3, over 64 attributes, rows of another
///          width, and counts below 0; kExhausted over kMostBalanceCells.
/// Cost:    O(rows * intersections * log cells); some 200 bytes a cell, and those of the rows.
/// Source:  of the numbers: distribution.h, proportion.h.
Result<std::vector<Balance>> MeasureBalance(std::size_t attributes,
                                            std::span<const CountedValues> rows, std::size_t depth);

}  // namespace assay::fairness
