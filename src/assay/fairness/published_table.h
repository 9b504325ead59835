// SPDX-License-Identifier: Apache-2.0
//
// Can a published table of rates be true? Its numbers are held against each other: sums, ratios,
// rates that no count can give, rows that are copies. Finds contradictions, never causes: an honest
// table may have them, and a table without them may be wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay::fairness {

/// A row as it was printed. Numbers with a decimal point are kept as text: their digits tell how
/// they were rounded. An empty text was not printed.
struct PublishedRow {
  std::string block;  ///< rows of one block share a total and a highest rate: "sex"
  std::string label;
  std::optional<std::int64_t> n;
  std::string rate;                  ///< "54.3%" or ".543": of n
  std::string ratio;                 ///< "0.82": rate over the highest rate of its block
  std::vector<std::string> figures;  ///< its other numbers; only held against those of other rows
};

/// What a table says that the n of a block sum to.
struct PublishedTotal {
  std::string block;
  std::int64_t n = 0;
};

enum class TableProblem {
  kSum,           ///< the n of a block do not sum to its total
  kRatio,         ///< no rates that print like these have a ratio that prints like this
  kNoCount,       ///< no k of n rounds or truncates to the rate
  kTruncated,     ///< the rate was cut where rates of other rows were rounded
  kDuplicateRow,  ///< two rows of a block have the same numbers
};
std::string_view Name(
    TableProblem problem);  // "sum", "ratio", "no_count", "truncated", "duplicate"

struct TableFinding {
  TableProblem problem = TableProblem::kSum;
  std::vector<std::size_t> rows;  ///< positions in the table
  std::string what;               ///< one sentence with the numbers
};

/// Everything that contradicts itself: first rates, then ratios, copies and sums, each in the order
/// of the table.
///
/// Every number was rounded or truncated. A block in which a row has no n has no sum. A row is a
/// copy only if it has two numbers or more beside its ratio.
///
/// Errors:  kInvalidArgument, with the row, when n is negative or beyond 10^9, a text is no number,
///          a unit in its last place is under 10^-8, a rate is over 1 or 100 %, or a ratio over
///          1,000; when a total names no block, or the table has more than 100,000 rows.
/// Cost:    O(rows * (log rows + totals)).
/// Source:  Brown and Heathers, "The GRIM test", Social Psychological and Personality Science 8
///          (2017), for rates that no count can give; the rest is arithmetic.
Result<std::vector<TableFinding>> AuditPublishedTable(std::span<const PublishedRow> rows,
                                                      std::span<const PublishedTotal> totals);

}  // namespace assay::fairness
