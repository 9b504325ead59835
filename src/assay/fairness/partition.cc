// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

using Places = std::vector<std::size_t>;

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

/// All choices of `size` attributes, in order.
void AddChoices(std::size_t attributes, std::size_t size, Places& chosen,
                std::vector<Places>& all) {
  if (chosen.size() == size) {
    all.push_back(chosen);
    return;
  }
  for (std::size_t i = chosen.empty() ? 0 : chosen.back() + 1; i < attributes; ++i) {
    chosen.push_back(i);
    AddChoices(attributes, size, chosen, all);
    chosen.pop_back();
  }
}

/// The group of the named references; none unless each attribute has one.
std::optional<std::vector<std::string>> NamedReference(
    const std::map<std::string, std::string>& references, const std::vector<std::string>& by) {
  std::vector<std::string> values;
  for (const std::string& column : by) {
    const auto found = references.find(column);
    if (found == references.end()) return std::nullopt;
    values.push_back(found->second);
  }
  return values;
}

std::size_t Largest(std::span<const GroupSize> groups) {
  std::size_t largest = 0;
  std::int64_t most = -1;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool known = std::ranges::find(groups[i].values, kUnknown) == groups[i].values.end();
    if (!known || groups[i].n <= most) continue;
    most = groups[i].n;
    largest = i;
  }
  return largest;
}

/// Each group with each of the values behind its own.
std::vector<GroupSize> Longer(const std::vector<GroupSize>& groups,
                              const std::set<std::string>& values) {
  std::vector<GroupSize> longer;
  longer.reserve(groups.size() * values.size());
  for (const GroupSize& group : groups) {
    for (const std::string& value : values) {
      longer.push_back(group);
      longer.back().values.push_back(value);
    }
  }
  return longer;
}

/// Every combination of the values that cells have at `places`, sorted, and where each cell is.
Result<Partition> PartitionBy(std::span<const GroupSize> cells, const GroupingQuestion& question,
                              const Places& places, std::size_t room) {
  Partition partition;
  partition.groups.resize(1);
  partition.group_of.resize(cells.size());
  for (const std::size_t place : places) {
    const std::string& column = question.attributes[place];
    partition.by.push_back(column);
    std::set<std::string> values;
    for (const GroupSize& cell : cells) values.insert(cell.values[place]);
    if (values.size() < 2) return NothingToCompare(column, values);
    if (partition.groups.size() * values.size() > room) return TooManyGroups();
    partition.groups = Longer(partition.groups, values);
    const std::vector<std::string> sorted(values.begin(), values.end());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto at = std::ranges::lower_bound(sorted, cells[i].values[place]) - sorted.begin();
      partition.group_of[i] = partition.group_of[i] * sorted.size() + static_cast<std::size_t>(at);
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i)
    partition.groups[partition.group_of[i]].n += cells[i].n;
  return partition;
}

}  // namespace

Status CheckGroupings(const GroupingQuestion& question) {
  const auto& attributes = question.attributes;
  if (attributes.empty() || attributes.size() > kMaxAttributes)
    return Wrong(fmt::format("from 1 to {} columns of groups can be named", kMaxAttributes));
  std::set<std::string_view> seen;
  for (const std::string& name : attributes) {
    if (!seen.insert(name).second)
      return Wrong(fmt::format("column '{}' is named twice", ToPrintable(name)));
  }
  if (question.depth < 1 || question.depth > kMaxDepth)
    return Wrong(fmt::format("intersections are of 1 to {} columns", kMaxDepth));
  const std::vector<std::string_view> known(attributes.begin(), attributes.end());
  for (const auto& [column, value] : question.references) {
    if (!seen.contains(column)) return Wrong(NoSuch("column of groups", column, known));
  }
  return Done{};
}

std::vector<Places> ChoicesOf(std::size_t attributes, std::size_t depth) {
  std::vector<Places> all;
  for (std::size_t size = 1; size <= std::min(depth, attributes); ++size) {
    Places chosen;
    AddChoices(attributes, size, chosen, all);
  }
  return all;
}

Result<Reference> ChooseReference(const std::map<std::string, std::string>& references,
                                  const std::vector<std::string>& by,
                                  std::span<const GroupSize> groups) {
  const auto named = NamedReference(references, by);
  if (!named) return Reference{.group = Largest(groups)};
  const auto found = std::ranges::find(groups, *named, &GroupSize::values);
  if (found == groups.end()) {  // of one attribute: an intersection has every combination
    std::vector<std::string_view> known;
    known.reserve(groups.size());
    for (const GroupSize& group : groups) known.push_back(group.values.front());
    return Wrong(
        NoSuch(fmt::format("group of '{}'", ToPrintable(by.front())), named->front(), known));
  }
  return Reference{.group = static_cast<std::size_t>(found - groups.begin()), .is_named = true};
}

Result<std::vector<Partition>> Partitions(std::span<const GroupSize> cells,
                                          const GroupingQuestion& question) {
  ASSAY_TRY(CheckGroupings(question));
  std::vector<Partition> all;
  std::size_t groups = 0;
  for (const Places& places : ChoicesOf(question.attributes.size(), question.depth)) {
    ASSAY_LET(Partition partition, PartitionBy(cells, question, places, kMaxGroups - groups));
    groups += partition.groups.size();
    ASSAY_LET(partition.reference,
              ChooseReference(question.references, partition.by, partition.groups));
    all.push_back(std::move(partition));
  }
  return all;
}

}  // namespace assay::fairness
