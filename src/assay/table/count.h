// SPDX-License-Identifier: Apache-2.0
//
// How often each combination of values stands in the named columns of a foreign table. It gives no
// column a meaning, and reads no other column than it must.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/table/format.h"

namespace assay::table {

/// A column whose values are counted: as they are, or, of a column of numbers, whether they reach a
/// threshold ("1") or not ("0").
struct CountedColumn {
  std::string name;
  std::optional<double> threshold;
};

struct CountWish {
  Format format = Format::kCsv;
  std::vector<CountedColumn> columns = {};
  std::string weight = {};  ///< a column of weights; empty: none
  bool each_row = false;    ///< no combinations: every row by itself, in the order of the file
};

/// The wish as one line, for another process: canonical JSON. Requires UTF-8 and finite thresholds.
std::string ToText(const CountWish& wish);
/// Errors:  kInvalidArgument.
Result<CountWish> ParseCountWish(std::string_view text);

/// One combination of values, in the order of the wish.
struct TupleCount {
  std::vector<std::optional<std::string>> values;  ///< none: NULL, NaN, or empty and bare
  std::int64_t rows = 0;
  double weight = 0;          ///< sum, with a column of weights
  double weight_squared = 0;  ///< sum of the squares
};

/// A weight is at most so large: the sum of squares of as many as a table can have is still a
/// double.
inline constexpr double kMaxWeight = 1e100;

using TupleVisitor = std::function<Status(const TupleCount&)>;

struct CountLimits {
  std::int64_t tuples = 1'000'000;
  std::size_t text_bytes = 256U << 20U;  ///< of all combinations together
};

/// Calls `visit` once for each combination that stands in some row, in no particular order; of
/// `each_row` once for each row, also before an error that a later one gives.
///
/// Shapes:  values as ReadTable's. With a threshold T: "1" for a number >= T, "0" for one below,
///          none for none and for NaN; in the precision of the column, so that a FLOAT that was
///          written as 0.7 reaches 0.7. A row of JSONL without a column has no value there.
/// Errors:  kInvalidArgument for a column that no row has (names the nearest), one that stands
///          there twice, text where a threshold or a weight needs a number, and a weight that is
///          missing, or not from 0 to 1e100: with the row, from 1, the header being none;
///          kExhausted over a limit; otherwise as ReadTable.
/// Cost:    one pass (two over a column of weights in Parquet); memory for the combinations: at
///          most 3 times `limits.text_bytes` (CSV, JSONL), or DuckDB's budget, 512 MiB.
/// Exact:   sums of weights in the order of the rows.
/// Threads: as ReadTable.
Status CountTable(const std::filesystem::path& file, const CountWish& wish,
                  const TupleVisitor& visit, const CountLimits& limits = {});

}  // namespace assay::table
