// SPDX-License-Identifier: Apache-2.0
#include "assay/table/writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/table/database_internal.h"

namespace assay::table {
namespace {

namespace fs = std::filesystem;
using Row = std::vector<Cell>;

/// Handed over at a time. No more than DuckDB's vectors hold, which RegisterFeed checks.
constexpr std::size_t kBatchRows = 128;

/// One place between the thread that appends and the thread that copies.
struct Feed {
  std::vector<Column> columns;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Row> batch;  ///< ready to be copied; empty when the place is free
  bool closed = false;     ///< no batch will follow
  bool aborted = false;    ///< the writer goes away without Finish
  bool ended = false;      ///< the copy is over, well or badly
};

duckdb_logical_type MakeType(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    case ColumnType::kInt64:
      return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    case ColumnType::kDouble:
      return duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    case ColumnType::kBool:
      return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case ColumnType::kBlob:
      return duckdb_create_logical_type(DUCKDB_TYPE_BLOB);
    case ColumnType::kTextList:
      break;
  }
  duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  duckdb_logical_type list = duckdb_create_list_type(text);
  duckdb_destroy_logical_type(&text);
  return list;
}

void Bind(duckdb_bind_info info) {
  const auto* feed = static_cast<const Feed*>(duckdb_bind_get_extra_info(info));
  for (const Column& column : feed->columns) {
    duckdb_logical_type type = MakeType(column.type);
    duckdb_bind_add_result_column(info, column.name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
}

void Init(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }

void AssignText(duckdb_vector vector, idx_t row, std::string_view text) {
  duckdb_vector_assign_string_element_len(vector, row, text.data(), text.size());
}

template <typename T>
void AssignNumber(duckdb_vector vector, idx_t row, T value) {
  static_cast<T*>(duckdb_vector_get_data(vector))[row] = value;
}

void AssignNull(duckdb_vector vector, idx_t row) {
  duckdb_vector_ensure_validity_writable(vector);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
}

/// A list column: entries say where in the child vector a row's texts lie.
void FillList(duckdb_vector vector, std::span<const Row> batch, std::size_t column) {
  idx_t total = 0;
  for (const Row& row : batch) {
    const auto* texts = std::get_if<std::vector<std::string>>(&row[column]);
    total += texts == nullptr ? 0 : texts->size();
  }
  duckdb_list_vector_reserve(vector, total);
  auto* entries = static_cast<duckdb_list_entry*>(duckdb_vector_get_data(vector));
  duckdb_vector child = duckdb_list_vector_get_child(vector);
  idx_t used = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto* texts = std::get_if<std::vector<std::string>>(&batch[i][column]);
    entries[i] = {used, texts == nullptr ? 0 : texts->size()};
    if (texts == nullptr) {
      AssignNull(vector, i);
      continue;
    }
    for (const std::string& text : *texts) AssignText(child, used++, text);
  }
  duckdb_list_vector_set_size(vector, used);
}

void FillScalar(duckdb_vector vector, std::span<const Row> batch, std::size_t column) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Cell& cell = batch[i][column];
    if (const auto* text = std::get_if<std::string>(&cell))
      AssignText(vector, i, *text);
    else if (const auto* bytes = std::get_if<Bytes>(&cell))
      AssignText(vector, i, AsText(*bytes));
    else if (const auto* integer = std::get_if<std::int64_t>(&cell))
      AssignNumber(vector, i, *integer);
    else if (const auto* real = std::get_if<double>(&cell))
      AssignNumber(vector, i, *real);
    else if (const auto* flag = std::get_if<bool>(&cell))
      AssignNumber(vector, i, *flag);
    else
      AssignNull(vector, i);
  }
}

