// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "assay/fairness_report/bands.h"
#include "assay/fairness_report/dataset_internal.h"
#include "assay/fairness_report/words.h"

namespace assay::fairness_report {
namespace {

constexpr std::size_t kMostHistograms = 12;  // of a grouping

/// The known values in their order, where they have one.
std::vector<std::string> Ordered(std::vector<std::string> values) {
  std::erase(values, "unknown");
  const auto order = OrderOfBands(values);
  std::vector<std::string> ordered;
  if (order && values.size() > 1)
    for (const std::size_t place : *order) ordered.push_back(values[place]);
  return ordered;
}

bool AreTones(const std::vector<std::string>& bands) {
  return !bands.empty() && !SwatchOf(bands.front()).empty();
}

}  // namespace

void DrawHistograms(page::Html& html, const Grid& grid, const DatasetGrouping& grouping) {
  const auto first = Ordered(grid.rows);
  const auto second = Ordered(grid.columns);
  // Of ages and skin tones the tones are along the axis.
  const bool is_first =
      !first.empty() && (second.empty() || (AreTones(first) && !AreTones(second)));
  const auto& bands = is_first ? first : second;
  if (bands.empty() || grouping.by.size() != 2) return;
  std::size_t drawn = 0;
  for (const std::string& other : is_first ? grid.columns : grid.rows) {
    std::vector<Mark> marks;
    for (const std::string& band : bands)
      for (const DatasetGroup& group : grouping.groups)
        if (group.values[is_first ? 0 : 1] == band && group.values[is_first ? 1 : 0] == other)
          marks.push_back({.name = band,
                           .value = static_cast<double>(group.k),
                           .note = page::Grouped(group.k)});
    if (marks.empty()) continue;
    if (++drawn > kMostHistograms) break;
    DrawBars(html,
             {fmt::format("{} of {}", NameOf({grouping.by[is_first ? 0 : 1]}).text,
                          NameOf({other}).text),
              "A column a band, as high as it has rows; the table has the numbers."},
             {.title = fmt::format("rows: {}", NameOf({other}).text), .floor = 0}, marks);
  }
}

}  // namespace assay::fairness_report
