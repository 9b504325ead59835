// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/unit_bootstrap.h"

#include <algorithm>
#include <limits>

#include "assay/fairness/bootstrap_internal.h"
#include "assay/fairness/random_internal.h"

namespace assay::fairness {
namespace {

constexpr std::size_t kMaxDraws = 100'000'000'000;

}  // namespace

Result<std::vector<std::optional<BootstrapInterval>>> UnitBootstrap(
    std::size_t units, std::size_t count, const UnitStatistics& statistics,
    const BootstrapPlan& plan) {
  if (units == 0 || units > std::numeric_limits<std::uint32_t>::max())
    return Error{ErrorCode::kInvalidArgument, "a bootstrap draws from 1 to 2^32 - 1 units"};
  if (units > kMaxDraws / static_cast<std::size_t>(std::max(plan.replicates, 1)))
    return Error{
        ErrorCode::kInvalidArgument,
        "a bootstrap draws at most 10^11 units in all: take fewer replicates, or clusters"};
  ASSAY_LET(internal::Replicates replicates, internal::Replicates::Create(count, plan));
  std::vector<std::uint32_t> times(units);
  std::vector<std::optional<double>> found(count);
  Random random(plan.seed);
  for (std::int32_t replicate = 0; replicate < plan.replicates; ++replicate) {
    std::ranges::fill(times, 0);
    for (std::size_t draw = 0; draw < units; ++draw)
      ++times[static_cast<std::size_t>(random.Uniform() * static_cast<double>(units))];
    statistics(times, found);
    replicates.Add(found);
  }
  return std::move(replicates).Intervals();
}

}  // namespace assay::fairness
