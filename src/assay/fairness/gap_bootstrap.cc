// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gap_bootstrap.h"

#include <cstdint>

#include "assay/fairness/disparity.h"

namespace assay::fairness {
namespace {

constexpr std::size_t kCells = 4;  // of one group

Confusion CountsAt(std::span<const std::int64_t> cells, std::size_t group) {
  const auto four = cells.subspan(group * kCells, kCells);
  return {.tp = four[0], .fp = four[1], .fn = four[2], .tn = four[3]};
}

}  // namespace

Result<std::vector<std::optional<BootstrapInterval>>> BootstrapGaps(std::span<const Group> groups,
                                                                    const BootstrapPlan& plan) {
  std::vector<std::int64_t> cells;
  for (const Group& group : groups) {
    const auto& [tp, fp, fn, tn] = group.counts;
    cells.insert(cells.end(), {tp, fp, fn, tn});
  }
  std::vector<Group> drawn(groups.size());
  const auto gaps = [&drawn, groups](std::span<const std::int64_t> counts,
                                     std::span<std::optional<double>> found) {
    Group overall;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      drawn[i].counts = CountsAt(counts, i);
      drawn[i].hidden = groups[i].hidden;
      overall.Add(drawn[i]);
    }
    const auto all = ParityGaps(drawn, overall, /*weighted=*/false);
    for (std::size_t i = 0; i < found.size(); ++i) {
      found[i].reset();
      if (all[i].gap) found[i] = all[i].gap->value;
    }
  };
  return CountBootstrap(cells, kParityGaps, gaps, plan);
}

}  // namespace assay::fairness
