// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/table/database_internal.h"

/// Read by the allocator inside DuckDB when it starts, after its own settings. We write tables of
/// some thousand rows beside other work: what it frees goes back to the system at once, and its
/// threads share one arena. Without it each further row group keeps some megabytes.
extern "C" const char* const duckdb_je_malloc_conf_2_conf_harder =  // NOLINT(*-naming): its name
    "narenas:1,tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0";

namespace assay::table::internal {
namespace {

struct ResultCloser {
  duckdb_result value{};
  ResultCloser() = default;
  ResultCloser(const ResultCloser&) = delete;
  ResultCloser& operator=(const ResultCloser&) = delete;
  ~ResultCloser() { duckdb_destroy_result(&value); }
};

struct ChunkCloser {
  void operator()(duckdb_data_chunk chunk) const { duckdb_destroy_data_chunk(&chunk); }
};
using Chunk = std::unique_ptr<std::remove_pointer_t<duckdb_data_chunk>, ChunkCloser>;

/// Settings that DuckDB takes at start only, or that must hold from the first query.
Status Configure(duckdb_config config, std::size_t memory_bytes) {
  const std::string memory = fmt::format("{}MiB", std::max<std::size_t>(memory_bytes >> 20U, 16));
  const std::array<std::pair<const char*, const char*>, 6> settings = {{
      {"threads", "1"},
      {"memory_limit", memory.c_str()},
      {"temp_directory", ""},  // never spills: bounded by memory, or refused
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
  }};
  for (const auto& [name, value] : settings) {
    if (duckdb_set_config(config, name, value) == DuckDBError)
      return Error{ErrorCode::kUnavailable, fmt::format("DuckDB refuses the setting {}", name)};
  }
  return Done{};
}

/// One cell of a vector of VARCHAR or BLOB, where it lies.
std::optional<std::string_view> CellAt(duckdb_vector vector, idx_t row) {
  std::uint64_t* valid = duckdb_vector_get_validity(vector);
  if (valid != nullptr && !duckdb_validity_row_is_valid(valid, row)) return std::nullopt;
  auto* strings = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  return std::string_view(duckdb_string_t_data(&strings[row]),
                          duckdb_string_t_length(strings[row]));
}

bool IsNested(duckdb_type type) {
  return type == DUCKDB_TYPE_LIST || type == DUCKDB_TYPE_STRUCT || type == DUCKDB_TYPE_MAP ||
         type == DUCKDB_TYPE_ARRAY || type == DUCKDB_TYPE_UNION;
}

/// The column list that turns every column of a prepared SELECT into text.
struct TextColumns {
  std::vector<std::string> names;
  std::string casts;
};

TextColumns AsText(duckdb_prepared_statement statement) {
  TextColumns columns;
  const idx_t count = duckdb_prepared_statement_column_count(statement);
  for (idx_t i = 0; i < count; ++i) {
    const char* name = duckdb_prepared_statement_column_name(statement, i);
    columns.names.emplace_back(name == nullptr ? "" : name);
    duckdb_free(const_cast<char*>(name));  // NOLINT(*-const-cast): the C API lends it to be freed
    const duckdb_type type = duckdb_prepared_statement_column_type(statement, i);
    columns.casts += (i == 0 ? "" : ", ") + TextCast(columns.names.back(), type);
  }
  return columns;
}

Status VisitChunk(duckdb_data_chunk chunk, const CellVisitor& visit) {
  std::vector<duckdb_vector> vectors;
  const idx_t columns = duckdb_data_chunk_get_column_count(chunk);
  vectors.reserve(columns);
  for (idx_t i = 0; i < columns; ++i) vectors.push_back(duckdb_data_chunk_get_vector(chunk, i));
  std::vector<std::optional<std::string_view>> cells(vectors.size());
  const idx_t rows = duckdb_data_chunk_get_size(chunk);
  for (idx_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < vectors.size(); ++i) cells[i] = CellAt(vectors[i], row);
    ASSAY_TRY(visit(cells));
  }
  return Done{};
}

}  // namespace

Error ToError(duckdb_error_type type, const char* message) {
  const std::string what = ToPrintable(ToUtf8(message == nullptr ? "" : message, 1000));
  // DuckDB hands over the system's words only: those of ENOSPC, EDQUOT and EFBIG.
  constexpr std::array<std::string_view, 3> kFull = {"No space left", "Disk quota",
                                                     "File too large"};
  const bool full = std::ranges::any_of(
      kFull, [&what](std::string_view words) { return what.find(words) != std::string::npos; });
  if (type == DUCKDB_ERROR_OUT_OF_MEMORY || full) return {ErrorCode::kExhausted, what, full};
  if (type == DUCKDB_ERROR_IO) return {ErrorCode::kUnavailable, what};
  return {ErrorCode::kCorrupt, what};
}

