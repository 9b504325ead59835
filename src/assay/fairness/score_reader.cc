// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/score_reader.h"

#include <cmath>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

constexpr std::size_t kLabelAt = 0;
constexpr std::size_t kReachesAt = 1;

}  // namespace

ScoreReader::ScoreReader(ModelColumns columns, std::string cluster)
    : columns_(std::move(columns)), cluster_(std::move(cluster)) {
  ASSAY_CHECK(columns_.threshold.has_value());
}

table::CountWish ScoreReader::Wish() const {
  table::CountWish wish = WishOf(columns_);  // whether a score reaches the threshold is said there
  wish.columns.push_back({columns_.prediction, std::nullopt});
  if (!cluster_.empty()) wish.columns.push_back({cluster_, std::nullopt});
  return wish;
}

Status ScoreReader::Take(CellViews values, double weight) {
  ++row_;
  const std::size_t score_at = 2 + columns_.attributes.size();
  ASSAY_LET(const std::uint32_t cell, tally_.Add(values.first(score_at), weight));
  if (!Known(values[kLabelAt]) || !Known(values[kReachesAt])) return Done{};
  const auto score = ParseNumber<double>(Trim(values[score_at].value_or("")));
  if (!score || std::isnan(*score))
    return Error{ErrorCode::kCorrupt, "a score that reaches its threshold is no number"};
  std::uint32_t unit = 0;
  if (cluster_.empty()) {
    unit = units_.Next();
  } else {
    ASSAY_LET(unit, units_.Of(values[score_at + 1], cluster_, row_));
  }
  return Keep({*score, columns_.weight.empty() ? 1 : weight, cell, unit},
              "rates at a threshold need none: name a column that says yes or no as --prediction",
              rows_);
}

ScoreRows ScoreReader::Finish() && {
  const std::vector<std::uint32_t> places = tally_.Sort();
  for (UnitRow& row : rows_) row.cell = places[row.cell];
  return {.tuples = tally_.tuples(), .rows = std::move(rows_), .units = units_.count()};
}

}  // namespace assay::fairness
