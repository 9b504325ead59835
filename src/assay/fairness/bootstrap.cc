// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "assay/fairness/bootstrap_internal.h"

namespace assay::fairness::internal {
namespace {

constexpr std::int32_t kMaxReplicates = 1'000'000;
constexpr std::size_t kMaxValues = 10'000'000;

Error Wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

double Percentile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  // Equal neighbours first: both may be infinite.
  if (sorted[below] == sorted[above]) return sorted[below];
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

}  // namespace

Result<Replicates> Replicates::Create(std::size_t metrics, const BootstrapPlan& plan) {
  if (plan.replicates < 1 || plan.replicates > kMaxReplicates)
    return Wrong("a bootstrap takes 1 to 1,000,000 replicates");
  if (metrics > kMaxValues / static_cast<std::size_t>(plan.replicates))
    return Wrong("a bootstrap keeps at most 10,000,000 values: take fewer replicates or metrics");
  if (!(0 < plan.confidence && plan.confidence < 1))
    return Wrong("a confidence lies between 0 and 1");
  return Replicates(metrics, plan);
}

void Replicates::Add(std::span<const std::optional<double>> found) {
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (found[i]) values_[i].push_back(*found[i]);
}

std::vector<std::optional<BootstrapInterval>> Replicates::Intervals() && {
  std::vector<std::optional<BootstrapInterval>> intervals;
  for (auto& sample : values_) {
    intervals.emplace_back();
    if (sample.empty()) continue;
    std::ranges::sort(sample);
    const double tail = (1 - plan_.confidence) / 2;
    const auto undefined = plan_.replicates - static_cast<std::int32_t>(sample.size());
    intervals.back() =
        BootstrapInterval{{Percentile(sample, tail), Percentile(sample, 1 - tail)}, undefined};
  }
  return intervals;
}

}  // namespace assay::fairness::internal
