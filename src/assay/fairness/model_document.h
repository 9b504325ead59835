// SPDX-License-Identifier: Apache-2.0
//
// What an audit of predictions writes: one JSON document and one Parquet table. Every number comes
// from ModelAudit; nothing is computed here. docs/formats/fairness.md says what the members mean.
#pragma once

#include <filesystem>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/model_audit.h"

namespace assay::fairness {

/// Schema assay.fairness.model/1, but for the member `table`, which the caller knows. Requires
/// names and values that are UTF-8, as CountTable gives them.
Json ToJson(const ModelAudit& audit);

/// A row a grouping, group and metric, in their order. Replaces `file`.
/// Errors:  as table::ParquetWriter.
Status WriteMetrics(const ModelAudit& audit, const std::filesystem::path& file);

}  // namespace assay::fairness
