// SPDX-License-Identifier: Apache-2.0
//
// An audit of detections as a Parquet table. Every number comes from DetectionAudit.
#pragma once

#include <filesystem>

#include "assay/core/result.h"
#include "assay/fairness/detection_audit.h"

namespace assay::fairness {

/// A row a grouping, IoU, group and metric, in their order. Replaces `file`.
/// Errors:  as table::ParquetWriter.
Status WriteDetections(const DetectionAudit& audit, const std::filesystem::path& file);

}  // namespace assay::fairness
