// SPDX-License-Identifier: Apache-2.0
//
// Combinations of values in columns of a foreign table, counted by a sandboxed worker.
#pragma once

#include <filesystem>
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

}  // namespace assay::pipeline
