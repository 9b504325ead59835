// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/core/nearest.h"
#include "assay/core/number.h"
#include "assay/table/count_internal.h"
#include "assay/table/database_internal.h"
#include "assay/table/reader_internal.h"

namespace assay::table::internal {
namespace {

constexpr std::size_t kMemory_bytes = 512U << 20U;

/// A column as SQL finds it.
struct Found {
  std::string name;  ///< DuckDB's: it renames what it could not tell apart
  duckdb_type type = DUCKDB_TYPE_INVALID;
};

bool IsReal(duckdb_type type) { return type == DUCKDB_TYPE_FLOAT || type == DUCKDB_TYPE_DOUBLE; }

bool IsNumber(duckdb_type type) {
  constexpr std::array kIntegers = {
      DUCKDB_TYPE_BOOLEAN,  DUCKDB_TYPE_TINYINT, DUCKDB_TYPE_SMALLINT, DUCKDB_TYPE_INTEGER,
      DUCKDB_TYPE_BIGINT,   DUCKDB_TYPE_HUGEINT, DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_USMALLINT,
      DUCKDB_TYPE_UINTEGER, DUCKDB_TYPE_UBIGINT, DUCKDB_TYPE_DECIMAL};
  return IsReal(type) || std::ranges::find(kIntegers, type) != kIntegers.end();
}

/// A number as DuckDB writes it; 0 for NULL.
template <typename Number>
Number NumberIn(const std::optional<std::string_view>& cell) {
  return ParseNumber<Number>(cell.value_or("0")).value_or(Number{});
}

class ParquetCounter {
 public:
  ParquetCounter(Database& database, std::string source)
      : database_(database), source_(std::move(source)) {}

  /// The names of the file's columns as they are written there, and DuckDB's.
  Status Look() {
    ASSAY_TRY(VisitCells(database_,
                         fmt::format("SELECT name, CAST(coalesce(num_children, 0) AS VARCHAR) FROM "
                                     "parquet_schema('{}')",
                                     source_),
                         [this](Cells cells) {
                           TakeSchema(cells[0].value_or(""), NumberIn<std::int64_t>(cells[1]));
                           return Status(Done{});
                         }));
    Prepared shape;
    ASSAY_TRY(shape.Prepare(database_, fmt::format("SELECT * FROM read_parquet('{}')", source_)));
    const idx_t count = duckdb_prepared_statement_column_count(shape.get());
    for (idx_t i = 0; i < count; ++i) {
      const char* name = duckdb_prepared_statement_column_name(shape.get(), i);
      columns_.push_back(
          {name == nullptr ? "" : name, duckdb_prepared_statement_column_type(shape.get(), i)});
      duckdb_free(const_cast<char*>(name));  // NOLINT(*-const-cast): lent to be freed
    }
    if (columns_.size() != written_.size())
      return Error{ErrorCode::kCorrupt, "its schema contradicts itself"};
    return Done{};
  }

  [[nodiscard]] Result<Found> Find(std::string_view name) const {
    const auto times = std::ranges::count(written_, name);
    if (times > 1)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("two columns are named '{}'", ToPrintable(name))};
    if (times == 0) {
      const std::vector<std::string_view> known(written_.begin(), written_.end());
      return Error{ErrorCode::kInvalidArgument, NoSuch("column", name, known)};
    }
    return columns_[static_cast<std::size_t>(
        std::distance(written_.begin(), std::ranges::find(written_, name)))];
  }

  /// As Find. Errors: kInvalidArgument for a column of no numbers, too.
  [[nodiscard]] Result<Found> FindNumbers(std::string_view name) const {
    ASSAY_LET(Found found, Find(name));
    if (IsNumber(found.type)) return found;
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("column '{}' holds no numbers", ToPrintable(name))};
  }

  /// Looks for a weight that is none.
  Status CheckWeights(const Found& weight, std::string_view name) {
    const std::string column = fmt::format("CAST({} AS DOUBLE)", Quoted(weight.name));
    return VisitCells(
        database_,
        fmt::format("SELECT CAST(file_row_number + 1 AS VARCHAR), CAST({0} AS VARCHAR) FROM "
                    "read_parquet('{1}', file_row_number = true) WHERE {0} IS NULL OR "
                    "isnan({0}) OR {0} < 0 OR {0} > {2} LIMIT 1",
                    column, source_, kMaxWeight),
        [name](Cells cells) -> Status {
          return BadCell(NumberIn<std::int64_t>(cells[0]), cells[1].value_or(""), name, kNoWeight);
        });
  }

