// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/count_bootstrap.h"

#include <cstddef>

#include "assay/fairness/bootstrap_internal.h"
#include "assay/fairness/random_internal.h"

namespace assay::fairness {
namespace {

constexpr std::int64_t kMaxRows = std::int64_t{1} << 53;

Error Wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

Status Check(std::span<const std::int64_t> cells) {
  std::int64_t rows = 0;
  for (const std::int64_t count : cells) {
    if (count < 0) return Wrong("a count is not negative");
    if (count > kMaxRows - rows) return Wrong("counts sum to at most 2^53");
    rows += count;
  }
  if (rows == 0) return Wrong("there is nothing to draw from: all counts are 0");
  return Done{};
}

}  // namespace

Result<std::vector<std::optional<BootstrapInterval>>> CountBootstrap(
    std::span<const std::int64_t> cells, std::span<const CountMetric> metrics,
    const BootstrapPlan& plan) {
  const auto all = [metrics](std::span<const std::int64_t> drawn,
                             std::span<std::optional<double>> found) {
    for (std::size_t i = 0; i < found.size(); ++i) found[i] = metrics[i](drawn);
  };
  return CountBootstrap(cells, metrics.size(), all, plan);
}

Result<std::vector<std::optional<BootstrapInterval>>> CountBootstrap(
    std::span<const std::int64_t> cells, std::size_t count, const CountMetrics& metrics,
    const BootstrapPlan& plan) {
  ASSAY_TRY(Check(cells));
  ASSAY_LET(internal::Replicates replicates, internal::Replicates::Create(count, plan));
  std::vector<std::int64_t> drawn(cells.size());
  std::vector<std::optional<double>> found(count);
  Random random(plan.seed);
  for (std::int32_t replicate = 0; replicate < plan.replicates; ++replicate) {
    random.Multinomial(cells, drawn);
    metrics(drawn, found);
    replicates.Add(found);
  }
  return std::move(replicates).Intervals();
}

}  // namespace assay::fairness
