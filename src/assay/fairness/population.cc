// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/population.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

struct ShareRow {
  std::string attribute;
  std::string value;
  double share = 0;
};

Result<ShareRow> ReadShare(const table::TupleCount& tuple) {
  const auto attribute = Known(tuple.values[0]);
  const auto value = Known(tuple.values[1]);
  const auto written = Known(tuple.values[2]);
  if (!attribute || !value || *value == kUnknown || !written)
    return Wrong("population: a row lacks its attribute, value or share");
  const auto share = ParseNumber<double>(*written);
  if (!share || !(*share >= 0 && *share <= 1))
    return Wrong(fmt::format("population: '{}' of {}={} is no share: a number from 0 to 1",
                             ToPrintable(ToUtf8(*written, 64)), ToPrintable(*attribute),
                             ToPrintable(*value)));
  ShareRow row{std::string(*attribute), std::string(*value), *share};
  if (tuple.rows > 1)
    return Wrong(fmt::format("population: {}={} stands twice", ToPrintable(row.attribute),
                             ToPrintable(row.value)));
  return row;
}

/// Errors:  kInvalidArgument when they do not sum to about 1.
Status Normalise(const std::string& attribute, GroupShares& shares) {
  double sum = 0;
  for (const auto& [group, share] : shares) sum += share;
  if (std::abs(sum - 1) > kShareRounding)
    return Wrong(fmt::format("population: shares of '{}' sum to {:.4g}, not to 1",
                             ToPrintable(attribute), sum));
  for (auto& [group, share] : shares) share /= sum;
  return Done{};
}

/// None where a value is unknown.
std::optional<std::vector<std::string>> GroupOf(const BalanceCell& cell) {
  std::vector<std::string> group;
  for (const auto& value : cell.values) {
    if (!value) return std::nullopt;
    group.push_back(*value);
  }
  return group;
}

/// The population's share of each cell: 0 of a group that it does not list, for its shares sum to
/// 1; none where the group is unknown.
std::vector<Representation> SharesOf(const GroupShares& shares, const Balance& balance) {
  std::vector<Representation> cells(balance.cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto group = GroupOf(balance.cells[i]);
    const auto found = group ? shares.find(*group) : shares.end();
    if (group) cells[i].share = found == shares.end() ? 0 : found->second;
  }
  return cells;
}

}  // namespace

std::string_view Name(PopulationKind kind) {
  return kind == PopulationKind::kShares ? "shares" : "table";
}

table::CountWish PopulationWish() {
  table::CountWish wish;
  wish.columns = {{"attribute", std::nullopt}, {"value", std::nullopt}, {"share", std::nullopt}};
  return wish;
}

Result<Population> PopulationOfShares(std::span<const table::TupleCount> tuples) {
  if (tuples.empty()) return Wrong("population: the file has no rows");
  Population population;
  for (const table::TupleCount& tuple : tuples) {
    ASSAY_LET(const ShareRow row, ReadShare(tuple));
    if (!population.shares[{row.attribute}].try_emplace({row.value}, row.share).second)
      return Wrong(fmt::format("population: {}={} stands twice", ToPrintable(row.attribute),
                               ToPrintable(row.value)));
  }
  for (auto& [by, shares] : population.shares) ASSAY_TRY(Normalise(by.front(), shares));
  return population;
}

Result<Population> PopulationOfRows(std::span<const std::string> columns,
                                    std::span<const CountedValues> rows, std::size_t depth) {
  Population population;
  population.kind = PopulationKind::kTable;
  ASSAY_LET(const std::vector<Balance> balances, MeasureBalance(columns.size(), rows, depth));
  for (const Balance& balance : balances) {
    std::vector<std::string> by;
    by.reserve(balance.by.size());
    for (const std::size_t place : balance.by) by.push_back(columns[place]);
    GroupShares& shares = population.shares[by];
    for (const BalanceCell& cell : balance.cells) {
      const auto group = GroupOf(cell);
      if (!group || cell.share.k == 0) continue;
      shares[*group] = static_cast<double>(cell.share.k) /
                       static_cast<double>(balance.unknown.n - balance.unknown.k);
    }
  }
  return population;
}

PopulationFit CompareWith(const GroupShares& shares, const Balance& balance) {
  PopulationFit fit;
  fit.cells = SharesOf(shares, balance);
  fit.compared.n = balance.unknown.n;
  std::vector<std::int64_t> counts;
  std::vector<double> expected;
  for (std::size_t i = 0; i < fit.cells.size(); ++i) {
    const auto listed = fit.cells[i].share;
    if (!listed) continue;
    counts.push_back(balance.cells[i].share.k);
    expected.push_back(*listed);
    fit.compared.k += counts.back();
  }
  for (std::size_t i = 0; i < fit.cells.size(); ++i) {
    Representation& cell = fit.cells[i];
    const Proportion share{balance.cells[i].share.k, fit.compared.k};
    const auto value = share.Value();
    if (!cell.share || !value || *cell.share == 0) continue;
    cell.ratio = *value / *cell.share;
    if (const auto interval = Wilson(share))
      cell.interval = Interval{interval->low / *cell.share, interval->high / *cell.share};
  }
  auto test = ChiSquare(counts, expected);
  if (test.ok()) fit.test = test.value();
  return fit;
}

}  // namespace assay::fairness
