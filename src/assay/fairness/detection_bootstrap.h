// SPDX-License-Identifier: Apache-2.0
//
// How sure are recall and false positives when boxes of a picture, and pictures of a video, succeed
// and fail together? By drawing whole clusters with replacement.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/detection_audit.h"

namespace assay::fairness {

/// Sets `drawn` and `drawn_difference` of all contrasts; of groups in fewer than kMinUnits clusters
/// neither, and what is ok becomes insufficient.
///
/// Shapes:  `columns` are those of the cells' values; groupings are by some of them.
/// Errors:  as UnitBootstrap.
/// Cost:    replicates * (clusters + parts + groups).
/// Exact:   the same cells and seed give the same bits on every machine.
/// Source:  as UnitBootstrap.
Status DrawClusters(const CellCounts& cells, std::size_t clusters,
                    std::span<const std::string> columns, const BootstrapPlan& plan,
                    std::span<DetectionGrouping> groupings);

}  // namespace assay::fairness
