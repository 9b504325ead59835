// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/count_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "assay/channel/table_worker.h"
#include "assay/core/bytes.h"
#include "assay/core/number.h"

namespace assay::pipeline {
namespace {

Error Lie() {
  return {ErrorCode::kCorrupt, "the table reader broke its protocol: counts that are none"};
}

/// None for what is no number.
template <typename Number>
std::optional<Number> NumberOf(const channel::Columns& columns, const char* name) {
  const auto found = columns.find(name);
  if (found == columns.end()) return std::nullopt;
  return ParseNumber<Number>(found->second);
}

Result<table::TupleCount> Read(const channel::Columns& columns, std::size_t width) {
  table::TupleCount tuple;
  for (std::size_t i = 0; i < width; ++i) {
    const auto found = columns.find(std::to_string(i));
    tuple.values.emplace_back();
    if (found != columns.end()) tuple.values.back() = found->second;
  }
  const auto rows = NumberOf<std::int64_t>(columns, channel::kCountRows);
  const auto weight = NumberOf<double>(columns, channel::kCountWeight);
  const auto squared = NumberOf<double>(columns, channel::kCountWeightSquared);
  const bool sound = rows && *rows > 0 && *rows <= channel::kManifestRows && weight && squared &&
                     std::isfinite(*weight) && *weight >= 0 && std::isfinite(*squared) &&
                     *squared >= 0;
  if (!sound) return Lie();
  tuple.rows = *rows;
  tuple.weight = *weight;
  tuple.weight_squared = *squared;
  return tuple;
}

bool IsSayable(const table::CountWish& wish) {
  return IsUtf8(wish.weight) &&
         std::ranges::all_of(wish.columns, [](const auto& column) { return IsUtf8(column.name); });
}

}  // namespace

Result<CountedTable> CountTable(const std::filesystem::path& worker,
                                const std::filesystem::path& file, table::CountWish wish) {
  ASSAY_LET(wish.format, table::FormatOf(file.filename().native()));
  if (!IsSayable(wish))
    return Error{ErrorCode::kInvalidArgument, "the name of a column is not UTF-8"};
  channel::Options options;
  options.program = worker;
  options.deadline = std::chrono::minutes(10);  // nothing is said before all is counted
  CountedTable counted;
  const table::CountLimits limits;
  std::size_t text_bytes = 0;
  const auto take = [&](std::int64_t row, const channel::Columns& columns) -> Status {
    ASSAY_LET(table::TupleCount tuple, Read(columns, wish.columns.size()));
    for (const auto& value : tuple.values) text_bytes += value.value_or("").size();
    if (row > limits.tuples || text_bytes > limits.text_bytes) return Lie();
    counted.tuples.push_back(std::move(tuple));
    return Done{};
  };
  ASSAY_LET(counted.digest, channel::CountManifest(options, file, table::ToText(wish), take));
  std::ranges::sort(counted.tuples, {}, &table::TupleCount::values);
  return counted;
}

Result<std::vector<TableRow>> ReadRows(const std::filesystem::path& worker,
                                       const std::filesystem::path& file, std::size_t most) {
  channel::Options options;
  options.program = worker;
  std::vector<TableRow> rows;
  ASSAY_TRY(channel::ReadManifest(
      options, file, [&](std::int64_t, const channel::Columns& columns) -> Status {
        rows.push_back(columns);
        if (rows.size() <= most) return Done{};
        return Error{ErrorCode::kExhausted, fmt::format("more than {} rows", most)};
      }));
  return rows;
}

}  // namespace assay::pipeline
