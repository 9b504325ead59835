// SPDX-License-Identifier: Apache-2.0
#include "assay/table/count_arrow.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/table/arrow_values_internal.h"
#include "assay/table/count_internal.h"

namespace assay::table {
namespace {

using internal::KeyIds;
using internal::Slice;
using internal::ValueIds;

constexpr std::int64_t kBlock_rows = 4096;

/// Rows that are visited need their texts for one block: of more than so many it lets go.
constexpr std::size_t kKeptTexts = 100'000;

/// Calls what the interface wants to be called at the end, once it was filled.
template <typename T>
struct Owned : T {
  Owned() : T{} {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { Release(); }
  void Release() {
    if (this->release != nullptr) this->release(this);
    this->release = nullptr;
  }
};

/// Combinations, each made of a shorter one and the value that comes next.
class Chains {
 public:
  explicit Chains(std::size_t length) : links_(length) {}

  std::uint32_t Of(std::size_t at, std::uint32_t shorter, std::uint32_t value) {
    Links& links = links_[at];
    const std::uint32_t id = links.ids.Of(std::uint64_t{shorter} << 32U | value);
    if (id > links.made_of.size()) links.made_of.emplace_back(shorter, value);
    return id;
  }

  /// The values of a whole combination, first to last.
  [[nodiscard]] std::vector<std::uint32_t> Values(std::uint32_t id) const {
    std::vector<std::uint32_t> values(links_.size());
    for (std::size_t at = links_.size(); at-- > 0;) {
      const auto& [shorter, value] = links_[at].made_of[id - 1];
      values[at] = value;
      id = shorter;
    }
    return values;
  }

 private:
  struct Links {
    KeyIds ids;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> made_of;
  };
  std::vector<Links> links_;
};

class ArrowCounter {
 public:
  ArrowCounter(const CountWish& wish, const TupleVisitor& visit, const CountLimits& limits)
      : wish_(wish), visit_(visit), meter_(limits), chains_(wish.columns.size()) {
    for (const CountedColumn& column : wish.columns) values_.emplace_back(column.threshold);
  }

  /// Finds the columns. Errors: kInvalidArgument.
  Status Look(const ArrowSchema& schema) {
    if (wish_.columns.empty()) return Error{ErrorCode::kInvalidArgument, "no column is named"};
    if (std::string_view(schema.format) != "+s")
      return Error{ErrorCode::kInvalidArgument, "not a table: a stream of structs is wanted"};
    schema_ = &schema;
    for (const CountedColumn& column : wish_.columns) {
      ASSAY_LET(const std::size_t place, Find(column.name));
      places_.push_back(place);
    }
    if (!wish_.weight.empty()) {
      ASSAY_LET(weight_place_, Find(wish_.weight));
    }
    return Done{};
  }

  Status Take(const ArrowArray& batch) {
    if (batch.null_count > 0)
      return Error{ErrorCode::kUnsupported, "a row of the stream is null as a whole"};
    for (ValueIds& values : values_) values.Forget();
    for (std::int64_t first = 0; first < batch.length; first += kBlock_rows) {
      const auto count = static_cast<std::size_t>(std::min(batch.length - first, kBlock_rows));
      ASSAY_TRY(wish_.each_row ? VisitBlock(batch, first, count) : TakeBlock(batch, first, count));
      row_ += static_cast<std::int64_t>(count);
    }
    return Done{};
  }

  Status Finish() const {
    for (std::uint32_t id = 1; id <= sums_.size(); ++id) {
      TupleCount tuple = sums_[id - 1];
      tuple.values = TextsOf(id);
      ASSAY_TRY(visit_(tuple));
    }
    return Done{};
  }

 private:
  [[nodiscard]] Result<std::size_t> Find(std::string_view name) const {
    std::vector<std::string_view> known;
    for (std::int64_t i = 0; i < schema_->n_children; ++i) {
      const char* given = schema_->children[i]->name;
      known.emplace_back(given == nullptr ? "" : given);
    }
    const auto found = std::ranges::find(known, name);
    if (found == known.end())
      return Error{ErrorCode::kInvalidArgument, NoSuch("column", name, known)};
    if (std::ranges::count(known, name) > 1)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("two columns are named '{}'", ToPrintable(name))};
    return static_cast<std::size_t>(found - known.begin());
  }

  [[nodiscard]] Slice SliceOf(const ArrowArray& batch, std::size_t place,
                              std::int64_t first) const {
    return {*schema_->children[place], *batch.children[place], batch.offset + first};
  }