  /// The values of `wish`, grouped or row by row; then how many rows, and sums of weights.
  Result<std::string> Select(const CountWish& wish) {
    std::string values;
    std::string texts;
    for (const CountedColumn& column : wish.columns) {
      ASSAY_LET(const Found found, column.threshold ? FindNumbers(column.name) : Find(column.name));
      const std::string alias = fmt::format("v{}", std::exchange(next_, next_ + 1));
      values += fmt::format("{} AS {}, ", Expression(found, column.threshold), alias);
      texts += TextCast(alias, column.threshold ? DUCKDB_TYPE_VARCHAR : found.type) + ", ";
    }
    std::string weights = "0.0";
    if (!wish.weight.empty()) {
      ASSAY_LET(const Found weight, FindNumbers(wish.weight));
      ASSAY_TRY(CheckWeights(weight, wish.weight));
      weights = fmt::format("CAST({} AS DOUBLE)", Quoted(weight.name));
    }
    const std::string rows = fmt::format("FROM read_parquet('{}')", source_);
    const std::string sums =
        wish.each_row
            ? fmt::format("1 AS n, {0} AS w, {0} * {0} AS ww {1}", weights, rows)
            : fmt::format("count(*) AS n, sum({0}) AS w, sum({0} * {0}) AS ww {1} GROUP BY ALL",
                          weights, rows);
    return fmt::format(
        "SELECT {}CAST(n AS VARCHAR), CAST(w AS VARCHAR), CAST(ww AS VARCHAR) FROM (SELECT {}{})",
        texts, values, sums);
  }

 private:
  /// Depth first: an element with children stands before them; the first is the root.
  void TakeSchema(std::string_view name, std::int64_t children) {
    if (!has_root_) {
      has_root_ = true;
      return;
    }
    if (open_ > 0)
      --open_;
    else
      written_.emplace_back(name);
    open_ += children;
  }

  static std::string Expression(const Found& found, std::optional<double> threshold) {
    const std::string column = Quoted(found.name);
    std::string value = IsReal(found.type)
                            ? fmt::format("CASE WHEN isnan({0}) THEN NULL ELSE {0} END", column)
                            : column;
    if (!threshold) return value;
    // A FLOAT that was written as 0.7 reaches 0.7, which as a DOUBLE is more.
    const bool narrow = found.type == DUCKDB_TYPE_FLOAT &&
                        std::abs(*threshold) <= std::numeric_limits<float>::max();
    return fmt::format(
        "CASE WHEN {0} IS NULL THEN NULL WHEN CAST({0} AS {2}) >= CAST('{1}' AS {2}) THEN '1' ELSE "
        "'0' END",
        value, *threshold, narrow ? "FLOAT" : "DOUBLE");
  }

  Database& database_;
  std::string source_;
  std::vector<std::string> written_;
  std::vector<Found> columns_;
  std::int64_t open_ = 0;
  bool has_root_ = false;
  int next_ = 0;
};

}  // namespace

Status CountParquet(const std::filesystem::path& file, const CountWish& wish,
                    const TupleVisitor& visit, const CountLimits& limits) {
  ASSAY_LET(const Fd fd, OpenForReading(file));
  const std::string path = fmt::format("/proc/self/fd/{}", fd.get());
  ASSAY_LET(Database database, Database::Open(kMemory_bytes, std::array{path}));
  ParquetCounter counter(database, path);
  ASSAY_TRY(counter.Look());
  ASSAY_LET(const std::string select, counter.Select(wish));
  CountMeter meter(limits);
  TupleCount tuple;
  const std::size_t width = wish.columns.size();
  return VisitCells(database, select, [&](Cells cells) -> Status {
    std::size_t text_bytes = 0;
    tuple.values.assign(width, std::nullopt);
    for (std::size_t i = 0; i < width; ++i) {
      if (cells[i]) tuple.values[i] = std::string(*cells[i]);
      text_bytes += cells[i].value_or("").size();
    }
    if (!wish.each_row) ASSAY_TRY(meter.Add(text_bytes));
    tuple.rows = NumberIn<std::int64_t>(cells[width]);
    tuple.weight = NumberIn<double>(cells[width + 1]);
    tuple.weight_squared = NumberIn<double>(cells[width + 2]);
    return visit(tuple);
  });
}

}  // namespace assay::table::internal
