// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/balance.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "assay/fairness/distribution.h"

namespace assay::fairness {
namespace {

using Values = std::vector<std::optional<std::string>>;

/// By values, unknown after all that is known.
struct UnknownLast {
  bool operator()(const Values& one, const Values& other) const {
    return std::ranges::lexicographical_compare(one, other, [](const auto& a, const auto& b) {
      return a.has_value() && b.has_value() ? *a < *b : a.has_value() && !b.has_value();
    });
  }
};
using Counts = std::map<Values, std::int64_t, UnknownLast>;

bool IsKnown(const Values& values) {
  return std::ranges::all_of(values, [](const auto& value) { return value.has_value(); });
}

Error TooManyCells() {
  return {ErrorCode::kExhausted,
          fmt::format("over {} combinations of values: ask for fewer attributes, for coarser "
                      "values, or for a smaller depth",
                      kMostBalanceCells)};
}

/// Each of `starts` followed by each of `values`.
std::vector<Values> Followed(const std::vector<Values>& starts,
                             const std::set<std::string>& values) {
  std::vector<Values> longer;
  for (const Values& start : starts) {
    for (const std::string& value : values) {
      longer.push_back(start);
      longer.back().emplace_back(value);
    }
  }
  return longer;
}

/// Puts a cell of no units where a combination of known values has none.
Status AddEmptyCells(Counts& counts, std::size_t width) {
  std::vector<Values> combinations = {{}};
  for (std::size_t i = 0; i < width; ++i) {
    std::set<std::string> known;
    for (const auto& [values, n] : counts)
      if (const auto& value = values[i]) known.insert(*value);
    if (combinations.size() * known.size() > kMostBalanceCells) return TooManyCells();
    combinations = Followed(combinations, known);
  }
  for (Values& values : combinations) counts.try_emplace(std::move(values), 0);
  return Done{};
}

Result<Balance> BalanceOf(std::span<const CountedValues> rows, std::vector<std::size_t> by) {
  Counts counts;
  std::int64_t total = 0;
  for (const CountedValues& row : rows) {
    Values values;
    for (const std::size_t attribute : by) values.push_back(row.values[attribute]);
    counts[std::move(values)] += row.n;
    total += row.n;
  }
  ASSAY_TRY(AddEmptyCells(counts, by.size()));
  std::erase_if(counts, [](const auto& cell) { return cell.second == 0 && !IsKnown(cell.first); });
  Balance balance;
  balance.by = std::move(by);
  std::vector<std::int64_t> sizes;
  for (const auto& [values, n] : counts) {
    const Proportion share{n, total};
    balance.cells.push_back({values, share, Wilson(share)});
    if (n == 0) ++balance.empty;
    if (IsKnown(values))
      sizes.push_back(n);
    else
      balance.unknown.k += n;
  }
  balance.unknown.n = total;
  balance.evenness = Evenness(sizes);
  balance.max_min_ratio = MaxMinRatio(sizes);
  return balance;
}

using Choice = std::vector<std::size_t>;

/// Each of `choices` with each attribute that stands behind its last.
std::vector<Choice> Wider(const std::vector<Choice>& choices, std::size_t attributes) {
  std::vector<Choice> wider;
  for (const Choice& choice : choices) {
    for (std::size_t next = choice.empty() ? 0 : choice.back() + 1; next < attributes; ++next) {
      wider.push_back(choice);
      wider.back().push_back(next);
    }
  }
  return wider;
}

/// Every choice of up to `depth` of `attributes`, smaller ones first, each rising.
std::vector<Choice> Choices(std::size_t attributes, std::size_t depth) {
  std::vector<Choice> all;
  std::vector<Choice> last = {{}};
  for (std::size_t width = 1; width <= depth; ++width) {
    last = Wider(last, attributes);
    all.insert(all.end(), last.begin(), last.end());
  }
  return all;
}

}  // namespace

Result<std::vector<Balance>> MeasureBalance(std::size_t attributes,
                                            std::span<const CountedValues> rows,
                                            std::size_t depth) {
  if (depth < 1 || depth > kDeepestBalance)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("intersections have a depth of 1 to {}", kDeepestBalance)};
  if (attributes > kMostBalanceAttributes)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("over {} attributes", kMostBalanceAttributes)};
  for (const CountedValues& row : rows) {
    if (row.values.size() != attributes)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("a row has {} values, not {}", row.values.size(), attributes)};
    if (row.n < 0) return Error{ErrorCode::kInvalidArgument, "a count is below 0"};
  }
  std::vector<Balance> balances;
  std::size_t cells = 0;
  for (Choice& by : Choices(attributes, depth)) {
    ASSAY_LET(Balance balance, BalanceOf(rows, std::move(by)));
    cells += balance.cells.size();
    if (cells > kMostBalanceCells) return TooManyCells();
    balances.push_back(std::move(balance));
  }
  return balances;
}

}  // namespace assay::fairness
