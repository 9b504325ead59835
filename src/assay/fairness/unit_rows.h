// SPDX-License-Identifier: Apache-2.0
//
// Rows of a table that statistics of numbers need one by one: a number each, with the group and the
// unit that it belongs to. What counts can say needs no rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "assay/core/result.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Of one audit: with their copies while they grow at most 2.4 GB.
inline constexpr std::size_t kMaxUnitRows = 50'000'000;

/// One row. 24 bytes: there may be many.
struct UnitRow {
  double value = 0;
  double weight = 1;
  std::uint32_t cell = 0;  ///< which combination of values
  std::uint32_t unit = 0;  ///< what a bootstrap draws: the row itself, or its cluster
};
static_assert(sizeof(UnitRow) == 24);

/// As table::RowVisitor gives them; they live until the call returns.
using CellViews = std::span<const std::optional<std::string_view>>;

/// Numbers combinations of values, and counts them.
///
/// Cost:    O(1) a row; memory of the combinations, within table::CountLimits.
class Tally {
 public:
  /// Which combination it is, from 0.
  /// Errors:  kExhausted over the limits of table::CountLimits, and as CheckValues.
  Result<std::uint32_t> Add(CellViews values, double weight);

  /// Sorts the combinations by their values, as pipeline::CountTable does; gives the new number of
  /// each old one.
  std::vector<std::uint32_t> Sort();

  [[nodiscard]] const std::vector<table::TupleCount>& tuples() const { return tuples_; }

 private:
  std::vector<table::TupleCount> tuples_;
  std::unordered_map<std::string, std::uint32_t> places_;
  std::string key_;
  std::size_t text_bytes_ = 0;
};

/// Numbers the units of a bootstrap: rows, or the values of a column of clusters.
class Units {
 public:
  /// The next row by itself.
  std::uint32_t Next() { return count_++; }
  /// The unit that `cluster` names, in this row of `column`.
  /// Errors:  kInvalidArgument for no value; kExhausted for more than 256 MiB of their text.
  Result<std::uint32_t> Of(const std::optional<std::string_view>& cluster, std::string_view column,
                           std::int64_t row);

  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  std::unordered_map<std::string, std::uint32_t> places_;
  std::size_t text_bytes_ = 0;
  std::uint32_t count_ = 0;
};

/// The number that is all of a cell but blanks; none for no value, an empty one and NaN.
///
/// Errors:  kInvalidArgument for text, and for what is not finite: with column and row.
Result<std::optional<double>> NumberIn(const std::optional<std::string_view>& cell,
                                       std::string_view column, std::int64_t row);

/// Appends; `instead` says how to ask with less.
/// Errors:  kExhausted for more than kMaxUnitRows.
Status Keep(const UnitRow& row, std::string_view instead, std::vector<UnitRow>& rows);

}  // namespace assay::fairness
