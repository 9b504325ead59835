// SPDX-License-Identifier: Apache-2.0
#include "assay/table/count.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/nearest.h"
#include "assay/core/number.h"
#include "assay/table/count_internal.h"
#include "assay/table/reader.h"

namespace assay::table {
namespace {

using Value = std::optional<std::string>;

constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();
constexpr std::uint32_t kNoValue = std::numeric_limits<std::uint32_t>::max();

/// Values one after another, each behind its length: equal keys are equal values.
void AppendValue(const Value& value, std::string& key) {
  const std::uint32_t length = value ? static_cast<std::uint32_t>(value->size()) : kNoValue;
  std::array<char, sizeof length> bytes{};
  std::memcpy(bytes.data(), &length, sizeof length);
  key.append(bytes.data(), bytes.size());
  if (value) key += *value;
}

std::vector<Value> ValuesOf(std::string_view key) {
  std::vector<Value> values;
  while (!key.empty()) {
    std::uint32_t length = 0;
    std::memcpy(&length, key.data(), sizeof length);
    key.remove_prefix(sizeof length);
    values.emplace_back();
    if (length == kNoValue) continue;
    values.back() = std::string(key.substr(0, length));
    key.remove_prefix(length);
  }
  return values;
}

/// Counts rows of text.
class RowCounter {
 public:
  RowCounter(const CountWish& wish, const TupleVisitor& visit, const CountLimits& limits)
      : wish_(wish), visit_(visit), meter_(limits) {
    names_.reserve(wish.columns.size() + 1);
    for (const CountedColumn& column : wish.columns) names_.push_back(column.name);
    if (!wish.weight.empty()) names_.push_back(wish.weight);
    places_.assign(names_.size(), kAbsent);
    has_.assign(names_.size(), false);
  }

  Status Take(std::span<const std::string> names, std::span<const Value> values) {
    ++row_;
    if (!std::ranges::equal(names, row_names_)) Find(names);
    tuple_.values.clear();
    for (std::size_t i = 0; i < wish_.columns.size(); ++i) {
      ASSAY_LET(Value value, Counted(wish_.columns[i], At(i, values)));
      tuple_.values.push_back(std::move(value));
    }
    double weight = 0;
    if (!wish_.weight.empty()) {
      ASSAY_LET(weight, Weight(At(wish_.columns.size(), values)));
    }
    if (!wish_.each_row) return Add(weight);
    tuple_.rows = 1;
    tuple_.weight = weight;
    tuple_.weight_squared = weight * weight;
    return visit_(tuple_);
  }

  Status Finish() const {
    for (std::size_t i = 0; i < names_.size() && row_ > 0; ++i) {
      const std::vector<std::string_view> known(known_.begin(), known_.end());
      if (!has_[i]) return Error{ErrorCode::kInvalidArgument, NoSuch("column", names_[i], known)};
    }
    for (const auto& [key, sums] : sums_)
      ASSAY_TRY(visit_({ValuesOf(key), sums.rows, sums.weight, sums.weight_squared}));
    return Done{};
  }

 private:
  struct Sums {
    std::int64_t rows = 0;
    double weight = 0;
    double weight_squared = 0;
  };

  Status Add(double weight) {
    key_.clear();
    for (const Value& value : tuple_.values) AppendValue(value, key_);
    auto found = sums_.find(key_);
    if (found == sums_.end()) {
      ASSAY_TRY(meter_.Add(key_.size()));
      found = sums_.emplace(key_, Sums{}).first;
    }
    ++found->second.rows;
    found->second.weight += weight;
    found->second.weight_squared += weight * weight;
    return Done{};
  }

  void Find(std::span<const std::string> names) {
    row_names_.assign(names.begin(), names.end());
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const auto found = std::ranges::find(names, names_[i]);
      places_[i] = found == names.end() ? kAbsent : static_cast<std::size_t>(found - names.begin());
      has_[i] = has_[i] || found != names.end();
    }
    if (known_.size() < kCsvColumns) known_.insert(names.begin(), names.end());
  }

  [[nodiscard]] Value At(std::size_t column, std::span<const Value> values) const {
    return places_[column] == kAbsent ? Value() : values[places_[column]];
  }

  [[nodiscard]] Result<Value> Counted(const CountedColumn& column, Value value) const {
    if (!column.threshold || !value || Trim(*value).empty()) return value;
    const auto number = ParseNumber<double>(Trim(*value));
    if (!number) return internal::BadCell(row_, *value, column.name, internal::kNoNumber);
    if (std::isnan(*number)) return Value();
    return Value(*number >= *column.threshold ? "1" : "0");
  }

  [[nodiscard]] Result<double> Weight(const Value& value) const {
    const double weight = ParseNumber<double>(Trim(value.value_or(""))).value_or(-1);
    if (!(weight >= 0 && weight <= kMaxWeight))
      return internal::BadCell(row_, value.value_or(""), wish_.weight, internal::kNoWeight);
    return weight;
  }

  const CountWish& wish_;
  const TupleVisitor& visit_;
  internal::CountMeter meter_;
  TupleCount tuple_;
  std::vector<std::string> names_;   ///< of the wish, the column of weights last
  std::vector<std::size_t> places_;  ///< of these in the present row
  std::vector<bool> has_;            ///< some row has them
  std::vector<std::string> row_names_;
  std::set<std::string> known_;
  std::unordered_map<std::string, Sums> sums_;
  std::string key_;
  std::int64_t row_ = 0;
};

}  // namespace

std::string ToText(const CountWish& wish) {
  Json columns = Json::array();
  for (const CountedColumn& column : wish.columns)
    columns.push_back({{"name", column.name},
                       {"threshold", column.threshold ? Json(*column.threshold) : Json(nullptr)}});
  return Canonical({{"columns", columns},
                    {"each_row", wish.each_row},
                    {"format", Name(wish.format)},
                    {"weight", wish.weight}});
}

Result<CountWish> ParseCountWish(std::string_view text) {
  const Error wrong{ErrorCode::kInvalidArgument, "not a wish to count"};
  const auto json = ParseJson(text);
  if (!json.ok() || !json.value().is_object() || !json.value().contains("columns")) return wrong;
  CountWish wish;
  ASSAY_LET(wish.format, FormatOf(fmt::format(".{}", StringOr(json.value(), "format"))));
  wish.weight = StringOr(json.value(), "weight");
  const auto each_row = json.value().find("each_row");
  wish.each_row = each_row != json.value().end() && each_row->is_boolean() && each_row->get<bool>();
  for (const Json& column : json.value().at("columns")) {
    const auto threshold = column.find("threshold");
    wish.columns.push_back({StringOr(column, "name"), std::nullopt});
    if (threshold != column.end() && threshold->is_number())
      wish.columns.back().threshold = threshold->get<double>();
  }
  return wish;
}

Status CountTable(const std::filesystem::path& file, const CountWish& wish,
                  const TupleVisitor& visit, const CountLimits& limits) {
  if (wish.format == Format::kParquet) return internal::CountParquet(file, wish, visit, limits);
  RowCounter counter(wish, visit, limits);
  ASSAY_TRY(ReadTable(file, wish.format,
                      [&counter](auto names, auto values) { return counter.Take(names, values); }));
  return counter.Finish();
}

}  // namespace assay::table
