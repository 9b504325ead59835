// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/dataset_measure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

/// Number of units, their mean, and the sum of squared distances from it.
struct Moments {
  std::int64_t n = 0;
  double mean = 0;
  double squares = 0;

  void Add(const Moments& more) {
    if (more.n == 0) return;
    const auto mine = static_cast<double>(n);
    const auto theirs = static_cast<double>(more.n);
    const double gap = more.mean - mean;
    mean += gap * (theirs / (mine + theirs));
    squares += more.squares + gap * gap * (mine * (theirs / (mine + theirs)));
    n += more.n;
  }
  [[nodiscard]] std::optional<double> Variance() const {
    if (n < 2) return std::nullopt;
    return squares / static_cast<double>(n - 1);
  }
};

struct Cell {
  Moments moments;
  std::int64_t without = 0;
  std::vector<std::pair<double, std::int64_t>> numbers;  ///< and how many units have them
};

std::vector<Cell> CellsOf(const Balance& balance, std::span<const MeasuredValues> rows) {
  std::map<std::vector<std::optional<std::string>>, std::size_t> places;
  for (std::size_t i = 0; i < balance.cells.size(); ++i) places[balance.cells[i].values] = i;
  std::vector<Cell> cells(balance.cells.size());
  std::vector<std::optional<std::string>> values;
  for (const MeasuredValues& row : rows) {
    values.clear();
    for (const std::size_t attribute : balance.by) values.push_back(row.units.values[attribute]);
    const auto found = places.find(values);
    if (found == places.end() || row.units.n == 0) continue;
    Cell& cell = cells[found->second];
    if (!row.number) {
      cell.without += row.units.n;
      continue;
    }
    cell.moments.Add({row.units.n, *row.number, 0});
    cell.numbers.emplace_back(*row.number, row.units.n);
  }
  return cells;
}

/// The number of the unit at `place` of all, from 0, where the numbers are sorted.
double NumberAt(std::span<const std::pair<double, std::int64_t>> numbers, std::int64_t place) {
  for (const auto& [number, n] : numbers) {
    if (place < n) return number;
    place -= n;
  }
  return numbers.back().first;
}

std::optional<double> MedianOf(Cell& cell) {
  if (cell.numbers.empty()) return std::nullopt;
  std::ranges::sort(cell.numbers);
  const std::int64_t n = cell.moments.n;
  const double low = NumberAt(cell.numbers, (n - 1) / 2);
  return low + (NumberAt(cell.numbers, n / 2) - low) / 2;
}

/// Moments of all cells but each: those before it and those behind it. To subtract a cell from all
/// would lose digits.
std::vector<Moments> RestsOf(std::span<const Cell> cells) {
  std::vector<Moments> rests(cells.size());
  Moments before;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    rests[i] = before;
    before.Add(cells[i].moments);
  }
  Moments behind;
  for (std::size_t i = cells.size(); i-- > 0;) {
    rests[i].Add(behind);
    behind.Add(cells[i].moments);
  }
  return rests;
}

void Compare(const Moments& group, const Moments& other, GroupMeasure& measure) {
  if (group.n == 0 || other.n == 0) return;
  const double difference = group.mean - other.mean;
  measure.difference = difference;
  const auto variance = group.Variance();
  const auto other_variance = other.Variance();
  if (!variance || !other_variance) return;
  const double a = *variance / static_cast<double>(group.n);
  const double b = *other_variance / static_cast<double>(other.n);
  if (!(a + b > 0) || !std::isfinite(a + b)) return;
  const double share = a / (a + b);  // of squares that could overflow
  const double degrees = 1 / (share * share / static_cast<double>(group.n - 1) +
                              (1 - share) * (1 - share) / static_cast<double>(other.n - 1));
  const double error = std::sqrt(a + b);
  const double reach = TwoSidedStudentQuantile(kConfidence, degrees) * error;
  measure.difference_interval = Interval{difference - reach, difference + reach};
  measure.p = TwoSidedStudentTail(difference / error, degrees);
}

Standing StandingOf(std::int64_t n, std::int64_t other_n, bool is_reference) {
  if (n == 0) return Standing::kUndefined;
  if (is_reference) return Standing::kReference;
  if (other_n == 0) return Standing::kUndefined;
  return std::min(n, other_n) < kMinRows ? Standing::kInsufficient : Standing::kOk;
}

}  // namespace

std::vector<GroupMeasure> CompareMeasures(const Balance& balance,
                                          std::span<const MeasuredValues> rows,
                                          std::optional<std::size_t> reference) {
  std::vector<Cell> cells = CellsOf(balance, rows);
  const std::vector<Moments> rests = RestsOf(cells);
  std::vector<GroupMeasure> measures(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Moments& group = cells[i].moments;
    const Moments& other = reference ? cells[*reference].moments : rests[i];
    GroupMeasure& measure = measures[i];
    measure.standing = StandingOf(group.n, other.n, reference == i);
    measure.n = group.n;
    measure.without = cells[i].without;
    measure.other_n = other.n;
    if (group.n > 0) measure.mean = group.mean;
    measure.median = MedianOf(cells[i]);
    if (const auto variance = group.Variance()) measure.deviation = std::sqrt(*variance);
    if (other.n > 0) measure.other_mean = other.mean;
    if (reference != i) Compare(group, other, measure);
  }
  return measures;
}

}  // namespace assay::fairness
