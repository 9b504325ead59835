// SPDX-License-Identifier: Apache-2.0
//
// A foreign table by a sandboxed worker: combinations of values in some columns, counted; or its
// rows, where it is small.
#pragma once

#include <cstddef>
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

/// Column -> value, of what is not empty.
using TableRow = std::map<std::string, std::string>;

/// Every row of a table of at most `most` rows, in its order.
///
/// Errors:  as channel::ReadManifest; kExhausted for more rows.
/// Cost:    the table in memory.
Result<std::vector<TableRow>> ReadRows(const std::filesystem::path& worker,
                                       const std::filesystem::path& file, std::size_t most);

}  // namespace assay::pipeline
