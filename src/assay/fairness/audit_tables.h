// SPDX-License-Identifier: Apache-2.0
//
// Audits of numbers and rankings, and searches for slices, as Parquet tables. Every number comes
// from the audit; docs/formats/fairness.md says what the columns mean.
#pragma once

#include <filesystem>

#include "assay/core/result.h"
#include "assay/fairness/ranking_audit.h"
#include "assay/fairness/regression_audit.h"
#include "assay/fairness/slice_search.h"

namespace assay::fairness {

/// A row a grouping, group and metric, in their order. Replaces `file`.
/// Errors:  as table::ParquetWriter.
Status WriteRegression(const RegressionAudit& audit, const std::filesystem::path& file);

/// The same of rankings; `ndkl` comes first of its grouping, and has no group.
/// Errors:  as table::ParquetWriter.
Status WriteRanking(const RankingAudit& audit, const std::filesystem::path& file);

/// A row a slice that is worse than the others, also beyond kListedSlices. Replaces `file`.
/// Errors:  as table::ParquetWriter.
Status WriteSlices(const SliceSearch& search, const std::filesystem::path& file);

}  // namespace assay::fairness
