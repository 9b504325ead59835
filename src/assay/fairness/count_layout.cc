// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/count_layout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/nearest.h"
#include "assay/core/number.h"
#include "assay/fairness/box_place.h"
#include "assay/fairness/coco.h"
#include "assay/fairness/data_sets.h"
#include "assay/fairness/face_names.h"
#include "assay/table/reader.h"

namespace assay::fairness {
namespace {

using Value = std::optional<std::string>;

/// What is counted of a row: of a box's numbers their band.
Value CountedValue(const LongRow& row) {
  if (!row.value) return std::nullopt;
  const bool is_area = row.attribute == "box_area";
  if (row.unit != Unit::kRegion || (!is_area && row.attribute != "box_centre_distance"))
    return std::string(*row.value);
  const double number = ParseNumber<double>(*row.value).value_or(0);  // written by an adapter
  return std::string(is_area ? AreaBand(number) : CentreBand(number));
}

/// Long rows, those of a unit together -> combinations of values of units.
class UnitCounter {
 public:
  UnitCounter(const std::vector<std::string>& attributes, const table::CountLimits& limits)
      : takes_all_(attributes.empty()), attributes_(attributes), limits_(limits) {}

  Status Take(const LongRow& row) {
    if (!is_open_ || row.asset != asset_ || row.region != region_ || row.attribute == first_) {
      ASSAY_TRY(Close());
      is_open_ = true;
      asset_ = row.asset;
      region_ = row.region;
      first_ = row.attribute;
    }
    ASSAY_LET(const std::optional<std::size_t> place, PlaceOf(row.attribute));
    if (place) values_[*place] = CountedValue(row);
    return Done{};
  }

  Result<CountedUnits> Finish() {
    ASSAY_TRY(Close());
    const std::vector<std::string_view> known(known_.begin(), known_.end());
    if (attributes_.size() > kMostLayoutAttributes && takes_all_)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("there are more than {} attributes: name some of '{}'",
                               kMostLayoutAttributes, fmt::join(known, "', '"))};
    for (const std::string& attribute : attributes_) {
      if (!tuples_.empty() && !known_.contains(attribute))
        return Error{ErrorCode::kInvalidArgument, NoSuch("attribute", attribute, known)};
    }
    CountedUnits counted;
    counted.attributes = attributes_;
    for (const auto& [values, units] : tuples_) {
      counted.tuples.push_back({values, units, 0, 0});
      counted.tuples.back().values.resize(attributes_.size());  // a later row had more of them
    }
    return counted;
  }

 private:
  /// None: it is not counted.
  Result<std::optional<std::size_t>> PlaceOf(std::string_view attribute) {
    if (!known_.contains(attribute)) ASSAY_TRY(Note(attribute));
    const auto found = std::ranges::find(attributes_, attribute);
    if (found == attributes_.end()) return std::optional<std::size_t>();
    return std::optional(static_cast<std::size_t>(found - attributes_.begin()));
  }

  Status Note(std::string_view attribute) {
    if (!IsUtf8(attribute))
      return Error{ErrorCode::kCorrupt, "the name of an attribute is not UTF-8"};
    if (known_.size() < table::kCsvColumns) known_.emplace(attribute);
    // One more than may be taken is enough to know.
    if (takes_all_ && attributes_.size() <= kMostLayoutAttributes)
      attributes_.emplace_back(attribute);
    values_.resize(attributes_.size());
    return Done{};
  }

  Status Close() {
    if (!is_open_) return Done{};
    auto found = tuples_.find(values_);
    if (found == tuples_.end()) {
      for (const Value& value : values_) text_bytes_ += sizeof(Value) + value.value_or("").size();
      if (text_bytes_ > limits_.text_bytes || std::cmp_equal(tuples_.size(), limits_.tuples))
        return Error{ErrorCode::kExhausted,
                     "too many combinations of values: name fewer or coarser attributes"};
      found = tuples_.emplace(values_, 0).first;
    }
    ++found->second;
    std::ranges::fill(values_, std::nullopt);
    return Done{};
  }

  bool takes_all_;
  std::vector<std::string> attributes_;
  table::CountLimits limits_;
  std::set<std::string, std::less<>> known_;
  std::map<std::vector<Value>, std::int64_t> tuples_;
  std::size_t text_bytes_ = 0;
  bool is_open_ = false;  ///< there is a unit: the rest is its
  std::string asset_;
  std::string region_;
  std::string first_;  ///< its first attribute: where it comes again, another unit has begun
  std::vector<Value> values_;
};

Status VisitNames(std::string_view names, const LongVisitor& visit) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find('\0'), names.size());
    ASSAY_TRY(VisitFaceName(names.substr(0, end), visit));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return Done{};
}

table::RowVisitor RowsOf(Layout layout, const LongVisitor& visit) {
  if (layout == Layout::kFairFace) return FromFairFace(visit);
  return layout == Layout::kCelebA ? FromCelebA(visit) : FromOpenImagesBoxes(visit);
}

Status VisitAll(const std::filesystem::path& file, const LayoutWish& wish,
                const LongVisitor& visit) {
  if (wish.format) return table::ReadTable(file, *wish.format, RowsOf(wish.layout, visit));
  ASSAY_LET(const std::string text, ReadFile(file, kLayoutText_bytes));
  if (wish.layout == Layout::kUtkFace) return VisitNames(text, visit);
  return wish.layout == Layout::kCelebA ? ReadCelebA(text, visit) : ReadCoco(text, visit);
}

bool SaysNothing(const table::TupleCount& tuple) {
  return std::ranges::none_of(tuple.values, [](const Value& value) { return value.has_value(); });
}

}  // namespace

Result<CountedUnits> CountLayout(const std::filesystem::path& file, const LayoutWish& wish,
                                 const table::CountLimits& limits) {
  UnitCounter counter(wish.attributes, limits);
  ASSAY_TRY(VisitAll(file, wish, [&counter](const LongRow& row) { return counter.Take(row); }));
  ASSAY_LET(CountedUnits counted, counter.Finish());
  if (IsOfNames(wish.layout) && std::ranges::all_of(counted.tuples, SaysNothing))
    return Error{ErrorCode::kInvalidArgument,
                 "no name of a picture says anything: UTKFace's are "
                 "[age]_[gender]_[race]_[date&time].jpg"};
  return counted;
}

}  // namespace assay::fairness
