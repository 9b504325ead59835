// SPDX-License-Identifier: Apache-2.0
//
// An audit of predictions as a Parquet table. Every number comes from ModelAudit.
#pragma once

#include <filesystem>
#include <optional>

#include "assay/core/result.h"
#include "assay/fairness/model_audit.h"
#include "assay/fairness/score_audit.h"

namespace assay::fairness {

/// A row a grouping, group and metric, in their order; of scores, auc and calibration behind the
/// others of their grouping. Replaces `file`.
/// Errors:  as table::ParquetWriter.
Status WriteMetrics(const ModelAudit& audit, const std::optional<ScoreAudit>& scores,
                    const std::filesystem::path& file);

}  // namespace assay::fairness
