// SPDX-License-Identifier: Apache-2.0
//
// One private, in-memory DuckDB: single-threaded, without extensions from outside, and able to
// touch one named file at most.
#pragma once

#include <duckdb.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "assay/core/result.h"
#include "assay/table/csv.h"

namespace assay::table::internal {

/// Threads: as DuckDB: one query at a time on its connection.
class Database {
 public:
  /// `path` (empty: none) is the only file that queries may read or write.
  /// Errors:  kUnavailable when DuckDB does not start.
  static Result<Database> Open(std::size_t memory_bytes, std::string_view path);
  Database(Database&& other) noexcept;
  Database& operator=(Database&&) = delete;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  Status Run(const std::string& sql);
  [[nodiscard]] duckdb_connection connection() const { return connection_; }

 private:
  Database() = default;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

/// Our error for DuckDB's: out of memory and a full disk are kExhausted, input and output
/// kUnavailable, everything else kCorrupt.
Error ToError(duckdb_error_type type, const char* message);

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
