// SPDX-License-Identifier: Apache-2.0
//
// Measures of groups, and their differences to the reference, by drawing rows or clusters.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/measure.h"
#include "assay/fairness/unit_bootstrap.h"

namespace assay::fairness {

/// Measures of all groups, those of a group beside each other.
struct MeasureTable {
  std::vector<Measure*> measures;
  std::size_t per_group = 1;
  std::size_t reference = 0;  ///< place of a group
};

/// Sets `drawn` of every measure and, but for the reference, of its difference, as
/// WithSpread. `statistics` sets the values of a replicate, in the order of `table`.
///
/// Errors:  as UnitBootstrap.
/// Cost:    as UnitBootstrap, of twice as many statistics.
Status DrawMeasures(std::size_t units, const MeasureTable& table, const UnitStatistics& statistics,
                    const BootstrapPlan& plan);

}  // namespace assay::fairness