/// Called by DuckDB for its next rows; an empty chunk is the end.
void Produce(duckdb_function_info info, duckdb_data_chunk output) {
  auto* feed = static_cast<Feed*>(duckdb_function_get_extra_info(info));
  std::vector<Row> batch;
  {
    std::unique_lock lock(feed->mutex);
    feed->changed.wait(lock, [&] { return !feed->batch.empty() || feed->closed || feed->aborted; });
    if (feed->aborted) {
      duckdb_function_set_error(info, "the table was abandoned");
      return;
    }
    batch.swap(feed->batch);
  }
  feed->changed.notify_all();
  for (std::size_t i = 0; i < feed->columns.size(); ++i) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(output, i);
    if (feed->columns[i].type == ColumnType::kTextList)
      FillList(vector, batch, i);
    else
      FillScalar(vector, batch, i);
  }
  duckdb_data_chunk_set_size(output, batch.size());
}

Status RegisterFeed(internal::Database& database, const std::string& name, Feed& feed) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, name.c_str());
  duckdb_table_function_set_extra_info(function, &feed, nullptr);
  duckdb_table_function_set_bind(function, Bind);
  duckdb_table_function_set_init(function, Init);
  duckdb_table_function_set_function(function, Produce);
  const duckdb_state state = duckdb_register_table_function(database.connection(), function);
  duckdb_destroy_table_function(&function);
  if (state == DuckDBError || duckdb_vector_size() < kBatchRows)
    return Error{ErrorCode::kUnavailable, "this build of DuckDB is not the one that we know"};
  return Done{};
}

/// Whether `cell` may stand in a column of `type`.
bool Fits(const Cell& cell, ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return std::holds_alternative<std::string>(cell);
    case ColumnType::kInt64:
      return std::holds_alternative<std::int64_t>(cell);
    case ColumnType::kDouble:
      return std::holds_alternative<double>(cell);
    case ColumnType::kBool:
      return std::holds_alternative<bool>(cell);
    case ColumnType::kTextList:
      return std::holds_alternative<std::vector<std::string>>(cell);
    case ColumnType::kBlob:
      return std::holds_alternative<Bytes>(cell);
  }
  return false;
}

/// The statement that reads `feed` and writes the file at `path`.
std::string CopyStatement(const std::string& feed, const std::string& path,
                          const WriteOptions& options) {
  std::string metadata;
  for (const auto& [name, value] : options.metadata) {
    metadata += metadata.empty() ? ", KV_METADATA {" : ", ";
    metadata += name + ": '";
    for (const char c : value) metadata += c == '\'' ? std::string(2, c) : std::string(1, c);
    metadata += '\'';
  }
  if (!metadata.empty()) metadata += '}';
  return fmt::format(
      "COPY (SELECT {} FROM {}()) TO '{}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {}, "
      "USE_TMP_FILE false{})",
      options.select, feed, path, options.row_group_rows, metadata);
}

bool IsUtf8Cell(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return IsUtf8(*text);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&cell))
    return std::ranges::all_of(*texts, [](const std::string& text) { return IsUtf8(text); });
  return true;
}

}  // namespace

