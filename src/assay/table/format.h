// SPDX-License-Identifier: Apache-2.0
//
// Which kinds of foreign table are read.
#pragma once

#include <string_view>

#include "assay/core/result.h"

namespace assay::table {

enum class Format { kCsv, kJsonl, kParquet };
std::string_view Name(Format format);  // "csv", "jsonl", "parquet"

/// By a file's ending, in any case: .csv; .jsonl .ndjson; .parquet .pq.
/// Errors:  kInvalidArgument for any other name.
Result<Format> FormatOf(std::string_view file_name);

}  // namespace assay::table
