// SPDX-License-Identifier: Apache-2.0
//
// Intervals of metrics that have no formula of their own, by drawing the counts again and again.
// Equals the bootstrap of rows only where rows are exchangeable, unweighted, and the metric is a
// function of the joint counts (group x truth x prediction). Not for weights, areas under curves,
// bins that are drawn anew, or rows that come in clusters (frames of a video, pictures of a
// person).
//
// Not for verdicts on max - min: of equal groups the percentile interval excludes 0 far too often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// A metric of the counts in all cells; nothing where a denominator is 0.
using CountMetric = std::function<std::optional<double>(std::span<const std::int64_t>)>;

/// Several metrics of the same counts at once, for those that share their arithmetic: sets as many
/// values as there is room for.
using CountMetrics =
    std::function<void(std::span<const std::int64_t>, std::span<std::optional<double>>)>;

struct BootstrapPlan {
  std::uint64_t seed = 0;
  std::int32_t replicates = 1000;
  double confidence = 0.95;
};

struct BootstrapInterval {
  Interval interval;           ///< of the replicates in which the metric is defined
  std::int32_t undefined = 0;  ///< replicates in which it is not: beside many, trust no interval
};

/// Percentile intervals of metrics over multinomial replicates of the counts. All metrics see the
/// same replicates; percentiles are interpolated between neighbours.
///
/// Shapes:  one answer a metric; nothing where no replicate has a value.
/// Errors:  kInvalidArgument when a count is negative, all are 0, they sum to more than 2^53, the
///          replicates are not 1 to 1,000,000, values would be more than 10^7, or the confidence is
///          not between 0 and 1.
/// Cost:    replicates * (cells * 60 ns + metrics), 8 bytes for each replicate and metric.
/// Exact:   the same seed, counts and metrics give the same bits on every machine.
/// Source:  Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7
///          (1979); percentiles of type 7 of Hyndman and Fan, "Sample quantiles in statistical
///          packages", The American Statistician 50 (1996).
Result<std::vector<std::optional<BootstrapInterval>>> CountBootstrap(
    std::span<const std::int64_t> cells, std::span<const CountMetric> metrics,
    const BootstrapPlan& plan);

/// As above, of `count` metrics.
Result<std::vector<std::optional<BootstrapInterval>>> CountBootstrap(
    std::span<const std::int64_t> cells, std::size_t count, const CountMetrics& metrics,
    const BootstrapPlan& plan);

}  // namespace assay::fairness
