// SPDX-License-Identifier: Apache-2.0
//
// The tables of catalog.sqlite and the checks that a file passes before it is used. Documented in
// docs/formats/catalog.md. Reads and writes no rows of ours.
#pragma once

#include <filesystem>
#include <memory>

#include "assay/catalog/catalog.h"
#include "assay/catalog/sqlite_internal.h"
#include "assay/core/result.h"

namespace assay::catalog {

/// "ASAY" in ASCII: what file(1) and we know the file by.
inline constexpr std::int64_t kApplicationId = 0x41534159;
inline constexpr std::int64_t kSchemaVersion = 6;

/// Opens, checks, and creates the tables in an empty file. A file that is not ours is not written.
Result<std::unique_ptr<Database>> OpenCatalogFile(const std::filesystem::path& file, Check check);

}  // namespace assay::catalog
