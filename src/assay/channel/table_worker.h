// SPDX-License-Identifier: Apache-2.0
//
// Rows of a foreign table (CSV, JSONL, Parquet), parsed by a sandboxed `assay-worker --table` and
// handed over one by one as text. It gives no column a meaning, and the parent parses nothing but
// bounded JSON lines.
//
// The layers, honestly. The reader gets a sealed copy of the file in memory; of an archive the file
// itself, open to be read (sample_stream.h). It can write to no
// file, and where the kernel has Landlock it can read none but its own entries of /proc and the
// numbers of its control group. It has no network (no socket call; its own net namespace where
// allowed), no capabilities, another user when started by root, and bounded memory. Unlike a media
// worker it may start threads and open files to read, because DuckDB does both: without Landlock it
// could read what an unprivileged user can read, and put it into the rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "assay/channel/worker.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::channel {

/// Column name as written -> value as text; an empty bare CSV field, a JSON null and a Parquet NULL
/// are left out. Nested values are JSON.
using Columns = std::map<std::string, std::string>;

/// Called for rows 1, 2, 3, ... in file order (a header is no row). An Error ends the reading.
using VisitRow = std::function<Status(std::int64_t row, const Columns& columns)>;

inline constexpr std::uint64_t kManifest_bytes = 8ULL << 30U;
inline constexpr std::int64_t kManifestRows = 100'000'000;
inline constexpr std::size_t kManifestLine_bytes = 16U << 20U;  ///< one row, as JSON

/// Reads `file`, whose format its extension says: in any case: .csv .jsonl
/// .ndjson .parquet .pq
///
/// Uses `program`, `memory_bytes` (at least 1 GiB is given), `mode`, and `deadline` as the longest
/// silence between two rows.
/// Errors:  kInvalidArgument for another extension, no regular file, or two columns of one name;
///          kNotFound, kDenied; kCorrupt with the place for a table that breaks its format, and
///          for one that ended its reader; kExhausted over a limit; kUnavailable when the worker
///          does not start; whatever `visit` returned.
/// Cost:    the file's size in memory, and one process.
/// Threads: as Worker.
Status ReadManifest(const Options& options, const std::filesystem::path& file,
                    const VisitRow& visit);

/// Visits combinations of values of `file` in the place of its rows; `job` is kCountFormat or
/// kUnitsFormat of protocol.h with its wish. The digest is of the very bytes that were counted.
///
/// Errors:  as ReadManifest; kInvalidArgument for what table::CountTable or fairness::CountLayout
///          refuses, and for a job of more than 64 KiB.
/// Cost:    as ReadManifest; 2 GiB are given.
/// Threads: as Worker.
Result<Digest> CountManifest(const Options& options, const std::filesystem::path& file,
                             const std::string& job, const VisitRow& visit);

/// The same of `names`, each ended by a NUL, of the files in what is called `folder`.
Result<Digest> CountNames(const Options& options, const std::filesystem::path& folder,
                          std::string_view names, const std::string& job, const VisitRow& visit);

}  // namespace assay::channel
