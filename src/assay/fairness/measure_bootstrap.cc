// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/measure_bootstrap.h"

namespace assay::fairness {

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
  for (std::size_t i = 0; i < count; ++i) {
    table.measures[i]->own.drawn = WithSpread(drawn[i]);
    if (i / table.per_group != table.reference)
      table.measures[i]->difference.drawn = WithSpread(drawn[count + i]);
  }
  return Done{};
}

}  // namespace assay::fairness
