// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/measure_bootstrap.h"

#include <algorithm>

namespace assay::fairness {

std::vector<std::uint32_t> ClustersOf(std::vector<std::pair<std::size_t, std::uint32_t>> rows,
                                      std::size_t groups) {
  std::ranges::sort(rows);
  std::vector<std::uint32_t> clusters(groups);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (i == 0 || rows[i] != rows[i - 1]) ++clusters[rows[i].first];
  return clusters;
}

Status DrawMeasures(std::size_t units, const MeasureTable& table, const UnitStatistics& statistics,
                    const BootstrapPlan& plan) {
  const std::size_t count = table.measures.size();
  const auto of_reference = [&table](std::size_t i) {
    return table.reference * table.per_group + i % table.per_group;
  };
  const auto with_differences = [&](std::span<const std::uint32_t> times,
                                    std::span<std::optional<double>> found) {
    const auto own = found.first(count);
    statistics(times, own);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& theirs = own[of_reference(i)];
      found[count + i] = own[i] && theirs ? std::optional(*own[i] - *theirs) : std::nullopt;
    }
  };
  ASSAY_LET(const auto drawn, UnitBootstrap(units, 2 * count, with_differences, plan));
  const auto is_few = [&table](std::size_t group) {
    return !table.clusters.empty() && table.clusters[group] < kMinUnits;
  };
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t group = i / table.per_group;
    Measure& measure = *table.measures[i];
    if (!is_few(group)) measure.own.drawn = WithSpread(drawn[i]);
    if (group == table.reference) continue;
    if (!is_few(group) && !is_few(table.reference))
      measure.difference.drawn = WithSpread(drawn[count + i]);
    else if (measure.standing == Standing::kOk)
      measure.standing = Standing::kInsufficient;
  }
  return Done{};
}

}  // namespace assay::fairness
