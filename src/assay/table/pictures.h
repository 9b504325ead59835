// SPDX-License-Identifier: Apache-2.0
//
// Rows of a foreign Parquet file that holds its pictures, as Hugging Face stores them. What a
// picture is it does not look at.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/core/result.h"
#include "assay/table/reader.h"

namespace assay::table {

/// One row; all of it lives until the call returns.
struct PictureRow {
  std::optional<ByteView> picture;       ///< none: NULL
  std::optional<std::string_view> path;  ///< what the picture was called
  std::span<const std::string> names;    ///< of the other columns, and of no column of bytes
  std::span<const std::optional<std::string>> values;
};

using PictureVisitor = std::function<Status(const PictureRow&)>;

/// Calls `visit` for each row, in file order, and stops at its first error.
///
/// Shapes:  The pictures stand in the column called `column`: a BLOB, or a struct with a BLOB
///          `bytes` and perhaps a text `path`. Empty: in the one column of that kind; of several
///          in the one struct; of several structs in that called `image`. Values as ReadTable's.
/// Errors:  kInvalidArgument when that names no column; as ReadTable.
/// Cost:    one pass; memory for a row group's pictures, within `limits.memory_bytes`.
/// Threads: as ReadTable.
Status ReadPictures(const std::filesystem::path& file, std::string_view column,
                    const PictureVisitor& visit,
                    const ReadLimits& limits = {.memory_bytes = 1U << 30U});

}  // namespace assay::table
