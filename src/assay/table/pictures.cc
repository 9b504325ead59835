// SPDX-License-Identifier: Apache-2.0
#include "assay/table/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "assay/table/database_internal.h"
#include "assay/table/reader_internal.h"

namespace assay::table {
namespace {

struct LogicalType {
  explicit LogicalType(duckdb_logical_type type) : value(type) {}
  LogicalType(const LogicalType&) = delete;
  LogicalType& operator=(const LogicalType&) = delete;
  ~LogicalType() { duckdb_destroy_logical_type(&value); }
  [[nodiscard]] duckdb_type id() const { return duckdb_get_type_id(value); }

  duckdb_logical_type value;
};

struct Column {
  std::string name;
  duckdb_type type = DUCKDB_TYPE_INVALID;
  std::string bytes;  ///< expression of its pictures; empty: it has none
  std::string path;   ///< of their names; empty: it has none
};

std::string Lent(const char* text) {
  std::string copy(text == nullptr ? "" : text);
  duckdb_free(const_cast<char*>(text));  // NOLINT(*-const-cast): the C API lends it to be freed
  return copy;
}

void LookInto(const LogicalType& type, Column& column) {
  for (idx_t i = 0; i < duckdb_struct_type_child_count(type.value); ++i) {
    const LogicalType child(duckdb_struct_type_child_type(type.value, i));
    const std::unique_ptr<char, void (*)(void*)> name(duckdb_struct_type_child_name(type.value, i),
                                                      duckdb_free);
    const auto extract = [&](std::string_view member) {
      return fmt::format("struct_extract({}, '{}')", internal::Quoted(column.name), member);
    };
    if (std::string_view(name.get()) == "bytes" && child.id() == DUCKDB_TYPE_BLOB)
      column.bytes = extract("bytes");
    if (std::string_view(name.get()) == "path" && child.id() == DUCKDB_TYPE_VARCHAR)
      column.path = extract("path");
  }
}

std::vector<Column> ColumnsOf(duckdb_prepared_statement statement) {
  std::vector<Column> columns;
  const idx_t count = duckdb_prepared_statement_column_count(statement);
  for (idx_t i = 0; i < count; ++i) {
    Column column;
    column.name = Lent(duckdb_prepared_statement_column_name(statement, i));
    const LogicalType type(duckdb_prepared_statement_column_logical_type(statement, i));
    column.type = type.id();
    if (column.type == DUCKDB_TYPE_BLOB) column.bytes = internal::Quoted(column.name);
    if (column.type == DUCKDB_TYPE_STRUCT) LookInto(type, column);
    columns.push_back(std::move(column));
  }
  return columns;
}

/// Where the pictures are.
Result<const Column*> Choose(const std::vector<Column>& columns, std::string_view wanted) {
  std::vector<const Column*> all;
  std::vector<const Column*> structs;
  for (const Column& column : columns) {
    if (column.bytes.empty()) continue;
    if (column.name == wanted) return &column;
    all.push_back(&column);
    if (column.type == DUCKDB_TYPE_STRUCT) structs.push_back(&column);
  }
  if (!wanted.empty())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("no column '{}' of pictures", ToPrintable(wanted))};
  if (all.empty())
    return Error{ErrorCode::kInvalidArgument,
                 "no column holds pictures: a struct with 'bytes', or "
                 "a BLOB"};
  if (all.size() == 1) return all.front();
  if (structs.size() == 1) return structs.front();
  const auto image =
      std::ranges::find_if(structs, [](const Column* one) { return one->name == "image"; });
  if (image != structs.end()) return *image;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("{} columns may hold pictures: name one", all.size())};
}

}  // namespace

Status ReadPictures(const std::filesystem::path& file, std::string_view column,
                    const PictureVisitor& visit, const ReadLimits& limits) {
  ASSAY_LET(const Fd fd, internal::OpenForReading(file));
  const std::string path = fmt::format("/proc/self/fd/{}", fd.get());
  ASSAY_LET(internal::Database database,
            internal::Database::Open(limits.memory_bytes, std::array{path}));
  const std::string from = fmt::format("FROM read_parquet('{}')", path);
  internal::Prepared shape;
  ASSAY_TRY(shape.Prepare(database, "SELECT * " + from));
  const std::vector<Column> columns = ColumnsOf(shape.get());
  ASSAY_LET(const Column* pictures, Choose(columns, column));
  std::string select = fmt::format("SELECT {}, {}", pictures->bytes,
                                   pictures->path.empty() ? "NULL::VARCHAR" : pictures->path);
  std::vector<std::string> names;
  for (const Column& other : columns) {
    if (&other == pictures || !other.bytes.empty()) continue;
    select += ", " + internal::TextCast(other.name, other.type);
    names.push_back(other.name);
  }
  std::vector<std::optional<std::string>> values(names.size());
  return internal::VisitCells(database, select + " " + from, [&](internal::Cells cells) -> Status {
    PictureRow row;
    if (cells[0]) row.picture = AsBytes(*cells[0]);
    row.path = cells[1];
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = cells[i + 2];
    row.names = names;
    row.values = values;
    return visit(row);
  });
}

}  // namespace assay::table