struct Database::Engine {
  duckdb_database handle = nullptr;
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() { duckdb_close(&handle); }
};

Database::Database(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}

Result<Database> Database::Open(std::size_t memory_bytes, std::span<const std::string> paths) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) == DuckDBError)
    return Error{ErrorCode::kUnavailable, "DuckDB does not start"};
  const std::unique_ptr<duckdb_config, void (*)(duckdb_config*)> closer(&config,
                                                                        duckdb_destroy_config);
  ASSAY_TRY(Configure(config, memory_bytes));
  Database database(std::make_shared<Engine>());
  char* problem = nullptr;
  if (duckdb_open_ext(nullptr, &database.engine_->handle, config, &problem) == DuckDBError) {
    const std::unique_ptr<char, void (*)(void*)> text(problem, duckdb_free);
    return Error{ErrorCode::kUnavailable, fmt::format("DuckDB does not start: {}", problem)};
  }
  ASSAY_TRY(database.Connect());
  if (!paths.empty())
    ASSAY_TRY(database.Run(fmt::format("SET allowed_paths=['{}']", fmt::join(paths, "', '"))));
  ASSAY_TRY(database.Run("SET TimeZone='UTC'"));
  ASSAY_TRY(database.Run("SET enable_external_access=false"));
  ASSAY_TRY(database.Run("SET lock_configuration=true"));
  return database;
}

Status Database::Connect() {
  if (duckdb_connect(engine_->handle, &connection_) == DuckDBSuccess) return Done{};
  return Error{ErrorCode::kUnavailable, "DuckDB gives no connection"};
}

Result<Database> Database::Again() const {
  Database another(engine_);
  ASSAY_TRY(another.Connect());
  return another;
}

Database::Database(Database&& other) noexcept
    : engine_(std::move(other.engine_)), connection_(std::exchange(other.connection_, nullptr)) {}

Database::~Database() { duckdb_disconnect(&connection_); }

Status Database::Run(const std::string& sql) {
  ResultCloser result;
  if (duckdb_query(connection_, sql.c_str(), &result.value) == DuckDBError)
    return ToError(duckdb_result_error_type(&result.value), duckdb_result_error(&result.value));
  return Done{};
}

Status Prepared::Prepare(Database& database, const std::string& sql) {
  if (duckdb_prepare(database.connection(), sql.c_str(), &statement_) == DuckDBError)
    return ToError(DUCKDB_ERROR_INVALID_INPUT, duckdb_prepare_error(statement_));
  return Done{};
}

std::string Quoted(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string TextCast(std::string_view name, duckdb_type type) {
  const std::string column = Quoted(name);
  return fmt::format("CAST({} AS VARCHAR)", IsNested(type) ? "to_json(" + column + ")" : column);
}

Status VisitCells(Database& database, const std::string& select, const CellVisitor& visit) {
  Prepared statement;
  ASSAY_TRY(statement.Prepare(database, select));
  ResultCloser result;
  if (duckdb_execute_prepared_streaming(statement.get(), &result.value) == DuckDBError)
    return ToError(duckdb_result_error_type(&result.value), duckdb_result_error(&result.value));
  for (;;) {
    const Chunk chunk(duckdb_fetch_chunk(result.value));
    if (!chunk) break;
    ASSAY_TRY(VisitChunk(chunk.get(), visit));
  }
  if (const char* problem = duckdb_result_error(&result.value); problem != nullptr)
    return ToError(duckdb_result_error_type(&result.value), problem);
  return Done{};
}

Status VisitText(Database& database, const std::string& select, const RowVisitor& visit) {
  Prepared shape;
  ASSAY_TRY(shape.Prepare(database, select));
  const TextColumns columns = AsText(shape.get());
  std::vector<std::optional<std::string>> values(columns.names.size());
  return VisitCells(database, fmt::format("SELECT {} FROM ({})", columns.casts, select),
                    [&](Cells cells) -> Status {
                      for (std::size_t i = 0; i < cells.size(); ++i) values[i] = cells[i];
                      return visit(columns.names, values);
                    });
}

}  // namespace assay::table::internal
