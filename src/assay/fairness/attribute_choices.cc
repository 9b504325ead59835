// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/attribute_choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "assay/core/bytes.h"

namespace assay::fairness {
namespace {

using Places = std::vector<std::size_t>;

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

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

}  // namespace

Status CheckAttributes(const std::vector<std::string>& attributes, std::size_t depth) {
  if (attributes.empty() || attributes.size() > kMaxAttributes)
    return Wrong(fmt::format("from 1 to {} columns of groups can be named", kMaxAttributes));
  std::set<std::string_view> seen;
  for (const std::string& name : attributes) {
    if (!seen.insert(name).second)
      return Wrong(fmt::format("column '{}' is named twice", ToPrintable(name)));
  }
  if (depth < 1 || depth > kMaxDepth)
    return Wrong(fmt::format("intersections are of 1 to {} columns", kMaxDepth));
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

}  // namespace assay::fairness
