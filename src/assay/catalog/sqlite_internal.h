// SPDX-License-Identifier: Apache-2.0
//
// SQLite behind Result: one connection, its cached statements, transactions that roll back.
// It knows no table of ours.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "assay/core/result.h"

namespace assay::catalog {

class Database;

struct CloseDatabase {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// One use of a prepared statement; goes back to the cache when it dies, so a query may be begun
/// again while an equal one is still open. Must not outlive its Database.
class Query {
 public:
  Query(Query&&) noexcept = default;
  Query& operator=(Query&&) = delete;
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  /// Binds the next parameter. The memory is borrowed: it must live until the query is stepped.
  Query& Text(std::string_view text);
  Query& TextOrNull(std::string_view text);  ///< empty becomes NULL
  Query& Blob(std::string_view bytes);
  Query& Int(std::int64_t number);

  /// True when a row is there. Errors: also those of the binds.
  Result<bool> Step();
  Status Run();  ///< steps to the end

  [[nodiscard]] std::string TextAt(int column) const;  ///< text or blob; NULL is empty
  [[nodiscard]] std::int64_t IntAt(int column) const;
  [[nodiscard]] int columns() const;

 private:
  friend class Database;
  Query(Database& database, const char* sql, StatementHandle statement)
      : database_(&database), sql_(sql), statement_(std::move(statement)) {}
  void Note(int code);

  Database* database_;
  const char* sql_;  ///< null: it is not kept
  StatementHandle statement_;
  int next_parameter_ = 1;
  int bind_code_ = SQLITE_OK;
};

/// Threads: one.
class Database {
 public:
  /// Opens or creates the file; sets the busy timeout only.
  static Result<std::unique_ptr<Database>> Open(const std::filesystem::path& file);

  /// `sql` must be a string literal: it is the key of the cache.
  Result<Query> Prepare(const char* sql);
  /// For one use: it is not cached.
  Result<Query> PrepareOnce(const std::string& sql);
  /// Runs several statements without parameters.
  Status Execute(const std::string& sql);
  /// First column of the first row of a statement that always has one.
  Result<std::string> Ask(const char* sql);

  /// What SQLite says about its last failure, with a code that callers branch on.
  [[nodiscard]] Error Failure(std::string_view doing) const;
  [[nodiscard]] bool InTransaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

 private:
  friend class Query;
  Database(std::unique_ptr<sqlite3, CloseDatabase> handle, std::filesystem::path file)
      : handle_(std::move(handle)), file_(std::move(file)) {}

  std::unique_ptr<sqlite3, CloseDatabase> handle_;
  std::filesystem::path file_;
  std::map<const char*, StatementHandle> idle_;  // looked up, never iterated
};

/// All or nothing: rolls back when it dies before Commit.
class Transaction {
 public:
  /// Takes the write lock at once, so that nothing read inside can be overtaken.
  static Result<Transaction> Begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  Status Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace assay::catalog
