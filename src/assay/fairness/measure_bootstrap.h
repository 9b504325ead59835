// SPDX-License-Identifier: Apache-2.0
//
// Measures of groups, and their differences to the reference, by drawing rows or clusters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/measure.h"
#include "assay/fairness/unit_bootstrap.h"

namespace assay::fairness {

/// Measures of all groups, those of a group beside each other.
struct MeasureTable {
  std::vector<Measure*> measures;
  std::size_t per_group = 1;
  std::size_t reference = 0;                 ///< place of a group
  std::vector<std::uint32_t> clusters = {};  ///< of each group; empty: rows are drawn
};

/// How many clusters have rows of each group. Cost: O(n log n), 16 bytes a row.
std::vector<std::uint32_t> ClustersOf(std::vector<std::pair<std::size_t, std::uint32_t>> rows,
                                      std::size_t groups);

/// Sets `drawn` of every measure and, but for the reference, of its difference, as
/// WithSpread; of fewer than kMinUnits clusters nothing, and the state is insufficient.
/// `statistics` sets the values of a replicate, in the order of `table`.
///
/// Errors:  as UnitBootstrap.
/// Cost:    as UnitBootstrap, of twice as many statistics.
Status DrawMeasures(std::size_t units, const MeasureTable& table, const UnitStatistics& statistics,
                    const BootstrapPlan& plan);

}  // namespace assay::fairness
