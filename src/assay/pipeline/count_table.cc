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
#include "assay/table/row_block.h"

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

/// Makes the format that of the file's ending. Errors: kInvalidArgument.
Status Adapt(table::CountWish& wish, const std::filesystem::path& file) {
  ASSAY_LET(wish.format, table::FormatOf(file.filename().native()));
  if (!IsSayable(wish))
    return Error{ErrorCode::kInvalidArgument, "the name of a column is not UTF-8"};
  return Done{};
}

channel::Options OptionsOf(const std::filesystem::path& worker) {
  channel::Options options;
  options.program = worker;
  options.deadline = std::chrono::minutes(10);  // nothing is said before all is counted
  return options;
}

/// A weight that its reader has held to be one.
std::optional<double> WeightIn(const std::optional<std::string_view>& value) {
  const auto weight = ParseNumber<double>(value.value_or(""));
  return weight && std::isfinite(*weight) && *weight >= 0 ? weight : std::nullopt;
}

}  // namespace

Result<CountedTable> CountTable(const std::filesystem::path& worker,
                                const std::filesystem::path& file, table::CountWish wish) {
  ASSAY_TRY(Adapt(wish, file));
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
  ASSAY_LET(counted.digest,
            channel::CountManifest(OptionsOf(worker), file, table::ToText(wish), take));
  std::ranges::sort(counted.tuples, {}, &table::TupleCount::values);
  return counted;
}

Result<Digest> VisitRows(const std::filesystem::path& worker, const std::filesystem::path& file,
                         table::CountWish wish, const RowVisitor& visit) {
  ASSAY_TRY(Adapt(wish, file));
  wish.each_row = true;
  const std::size_t width = wish.columns.size();
  const bool has_weights = !wish.weight.empty();
  const auto take = [&](RowValues values) -> Status {
    const auto weight = has_weights ? WeightIn(values.back()) : 0.0;
    return weight ? visit(values.first(width), *weight) : Lie();
  };
  return channel::CountManifest(OptionsOf(worker), file, table::ToText(wish),
                                [&](std::int64_t, const channel::Columns& columns) -> Status {
                                  const auto block = columns.find(channel::kCountBlock);
                                  if (block == columns.end()) return Lie();
                                  return table::ReadRowBlock(block->second,
                                                             width + (has_weights ? 1 : 0), take);
                                });
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
