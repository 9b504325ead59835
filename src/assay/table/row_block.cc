// SPDX-License-Identifier: Apache-2.0
#include "assay/table/row_block.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <system_error>
#include <vector>

namespace assay::table {
namespace {

Error Broken() { return {ErrorCode::kCorrupt, "a block of rows that is none"}; }

/// Takes one value off the front.
Result<std::optional<std::string_view>> Next(std::string_view& rest) {
  if (rest.starts_with('-')) {
    rest.remove_prefix(1);
    return std::optional<std::string_view>();
  }
  std::size_t length = 0;
  const char* end = rest.data() + rest.size();
  const auto [colon, problem] = std::from_chars(rest.data(), end, length);
  if (problem != std::errc() || colon == end || *colon != ':') return Broken();
  rest.remove_prefix(static_cast<std::size_t>(colon - rest.data()) + 1);
  if (length > rest.size()) return Broken();
  const std::string_view value = rest.substr(0, length);
  rest.remove_prefix(length);
  return std::optional(value);
}

}  // namespace

void AppendRow(std::span<const std::optional<std::string>> values, std::string& block) {
  for (const auto& value : values) {
    if (value)
      fmt::format_to(std::back_inserter(block), "{}:{}", value->size(), *value);
    else
      block += '-';
  }
}

Status ReadRowBlock(std::string_view block, std::size_t width, const ValuesVisitor& visit) {
  if (width == 0) return Broken();
  std::vector<std::optional<std::string_view>> values(width);
  while (!block.empty()) {
    for (auto& value : values) {
      ASSAY_LET(value, Next(block));
    }
    ASSAY_TRY(visit(values));
  }
  return Done{};
}

}  // namespace assay::table
