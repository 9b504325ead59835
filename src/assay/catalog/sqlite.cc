// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "assay/catalog/sqlite_internal.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"

namespace assay::catalog {
namespace {

constexpr int kBusyTimeoutMs = 10'000;

ErrorCode CodeFor(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_ERROR:  // our SQL is fixed, so a schema that does not fit it is damage
      return ErrorCode::kCorrupt;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return ErrorCode::kExhausted;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return ErrorCode::kDenied;
    default:
      return ErrorCode::kUnavailable;
  }
}

int FileErrno(sqlite3* handle, int which_file) {
  sqlite3_file* file = nullptr;
  int error_number = 0;
  if (sqlite3_file_control(handle, "main", which_file, static_cast<void*>(&file)) == SQLITE_OK &&
      file != nullptr && file->pMethods != nullptr)
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error_number);
  return error_number;
}

/// The system's reason for an I/O error; 0 when there is none. sqlite3_system_errno does not know
/// of writes to the WAL that fail during COMMIT, so the files are asked.
int ErrnoBehind(sqlite3* handle, int sqlite_code) {
  const int primary = sqlite_code & 0xff;
  if (primary == SQLITE_CANTOPEN) return sqlite3_system_errno(handle);
  if (primary != SQLITE_IOERR) return 0;
  const int journal = FileErrno(handle, SQLITE_FCNTL_JOURNAL_POINTER);
  return journal != 0 ? journal : FileErrno(handle, SQLITE_FCNTL_FILE_POINTER);
}

}  // namespace

Query::~Query() {
  if (!statement_) return;
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  if (sql_ != nullptr) database_->idle_[sql_] = std::move(statement_);
}

void Query::Note(int code) {
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
}

// A null destructor is SQLITE_STATIC: the bytes are borrowed.
Query& Query::Text(std::string_view text) {
  const char* data = text.empty() ? "" : text.data();  // a null pointer would bind NULL
  Note(sqlite3_bind_text64(statement_.get(), next_parameter_++, data, text.size(), nullptr,
                           SQLITE_UTF8));
  return *this;
}

Query& Query::TextOrNull(std::string_view text) {
  if (!text.empty()) return Text(text);
  Note(sqlite3_bind_null(statement_.get(), next_parameter_++));
  return *this;
}

Query& Query::Blob(std::string_view bytes) {
  const char* data = bytes.empty() ? "" : bytes.data();
  Note(sqlite3_bind_blob64(statement_.get(), next_parameter_++, data, bytes.size(), nullptr));
  return *this;
}

Query& Query::Int(std::int64_t number) {
  Note(sqlite3_bind_int64(statement_.get(), next_parameter_++, number));
  return *this;
}

Result<bool> Query::Step() {
  if (bind_code_ != SQLITE_OK) return database_->Failure("binding");
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_->Failure("running");
}

Status Query::Run() {
  for (;;) {
    ASSAY_LET(const bool more, Step());
    if (!more) return Done{};
  }
}

std::string Query::TextAt(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size_bytes = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size_bytes)};
}

std::int64_t Query::IntAt(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

int Query::columns() const { return sqlite3_column_count(statement_.get()); }

Result<std::unique_ptr<Database>> Database::Open(const std::filesystem::path& file) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  std::unique_ptr<Database> database(
      new Database(std::unique_ptr<sqlite3, CloseDatabase>(raw), file));
  if (raw == nullptr) return Error{ErrorCode::kExhausted, "no memory for a database connection"};
  if (code != SQLITE_OK) return database->Failure("opening");
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  return database;
}

Result<Query> Database::Prepare(const char* sql) {
  if (StatementHandle& idle = idle_[sql]; idle) return Query(*this, sql, std::move(idle));
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr) !=
      SQLITE_OK)
    return Failure("preparing");
  return Query(*this, sql, StatementHandle(raw));
}

Result<Query> Database::PrepareOnce(const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    return Failure("preparing");
  return Query(*this, nullptr, StatementHandle(raw));
}

Status Database::Execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return Failure("running");
  return Done{};
}

Result<std::string> Database::Ask(const char* sql) {
  ASSAY_LET(Query query, Prepare(sql));
  ASSAY_LET(const bool found, query.Step());
  if (!found) return Error{ErrorCode::kCorrupt, "SQLite gave no answer"};
  return query.TextAt(0);
}

Error Database::Failure(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(handle_.get());
  Error error{CodeFor(code),
              fmt::format("{} {}: SQLite error {}: {}", doing, ToPrintable(file_.native()), code,
                          ToPrintable(sqlite3_errmsg(handle_.get()))),
              (code & 0xff) == SQLITE_FULL};
  const int error_number = ErrnoBehind(handle_.get(), code);
  if (error_number == 0) return error;
  // errno says more: quota and file-size limits are a full disk to us.
  const Error system = SystemError(error_number, "", file_);
  return {system.code,
          fmt::format("{} ({})", error.what, std::generic_category().message(error_number)),
          system.is_disk_full};
}

Result<Transaction> Transaction::Begin(Database& database) {
  ASSAY_TRY(database.Execute("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  // SQLite has already rolled back by itself after some errors (disk full, I/O).
  if (database_ != nullptr && database_->InTransaction()) {
    (void)database_->Execute("ROLLBACK").ok();
  }
}

Status Transaction::Commit() {
  ASSAY_TRY(database_->Execute("COMMIT"));
  database_ = nullptr;
  return Done{};
}

}  // namespace assay::catalog
