// SPDX-License-Identifier: Apache-2.0
//
// An audit of predictions as a Parquet table. Every number comes from ModelAudit.
#pragma once

#include <filesystem>

#include "assay/core/result.h"
#include "assay/fairness/model_audit.h"

namespace assay::fairness {

/// A row a grouping, group and metric, in their order. Replaces `file`.
/// Errors:  as table::ParquetWriter.
Status WriteMetrics(const ModelAudit& audit, const std::filesystem::path& file);

}  // namespace assay::fairness
