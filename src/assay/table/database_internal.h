// SPDX-License-Identifier: Apache-2.0
//
// Connections to a private, in-memory DuckDB: single-threaded, without extensions from outside, and
// able to touch named files only.
#pragma once

#include <duckdb.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assay/core/result.h"
#include "assay/table/csv.h"

namespace assay::table::internal {

/// One connection. Threads: one uses it, as DuckDB wants: a query at a time.
class Database {
 public:
  /// `paths` are the only files that queries may read or write.
  /// Errors:  kUnavailable when DuckDB does not start.
  static Result<Database> Open(std::size_t memory_bytes, std::span<const std::string> paths);

  /// Another connection to the same engine, its memory and its files, which live as long as the
  /// last of its connections.
  [[nodiscard]] Result<Database> Again() const;

  Database(Database&& other) noexcept;
  Database& operator=(Database&&) = delete;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  Status Run(const std::string& sql);
  [[nodiscard]] duckdb_connection connection() const { return connection_; }

 private:
  struct Engine;
  explicit Database(std::shared_ptr<Engine> engine);
  Status Connect();

  std::shared_ptr<Engine> engine_;
  duckdb_connection connection_ = nullptr;
};

/// Our error for DuckDB's: out of memory and a full disk are kExhausted, input and output
/// kUnavailable, everything else kCorrupt.
Error ToError(duckdb_error_type type, const char* message);

/// One row of VARCHAR and BLOB columns as it lies in memory; none for NULL.
using Cells = std::span<const std::optional<std::string_view>>;
using CellVisitor = std::function<Status(Cells)>;

/// Runs `select`, whose columns are all VARCHAR or BLOB. Streams.
Status VisitCells(Database& database, const std::string& select, const CellVisitor& visit);

/// A name as SQL takes any.
std::string Quoted(std::string_view name);

/// The expression that makes text of a column: JSON of a nested one.
std::string TextCast(std::string_view name, duckdb_type type);

/// Runs `select` and visits its rows, each value as text: nested ones as JSON. Streams.
Status VisitText(Database& database, const std::string& select, const RowVisitor& visit);

/// Closes on destruction.
class Prepared {
 public:
  ~Prepared() { duckdb_destroy_prepare(&statement_); }
  Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  Status Prepare(Database& database, const std::string& sql);
  [[nodiscard]] duckdb_prepared_statement get() const { return statement_; }

 private:
  duckdb_prepared_statement statement_ = nullptr;
};

}  // namespace assay::table::internal
