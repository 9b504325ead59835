// SPDX-License-Identifier: Apache-2.0
//
// Rows of a foreign table as text, one at a time: manifests, sidecars, predictions. It infers no
// types, follows no references and opens nothing but the one file. CSV and JSONL are read by our
// own fuzzed readers; Parquet by DuckDB, which may then touch this file only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "assay/core/result.h"
#include "assay/table/csv.h"
#include "assay/table/format.h"

namespace assay::table {

struct ReadLimits {
  std::size_t line_bytes = 4U << 20U;      ///< JSONL: longest line
  std::size_t memory_bytes = 256U << 20U;  ///< Parquet: DuckDB's budget
};

/// Calls `visit` for each row, in file order, and stops at its first error.
///
/// Shapes:  CSV as CsvParser; the names are the same for all rows. JSONL: one object a line, its
///          names sorted and its own; strings as they are, null has no value, anything else as
///          canonical JSON. Parquet: numbers, dates and times in DuckDB's text form, nested values
///          as JSON text, BLOB as escaped text.
/// Errors:  kCorrupt with line or column for bytes that break their format; kExhausted over a
///          limit; kInvalidArgument for what is no regular file; as SystemError otherwise.
/// Cost:    one pass; memory of one record (CSV, JSONL) or within the budget (Parquet).
/// Threads: none are started. `/dev/fd/N` and `/proc/self/fd/N` are read through that descriptor:
///          CSV and JSONL then open nothing; Parquet opens `/proc/self/fd/N`.
Status ReadTable(const std::filesystem::path& file, Format format, const RowVisitor& visit,
                 const ReadLimits& limits = {});

/// Loads what DuckDB would load lazily, and opens and closes one database: for a process that is
/// about to lock itself in.
Status WarmUp();

}  // namespace assay::table
