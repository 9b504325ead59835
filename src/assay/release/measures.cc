// SPDX-License-Identifier: Apache-2.0
#include "assay/release/measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace assay::release {
namespace {

constexpr std::array<std::string_view, 3> kSizes = {"megapixels", "short_side_px", "size_bytes"};

std::array<std::optional<double>, kSizes.size()> SizesOf(const catalog::RecordRow& record) {
  const auto bytes = static_cast<double>(record.size_bytes);
  if (record.width_px <= 0 || record.height_px <= 0) return {std::nullopt, std::nullopt, bytes};
  const auto width_px = static_cast<double>(record.width_px);
  const auto height_px = static_cast<double>(record.height_px);
  return {std::round(width_px * height_px / 1e4) / 100, std::min(width_px, height_px), bytes};
}

constexpr double kLacking = std::numeric_limits<double>::quiet_NaN();

std::string_view NameOf(std::size_t column) {
  return column < kSizes.size() ? kSizes.at(column) : kScoreNames.at(column - kSizes.size());
}

Measure Summarise(std::string name, std::vector<double>& values) {
  std::ranges::sort(values);
  const auto at = [&values](double quantile) {
    const double rank = std::ceil(quantile * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  };
  return {.name = std::move(name),
          .n = static_cast<std::int64_t>(values.size()),
          .minimum = values.front(),
          .p05 = at(0.05),
          .median = at(0.5),
          .p95 = at(0.95),
          .maximum = values.back()};
}

}  // namespace

Result<Measures> Measures::Make(const std::filesystem::path& folder) {
  ASSAY_LET(Scratch rows, Scratch::Make(folder));
  return Measures(std::move(rows));
}

Status Measures::Add(const catalog::RecordRow& record, const Columns& columns) {
  if (record.state == catalog::State::kDead) return Done{};
  Row row;
  auto next = row.begin();
  for (const auto& size : SizesOf(record)) *next++ = size.value_or(kLacking);
  for (const auto& score : columns.scores) *next++ = score.value_or(kLacking);
  return rows_.Append(row);
}

/// What the records have in one column, in their order.
Result<std::vector<double>> Measures::Column(std::size_t column) {
  constexpr std::size_t kPiece_rows = 128;
  std::vector<double> values;
  values.reserve(rows_.size());
  std::vector<Row> piece;
  for (std::uint64_t first = 0; first < rows_.size(); first += piece.size()) {
    piece.resize(std::min<std::uint64_t>(kPiece_rows, rows_.size() - first));
    ASSAY_TRY(rows_.Read(first, piece));
    for (const Row& row : piece)
      if (!std::isnan(row.at(column))) values.push_back(row.at(column));
  }
  return values;
}

Result<std::vector<Measure>> Measures::Take() {
  std::vector<Measure> measures;
  for (std::size_t column = 0; column < std::tuple_size_v<Row>; ++column) {
    ASSAY_LET(std::vector<double> values, Column(column));
    if (!values.empty()) measures.push_back(Summarise(std::string(NameOf(column)), values));
  }
  return measures;
}

}  // namespace assay::release