  Status TakeBlock(const ArrowArray& batch, std::int64_t first, std::size_t count) {
    tuples_.assign(count, 0);
    ids_.resize(count);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      auto read = values_[i].Read(SliceOf(batch, places_[i], first), ids_);
      if (!read.ok()) return In(wish_.columns[i].name, read.error());
      for (std::size_t row = 0; row < count; ++row)
        tuples_[row] = chains_.Of(i, tuples_[row], ids_[row]);
    }
    for (const std::uint32_t tuple : tuples_) {
      if (tuple > sums_.size()) ASSAY_TRY(Meet(tuple));
      ++sums_[tuple - 1].rows;
    }
    if (wish_.weight.empty()) return Done{};
    ASSAY_TRY(ReadWeights(batch, first, count));
    for (std::size_t i = 0; i < count; ++i) {
      ASSAY_LET(const double weight, WeightOf(i));
      sums_[tuples_[i] - 1].weight += weight;
      sums_[tuples_[i] - 1].weight_squared += weight * weight;
    }
    return Done{};
  }

  Status VisitBlock(const ArrowArray& batch, std::int64_t first, std::size_t count) {
    const std::size_t width = places_.size();
    ids_.resize(count * width);  // column by column
    for (std::size_t i = 0; i < width; ++i) {
      const Slice slice = SliceOf(batch, places_[i], first);
      if (slice.schema.dictionary == nullptr && values_[i].size() > kKeptTexts)
        values_[i] = ValueIds(wish_.columns[i].threshold);
      auto read = values_[i].Read(slice, std::span(ids_).subspan(i * count, count));
      if (!read.ok()) return In(wish_.columns[i].name, read.error());
    }
    const bool has_weights = !wish_.weight.empty();
    if (has_weights) ASSAY_TRY(ReadWeights(batch, first, count));
    TupleCount tuple{.values = std::vector<std::optional<std::string>>(width), .rows = 1};
    for (std::size_t row = 0; row < count; ++row) {
      for (std::size_t i = 0; i < width; ++i)
        tuple.values[i] = values_[i].Text(ids_[i * count + row]);
      if (has_weights) {
        ASSAY_LET(tuple.weight, WeightOf(row));
        tuple.weight_squared = tuple.weight * tuple.weight;
      }
      ASSAY_TRY(visit_(tuple));
    }
    return Done{};
  }

  Status ReadWeights(const ArrowArray& batch, std::int64_t first, std::size_t count) {
    weights_.resize(count);
    auto read = internal::ReadNumbers(SliceOf(batch, weight_place_, first), weights_);
    return read.ok() ? Status(Done{}) : Status(In(wish_.weight, read.error()));
  }

  /// Of a row of this block.
  [[nodiscard]] Result<double> WeightOf(std::size_t i) const {
    const double weight = weights_[i];
    if (weight >= 0 && weight <= kMaxWeight) return weight;
    return internal::BadCell(row_ + static_cast<std::int64_t>(i) + 1,
                             std::isnan(weight) ? "" : fmt::format("{}", weight), wish_.weight,
                             internal::kNoWeight);
  }

  /// A combination that was not there before.
  Status Meet(std::uint32_t tuple) {
    std::size_t text_bytes = 0;
    for (const auto& text : TextsOf(tuple)) text_bytes += text.value_or("").size();
    sums_.emplace_back();
    return meter_.Add(text_bytes);
  }

  [[nodiscard]] std::vector<std::optional<std::string>> TextsOf(std::uint32_t tuple) const {
    std::vector<std::optional<std::string>> texts;
    const auto ids = chains_.Values(tuple);
    for (std::size_t i = 0; i < ids.size(); ++i) texts.push_back(values_[i].Text(ids[i]));
    return texts;
  }

  static Error In(std::string_view column, Error error) {
    error.what = fmt::format("column '{}' {}", ToPrintable(column), error.what);
    return error;
  }

  const CountWish& wish_;
  const TupleVisitor& visit_;
  internal::CountMeter meter_;
  const ArrowSchema* schema_ = nullptr;
  std::vector<std::size_t> places_;
  std::size_t weight_place_ = 0;
  std::vector<ValueIds> values_;
  Chains chains_;
  std::vector<TupleCount> sums_;
  std::vector<std::uint32_t> tuples_;  ///< of the rows of this block
  std::vector<std::uint32_t> ids_;
  std::vector<double> weights_;
  std::int64_t row_ = 0;  ///< before this block
};

Error Failed(ArrowArrayStream& stream) {
  const char* why = stream.get_last_error(&stream);
  return {ErrorCode::kUnavailable, fmt::format("the stream failed: {}", why == nullptr ? "" : why)};
}

}  // namespace

Status CountArrow(ArrowArrayStream& stream, const CountWish& wish, const TupleVisitor& visit,
                  const CountLimits& limits) {
  Owned<ArrowSchema> schema;
  if (stream.get_schema(&stream, &schema) != 0) return Failed(stream);
  ArrowCounter counter(wish, visit, limits);
  ASSAY_TRY(counter.Look(schema));
  for (;;) {
    Owned<ArrowArray> batch;
    if (stream.get_next(&stream, &batch) != 0) return Failed(stream);
    if (batch.release == nullptr) break;
    ASSAY_TRY(counter.Take(batch));
  }
  return counter.Finish();
}

}  // namespace assay::table
