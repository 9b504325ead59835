// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/unit_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

constexpr table::CountLimits kLimits;

/// Values one after another, each behind its length: equal keys are equal values.
void MakeKey(CellViews values, std::string& key) {
  key.clear();
  for (const auto& value : values) {
    if (value)
      fmt::format_to(std::back_inserter(key), "{}:{}", value->size(), *value);
    else
      key += '-';
  }
}

}  // namespace

Result<std::uint32_t> Tally::Add(CellViews values, double weight) {
  MakeKey(values, key_);
  auto found = places_.find(key_);
  if (found == places_.end()) {
    table::TupleCount tuple;
    for (const auto& value : values) {
      tuple.values.emplace_back();
      if (value) tuple.values.back() = std::string(*value);
    }
    ASSAY_TRY(CheckValues(tuple.values));
    text_bytes_ += key_.size();
    if (tuples_.size() >= static_cast<std::size_t>(kLimits.tuples) ||
        text_bytes_ > kLimits.text_bytes)
      return Error{ErrorCode::kExhausted,
                   fmt::format("more than {} combinations of values, or {} MiB of their text: name "
                               "columns of groups, not of single rows",
                               kLimits.tuples, kLimits.text_bytes >> 20U)};
    found = places_.emplace(key_, static_cast<std::uint32_t>(tuples_.size())).first;
    tuples_.push_back(std::move(tuple));
  }
  table::TupleCount& tuple = tuples_[found->second];
  ++tuple.rows;
  tuple.weight += weight;
  tuple.weight_squared += weight * weight;
  return found->second;
}

std::vector<std::uint32_t> Tally::Sort() {
  std::vector<std::uint32_t> order(tuples_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [this](std::uint32_t old) { return tuples_[old].values; });
  std::vector<std::uint32_t> place(order.size());
  std::vector<table::TupleCount> sorted;
  sorted.reserve(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(tuples_[order[i]]));
  }
  tuples_ = std::move(sorted);
  places_.clear();
  return place;
}

Result<std::uint32_t> Units::Of(const std::optional<std::string_view>& cluster,
                                std::string_view column, std::int64_t row) {
  if (!cluster || Trim(*cluster).empty() || ToLowerAscii(Trim(*cluster)) == "nan")
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("row {}: no value in column '{}': each row belongs to a cluster", row,
                             ToPrintable(column))};
  const auto [found, is_new] = places_.emplace(*cluster, count_);
  if (!is_new) return found->second;
  text_bytes_ += cluster->size();
  if (text_bytes_ > kLimits.text_bytes)
    return Error{ErrorCode::kExhausted,
                 fmt::format("the names of clusters are more than {} MiB: number them",
                             kLimits.text_bytes >> 20U)};
  return count_++;
}

/// Squares of differences of such numbers, summed up, are doubles.
constexpr double kMaxNumber = 1e100;

Result<std::optional<double>> NumberIn(const std::optional<std::string_view>& cell,
                                       std::string_view column, std::int64_t row) {
  const std::string_view text = Trim(cell.value_or(""));
  if (text.empty()) return std::optional<double>();
  const auto number = ParseNumber<double>(text);
  if (number && std::isnan(*number)) return std::optional<double>();
  if (number && std::abs(*number) <= kMaxNumber) return std::optional(*number);
  return Error{
      ErrorCode::kInvalidArgument,
      fmt::format("row {}: '{}' in column '{}' is no {}number{}", row,
                  ToPrintable(ToUtf8(text, 64)), ToPrintable(column), number ? "finite " : "",
                  number && std::isfinite(*number) ? " of at most 1e100" : "")};
}

Status Keep(const UnitRow& row, std::string_view instead, std::vector<UnitRow>& rows) {
  if (rows.size() >= kMaxUnitRows)
    return Error{ErrorCode::kExhausted,
                 fmt::format("more than {} rows to keep: {}", kMaxUnitRows, instead)};
  rows.push_back(row);
  return Done{};
}

}  // namespace assay::fairness
