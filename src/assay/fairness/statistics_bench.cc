// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <array>
#include <vector>

#include "assay/fairness/count_bootstrap.h"
#include "assay/fairness/verdict.h"

namespace assay::fairness {
namespace {

/// 14 groups of four cells in a million rows, each with four rates.
void BootstrapOfFourteenGroups(benchmark::State& state) {
  std::vector<std::int64_t> cells;
  for (std::int64_t group = 0; group < 14; ++group)
    for (const std::int64_t share : {4, 3, 2, 1}) cells.push_back(share * (1020 * group + 500));
  std::vector<CountMetric> metrics;
  for (std::size_t metric = 0; metric < cells.size(); ++metric) {
    metrics.emplace_back([metric](std::span<const std::int64_t> counts) {
      const std::size_t group = metric / 4 * 4;
      return Proportion{counts[metric], counts[metric] + counts[group + (metric + 1) % 4]}.Value();
    });
  }
  while (state.KeepRunning()) benchmark::DoNotOptimize(CountBootstrap(cells, metrics, {.seed = 1}));
}
BENCHMARK(BootstrapOfFourteenGroups)->Unit(benchmark::kMillisecond);

void FamilyOfAllPairs(benchmark::State& state) {
  std::vector<Comparison> family;
  for (const auto& [a, b] : AllPairs(14)) {
    const auto k = static_cast<std::int64_t>(a + b);
    family.push_back({{40 + k, 150}, {60, 150}, Disparity::kDifference, {-0.05, 0.05}});
  }
  while (state.KeepRunning()) benchmark::DoNotOptimize(JudgeFamily(family));
}
BENCHMARK(FamilyOfAllPairs)->Unit(benchmark::kMillisecond);

void Fisher(benchmark::State& state) {
  const std::int64_t n = state.range(0);
  while (state.KeepRunning()) benchmark::DoNotOptimize(FisherExact({n / 2, n}, {n / 2 + 3, n}));
}
BENCHMARK(Fisher)->Arg(200)->Arg(1000000)->Unit(benchmark::kMicrosecond);

void MiettinenNurminen(benchmark::State& state) {
  while (state.KeepRunning())
    benchmark::DoNotOptimize(MiettinenNurminenDifference({805, 1795}, {349, 1488}));
}
BENCHMARK(MiettinenNurminen)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace assay::fairness
