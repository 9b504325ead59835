// SPDX-License-Identifier: Apache-2.0
//
// Questions in SQL to one Parquet file of our own. No other file can be reached.
#pragma once

#include <filesystem>
#include <string_view>

#include "assay/core/result.h"
#include "assay/table/csv.h"

namespace assay::table {

/// Visits the rows of `select`, in which the view `t` is the file: "SELECT count(*) AS n FROM t".
///
/// Shapes:  values as text, nested ones as JSON text.
/// Errors:  kCorrupt for bad SQL or a bad file; kExhausted over `memory_bytes`; as SystemError.
/// Cost:    the query's. Single-threaded, spills nothing.
Status QueryParquet(const std::filesystem::path& file, std::string_view select,
                    const RowVisitor& visit, std::size_t memory_bytes = 256U << 20U);

}  // namespace assay::table