struct ParquetWriter::State {
  State(fs::path target, Fd descriptor, std::vector<Column> columns)
      : file(std::move(target)), fd(std::move(descriptor)) {
    feed.columns = std::move(columns);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  ~State() {
    {
      const std::scoped_lock lock(feed.mutex);
      feed.aborted = true;
    }
    feed.changed.notify_all();
    if (copier.joinable()) copier.join();
    if (!renamed) unlink(Temporary().c_str());
  }

  [[nodiscard]] fs::path Temporary() const { return TemporaryOf(file); }
  static fs::path TemporaryOf(const fs::path& path) { return path.native() + ".tmp"; }

  void Start(internal::Database connection, const std::string& copy) {
    database.emplace(std::move(connection));
    copier = std::thread([this, copy] {
      const Status done = database->Run(copy);
      const std::scoped_lock lock(feed.mutex);
      if (!done.ok()) problem = Error(done.error()).In("writing " + ToPrintable(file.native()));
      feed.ended = true;
      feed.changed.notify_all();
    });
  }

  /// Puts `pending` into the free place; waits for it.
  Status HandOver() {
    std::unique_lock lock(feed.mutex);
    feed.changed.wait(lock, [&] { return feed.batch.empty() || feed.ended; });
    if (feed.ended)
      return problem.value_or(Error{ErrorCode::kUnavailable, "DuckDB stopped reading"});
    feed.batch.swap(pending);
    lock.unlock();
    feed.changed.notify_all();
    return Done{};
  }

  Status Close() {
    {
      const std::scoped_lock lock(feed.mutex);
      feed.closed = true;
    }
    feed.changed.notify_all();
    copier.join();
    if (problem) return *problem;
    return Done{};
  }

  fs::path file;
  Fd fd;
  std::optional<internal::Database> database;
  Feed feed;
  std::vector<Row> pending;
  std::optional<Error> problem;  ///< of the copy; guarded by feed.mutex while it runs
  std::thread copier;
  bool renamed = false;  ///< the temporary file is no longer ours to delete
};

ParquetWriter::ParquetWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ParquetWriter::ParquetWriter(ParquetWriter&&) noexcept = default;
ParquetWriter::~ParquetWriter() = default;

Result<ParquetWriter> ParquetWriter::Create(const fs::path& file, std::vector<Column> columns,
                                            const WriteOptions& options) {
  ASSAY_LET(auto writers, CreateAll({{file, std::move(columns)}}, options));
  return std::move(writers.front());
}

Result<std::vector<ParquetWriter>> ParquetWriter::CreateAll(std::vector<TableFile> files,
                                                            const WriteOptions& options) {
  std::vector<std::unique_ptr<State>> states;
  std::vector<std::string> paths;
  for (auto& [file, columns] : files) {
    if (columns.empty()) return Error{ErrorCode::kInvalidArgument, "a table without columns"};
    const fs::path temporary = State::TemporaryOf(file);
    Fd fd(open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!fd.open()) return SystemError(errno, "creating", temporary);
    // Through the descriptor: no glob character, quote or odd byte of a folder's name reaches SQL.
    paths.push_back(fmt::format("/proc/self/fd/{}", fd.get()));
    states.push_back(std::make_unique<State>(std::move(file), std::move(fd), std::move(columns)));
  }
  ASSAY_LET(const internal::Database engine, internal::Database::Open(options.memory_bytes, paths));
  std::vector<ParquetWriter> writers;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::string feed = fmt::format("feed{}", i);
    ASSAY_LET(internal::Database connection, engine.Again());
    ASSAY_TRY(RegisterFeed(connection, feed, states[i]->feed));
    states[i]->Start(std::move(connection), CopyStatement(feed, paths[i], options));
    writers.push_back(ParquetWriter(std::move(states[i])));
  }
  return writers;
}

Status ParquetWriter::Append(std::vector<Cell> row) {
  const std::vector<Column>& columns = state_->feed.columns;
  ASSAY_CHECK(row.size() == columns.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    ASSAY_CHECK(std::holds_alternative<std::monostate>(row[i]) || Fits(row[i], columns[i].type));
    if (!IsUtf8Cell(row[i]))
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("text of column {} is not UTF-8", columns[i].name)};
  }
  state_->pending.push_back(std::move(row));
  return state_->pending.size() < kBatchRows ? Status(Done{}) : state_->HandOver();
}

Status ParquetWriter::Finish() {
  if (!state_->pending.empty()) ASSAY_TRY(state_->HandOver());
  ASSAY_TRY(state_->Close());
  const fs::path temporary = state_->Temporary();
  if (fsync(state_->fd.get()) != 0) return SystemError(errno, "syncing", temporary);
  if (rename(temporary.c_str(), state_->file.c_str()) != 0)
    return SystemError(errno, "renaming", temporary);
  state_->renamed = true;
  return SyncFolder(state_->file.has_parent_path() ? state_->file.parent_path() : fs::path("."));
}

}  // namespace assay::table
