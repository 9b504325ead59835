// SPDX-License-Identifier: Apache-2.0
//
// A foreign table by a sandboxed worker: combinations of values in some columns, counted; or its
// rows, where it is small. And known data sets by their own files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/table/count.h"

namespace assay::pipeline {

struct CountedTable {
  Digest digest;                          ///< of the very bytes that were counted
  std::vector<table::TupleCount> tuples;  ///< in the order of their values, none first
};

/// Starts `worker` (assay-worker); the format of `wish` is made that of the file's ending.
///
/// Errors:  as table::CountTable and channel::ReadManifest; kInvalidArgument for names that are not
///          UTF-8.
/// Cost:    one pass over the file by one process, and a copy of it in memory; the combinations, at
///          most 1,000,000 and 256 MiB of text.
Result<CountedTable> CountTable(const std::filesystem::path& worker,
                                const std::filesystem::path& file, table::CountWish wish);

/// The values of one row, in the order of the wish, and its weight: 0 without a column of weights.
/// They live until the visitor returns; an error ends the reading, and is returned.
using RowValues = std::span<const std::optional<std::string_view>>;
using RowVisitor = std::function<Status(RowValues values, double weight)>;

/// Calls `visit` for each row of a table of any length, in its order; the digest is of the very
/// bytes that were read.
///
/// Errors:  as CountTable, but for its limits: rows that stand before what is wrong were visited.
/// Cost:    one pass over the file by one process, and a copy of it in memory.
Result<Digest> VisitRows(const std::filesystem::path& worker, const std::filesystem::path& file,
                         table::CountWish wish, const RowVisitor& visit);

/// A data set's own files, counted by picture or box.
struct CountedSource {
  Digest digest;                        ///< of the file's bytes; of a folder of its sorted names
  std::int64_t files = 1;               ///< that were read, or whose names were
  std::int64_t other_files = 0;         ///< of a folder: no pictures by their endings, not counted
  std::vector<std::string> attributes;  ///< what the places of a tuple's values mean
  std::vector<table::TupleCount> tuples;  ///< as CountedTable's
};

/// `wish` is fairness::LayoutWish as text.
///
/// Errors:  as fairness::CountLayout and channel::ReadManifest.
/// Cost:    as CountTable; one process.
Result<CountedSource> CountFile(const std::filesystem::path& worker,
                                const std::filesystem::path& file, const std::string& wish);

/// The same of the names of all files below `folder` that end in .jpg, .jpeg or .png and begin with
/// no dot. No file is opened, and no symbolic link to a folder followed. The digest is of the
/// names, relative to the folder, sorted by their bytes, each ended by a NUL.
///
/// Errors:  as CountFile; kInvalidArgument for no folder and one without a picture; kExhausted for
///          more than kMostNames files or kNames_bytes; as SystemError.
/// Cost:    the names in memory, twice.
Result<CountedSource> CountFolder(const std::filesystem::path& worker,
                                  const std::filesystem::path& folder, const std::string& wish);

inline constexpr std::size_t kMostNames = 10'000'000;
inline constexpr std::size_t kNames_bytes = 1U << 30U;

/// Column -> value, of what is not empty.
using TableRow = std::map<std::string, std::string>;

/// Every row of a table of at most `most` rows, in its order.
///
/// Errors:  as channel::ReadManifest; kExhausted for more rows.
/// Cost:    the table in memory.
Result<std::vector<TableRow>> ReadRows(const std::filesystem::path& worker,
                                       const std::filesystem::path& file, std::size_t most);

}  // namespace assay::pipeline
