// SPDX-License-Identifier: Apache-2.0
//
// Typed rows -> one Parquet file, written while the rows arrive. Rows keep their order; equal rows
// give equal bytes. It neither sorts nor partitions, and it cannot append to an existing file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::table {

enum class ColumnType { kText, kInt64, kDouble, kBool, kTextList, kBlob };

struct Column {
  std::string name;
  ColumnType type = ColumnType::kText;
};

/// std::monostate is NULL, which every column takes.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double, bool,
                          std::vector<std::string>, Bytes>;

struct WriteOptions {
  std::size_t row_group_rows = 2'048;      ///< held in memory until written; in steps of 128
  std::size_t memory_bytes = 512U << 20U;  ///< DuckDB's budget; nothing is spilled
  /// What becomes of the columns, in SQL of our own: "{'bytes': a, 'path': b} AS image, key".
  std::string select = "*";
  /// Into the file's own metadata. The names are identifiers.
  std::vector<std::pair<std::string, std::string>> metadata = {};
};

/// A file to be written, and what its rows hold.
struct TableFile {
  std::filesystem::path file;
  std::vector<Column> columns;
};

/// Rows are handed, 128 at a time, to a DuckDB COPY on a thread of its own: memory holds one row
/// group and two such batches, whatever the number of rows.
///
/// Threads: one thread calls; one helper thread lives from Create to Finish or destruction.
/// Exact:   zstd, fixed row groups, one writing thread: equal rows give equal bytes with one
///          version of DuckDB.
class ParquetWriter {
 public:
  /// Writes beside `file` under a temporary name, replacing what a crash left there.
  /// Errors:  kInvalidArgument without columns; as SystemError.
  static Result<ParquetWriter> Create(const std::filesystem::path& file,
                                      std::vector<Column> columns,
                                      const WriteOptions& options = {});

  /// One writer for each file. They share one engine and its budget. Errors: as Create.
  static Result<std::vector<ParquetWriter>> CreateAll(std::vector<TableFile> files,
                                                      const WriteOptions& options = {});
  ParquetWriter(ParquetWriter&&) noexcept;
  ParquetWriter& operator=(ParquetWriter&&) = delete;
  ~ParquetWriter();  ///< Without Finish: `file` is as it was, and nothing is left beside it.

  /// Cells in the order of the columns; a cell of another type than its column aborts.
  /// Errors:  kInvalidArgument for text that is not UTF-8; kExhausted when disk or budget is full;
  ///          what else kept DuckDB from writing. No call may follow an error.
  Status Append(std::vector<Cell> row);

  /// Writes the rest, syncs, renames. Errors: as Append and SystemError.
  Status Finish();

 private:
  struct State;
  explicit ParquetWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::table
