// SPDX-License-Identifier: Apache-2.0
#include "assay/release/measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
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

Measures::Measures(std::int64_t records) {
  for (const std::string_view name : kSizes) series_.push_back({std::string(name), {}});
  for (const std::string_view name : kScoreNames) series_.push_back({std::string(name), {}});
  for (Series& series : series_) series.values.reserve(static_cast<std::size_t>(records));
}

void Measures::Add(const catalog::RecordRow& record, const Columns& columns) {
  if (record.state == catalog::State::kDead) return;
  std::size_t next = 0;
  const auto add = [this, &next](const std::optional<double>& value) {
    std::vector<double>& values = series_[next++].values;
    if (value) values.push_back(*value);
  };
  for (const auto& size : SizesOf(record)) add(size);
  for (const auto& score : columns.scores) add(score);
}

std::vector<Measure> Measures::Take() && {
  std::vector<Measure> measures;
  for (Series& series : series_) {
    if (!series.values.empty())
      measures.push_back(Summarise(std::move(series.name), series.values));
  }
  return measures;
}

}  // namespace assay::release
