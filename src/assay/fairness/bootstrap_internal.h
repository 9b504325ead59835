// SPDX-License-Identifier: Apache-2.0
//
// What all ways to draw replicates share: their limits, and percentiles of what came out.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/count_bootstrap.h"

namespace assay::fairness::internal {

/// Values of `metrics` in every replicate, one replicate after the other.
class Replicates {
 public:
  /// Errors:  kInvalidArgument as CountBootstrap, for the plan and the number of values.
  static Result<Replicates> Create(std::size_t metrics, const BootstrapPlan& plan);

  void Add(std::span<const std::optional<double>> found);

  /// Nothing for a metric that no replicate has.
  std::vector<std::optional<BootstrapInterval>> Intervals() &&;

 private:
  Replicates(std::size_t metrics, const BootstrapPlan& plan) : plan_(plan), values_(metrics) {}

  BootstrapPlan plan_;
  std::vector<std::vector<double>> values_;  ///< of each metric
};

}  // namespace assay::fairness::internal
