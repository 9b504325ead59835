// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/count_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "assay/fairness/random_internal.h"

namespace assay::fairness {
namespace {

constexpr std::int32_t kMaxReplicates = 1'000'000;
constexpr std::size_t kMaxValues = 10'000'000;
constexpr std::int64_t kMaxRows = std::int64_t{1} << 53;

Error Wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

Status Check(std::span<const std::int64_t> cells, std::size_t metrics, const BootstrapPlan& plan) {
  std::int64_t rows = 0;
  for (const std::int64_t count : cells) {
    if (count < 0) return Wrong("a count is not negative");
    if (count > kMaxRows - rows) return Wrong("counts sum to at most 2^53");
    rows += count;
  }
  if (rows == 0) return Wrong("there is nothing to draw from: all counts are 0");
  if (plan.replicates < 1 || plan.replicates > kMaxReplicates)
    return Wrong("a bootstrap takes 1 to 1,000,000 replicates");
  if (metrics > kMaxValues / static_cast<std::size_t>(plan.replicates))
    return Wrong("a bootstrap keeps at most 10,000,000 values: take fewer replicates or metrics");
  if (!(0 < plan.confidence && plan.confidence < 1))
    return Wrong("a confidence lies between 0 and 1");
  return Done{};
}

double Percentile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  // Equal neighbours first: both may be infinite.
  if (sorted[below] == sorted[above]) return sorted[below];
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
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
  ASSAY_TRY(Check(cells, count, plan));
  std::vector<std::vector<double>> values(count);
  std::vector<std::int64_t> drawn(cells.size());
  std::vector<std::optional<double>> found(count);
  Random random(plan.seed);
  for (std::int32_t replicate = 0; replicate < plan.replicates; ++replicate) {
    random.Multinomial(cells, drawn);
    metrics(drawn, found);
    for (std::size_t i = 0; i < count; ++i)
      if (found[i]) values[i].push_back(*found[i]);
  }
  std::vector<std::optional<BootstrapInterval>> intervals;
  for (auto& sample : values) {
    if (sample.empty()) {
      intervals.emplace_back();
      continue;
    }
    std::ranges::sort(sample);
    const double tail = (1 - plan.confidence) / 2;
    const auto undefined = plan.replicates - static_cast<std::int32_t>(sample.size());
    intervals.emplace_back(
        BootstrapInterval{{Percentile(sample, tail), Percentile(sample, 1 - tail)}, undefined});
  }
  return intervals;
}

}  // namespace assay::fairness
