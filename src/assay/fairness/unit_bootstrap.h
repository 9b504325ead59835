// SPDX-License-Identifier: Apache-2.0
//
// Intervals of any statistic of rows, by drawing rows, or clusters of them, with replacement: for
// areas under curves, weights, bins that are drawn anew, and rows that come in clusters (boxes of a
// picture, frames of a video, results of a query). What is a function of counts alone has the
// faster CountBootstrap.
//
// As there: not for verdicts on max - min.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/count_bootstrap.h"

namespace assay::fairness {

/// Of fewer clusters, queries or pictures, percentiles of draws are too narrow to be shown. Of a
/// mean over 20 equal ones they still hold in 93 % (P(|t| < 1.96 sqrt(19 / 20)), 19 degrees of
/// freedom), over 10 in 90 %, over 2 in 60 %.
///
/// Source:  Cameron and Miller, "A practitioner's guide to cluster-robust inference", Journal of
///          Human Resources 50 (2015), section VI: few is from under 20 to under 50 clusters.
inline constexpr std::uint32_t kMinUnits = 20;

/// Statistics of a sample in which unit i stands `times[i]` times: sets as many values as there is
/// room for.
using UnitStatistics =
    std::function<void(std::span<const std::uint32_t> times, std::span<std::optional<double>>)>;

/// Percentile intervals of `count` statistics over replicates of `units` draws with replacement out
/// of as many units: rows, or clusters of them. All statistics see the same replicates.
///
/// Shapes:  one answer a statistic; nothing where no replicate has a value.
/// Errors:  kInvalidArgument without a unit, for more than 2^32 - 1, for more than 10^11 draws, and
/// as
///          CountBootstrap.
/// Cost:    replicates * (units * 5 ns + statistics); 4 bytes a unit, 8 for each replicate and
///          statistic.
/// Exact:   the same seed, units and statistics give the same bits on every machine.
/// Source:  Efron (1979) and Hyndman and Fan (1996) as CountBootstrap; clusters: Field and Welsh,
///          "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69 (2007).
Result<std::vector<std::optional<BootstrapInterval>>> UnitBootstrap(
    std::size_t units, std::size_t count, const UnitStatistics& statistics,
    const BootstrapPlan& plan);

}  // namespace assay::fairness
