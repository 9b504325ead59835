// SPDX-License-Identifier: Apache-2.0
//
// How sure is a gap between groups? By drawing all counts again and again. To look at, not to judge
// by: of equal groups the widest gap is never 0, and its interval excludes 0 far too often.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/count_bootstrap.h"
#include "assay/fairness/group.h"

namespace assay::fairness {

/// Percentile intervals of what ParityGaps gives, in its order.
///
/// Errors:  as CountBootstrap.
/// Cost:    replicates * groups; 15 us a replicate of 14 groups.
/// Exact:   the same groups and seed give the same bits on every machine.
/// Source:  as CountBootstrap; rows must be exchangeable and unweighted.
Result<std::vector<std::optional<BootstrapInterval>>> BootstrapGaps(std::span<const Group> groups,
                                                                    const BootstrapPlan& plan);

}  // namespace assay::fairness
