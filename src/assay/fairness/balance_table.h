// SPDX-License-Identifier: Apache-2.0
//
// An audit of a data set as a Parquet table. Every number comes from DatasetAudit.
#pragma once

#include <filesystem>

#include "assay/core/result.h"
#include "assay/fairness/dataset_audit.h"

namespace assay::fairness {

/// A row a grouping and group, in their order. Labels are in the document alone. Replaces `file`.
/// Errors:  as table::ParquetWriter.
Status WriteBalance(const DatasetAudit& audit, const std::filesystem::path& file);

}  // namespace assay::fairness
