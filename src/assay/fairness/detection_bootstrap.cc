// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_bootstrap.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "assay/fairness/grouping.h"
#include "assay/fairness/measure_bootstrap.h"
#include "assay/fairness/unit_bootstrap.h"

namespace assay::fairness {
namespace {

struct Sum {
  std::int64_t k = 0;
  std::int64_t n = 0;

  [[nodiscard]] std::optional<double> Rate() const {
    if (n == 0) return std::nullopt;
    return static_cast<double>(k) / static_cast<double>(n);
  }
};

/// The group of each cell. Groups are sorted by their values.
std::vector<std::size_t> GroupsOf(const CellCounts& cells, std::span<const std::string> columns,
                                  const DetectionGrouping& grouping) {
  std::vector<std::size_t> places;
  for (const std::string& column : grouping.by)
    places.push_back(
        static_cast<std::size_t>(std::ranges::find(columns, column) - columns.begin()));
  std::vector<std::size_t> groups;
  for (const auto& cell : cells.values) {
    std::vector<std::string> values;
    for (const std::size_t place : places)
      values.emplace_back(Known(cell[place]).value_or(kUnknown));
    const auto found = std::ranges::lower_bound(grouping.groups, values);
    groups.push_back(static_cast<std::size_t>(found - grouping.groups.begin()));
  }
  return groups;
}

/// Rates of one grouping in one replicate: value and difference of each contrast.
void RatesIn(std::span<const Sum> cells, std::span<const std::size_t> group_of,
             const DetectionGrouping& grouping, std::span<std::optional<double>> found) {
  std::vector<Sum> sums(grouping.groups.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    sums[group_of[i]].k += cells[i].k;
    sums[group_of[i]].n += cells[i].n;
  }
  const auto rate = [&](std::size_t group, DetectionMetric metric) {
    auto value = sums[group].Rate();
    if (value && metric == DetectionMetric::kMissRate) *value = 1 - *value;
    return value;
  };
  for (std::size_t i = 0; i < grouping.contrasts.size(); ++i) {
    const DetectionContrast& contrast = grouping.contrasts[i];
    const auto value = rate(contrast.group, contrast.metric);
    const auto reference = rate(grouping.reference, contrast.metric);
    found[2 * i] = value;
    found[2 * i + 1].reset();
    if (value && reference && contrast.group != grouping.reference)
      found[2 * i + 1] = *value - *reference;
  }
}

/// How many clusters have something that counts of each group.
std::vector<std::uint32_t> ClustersIn(const CellCounts& cells,
                                      std::span<const std::size_t> group_of, std::size_t groups) {
  std::vector<std::pair<std::size_t, std::uint32_t>> found;
  for (const CellPart& part : cells.parts)
    if (part.n > 0) found.emplace_back(group_of[part.cell], part.cluster);
  return ClustersOf(std::move(found), groups);
}

}  // namespace

Status DrawClusters(const CellCounts& cells, std::size_t clusters,
                    std::span<const std::string> columns, const BootstrapPlan& plan,
                    std::span<DetectionGrouping> groupings) {
  std::vector<std::vector<std::size_t>> group_of;
  std::size_t count = 0;
  for (const DetectionGrouping& grouping : groupings) {
    group_of.push_back(GroupsOf(cells, columns, grouping));
    count += 2 * grouping.contrasts.size();
  }
  std::vector<Sum> sums(cells.values.size());
  const auto statistics = [&](std::span<const std::uint32_t> times,
                              std::span<std::optional<double>> found) {
    std::ranges::fill(sums, Sum{});
    for (const CellPart& part : cells.parts) {
      sums[part.cell].k += std::int64_t{times[part.cluster]} * part.k;
      sums[part.cell].n += std::int64_t{times[part.cluster]} * part.n;
    }
    for (std::size_t i = 0; i < groupings.size(); ++i) {
      const std::size_t size = 2 * groupings[i].contrasts.size();
      RatesIn(sums, group_of[i], groupings[i], found.first(size));
      found = found.subspan(size);
    }
  };
  ASSAY_LET(const auto intervals, UnitBootstrap(clusters, count, statistics, plan));
  auto next = intervals.begin();
  for (std::size_t i = 0; i < groupings.size(); ++i) {
    DetectionGrouping& grouping = groupings[i];
    const auto found = ClustersIn(cells, group_of[i], grouping.groups.size());
    const auto is_few = [&found](std::size_t group) { return found[group] < kMinUnits; };
    for (DetectionContrast& contrast : grouping.contrasts) {
      const auto& own = *next++;
      const auto& difference = *next++;
      if (!is_few(contrast.group)) contrast.drawn = WithSpread(own);
      if (!is_few(contrast.group) && !is_few(grouping.reference))
        contrast.drawn_difference = WithSpread(difference);
      else if (contrast.standing == Standing::kOk)
        contrast.standing = Standing::kInsufficient;
    }
  }
  return Done{};
}

}  // namespace assay::fairness
