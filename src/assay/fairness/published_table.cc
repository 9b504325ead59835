// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/published_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "assay/fairness/proportion.h"

namespace assay::fairness {
namespace {

constexpr std::size_t kMaxRows = 100'000;
constexpr std::int64_t kMaxN = 1'000'000'000;
constexpr double kMaxRatio = 1000;
constexpr double kSlack = 1e-12;  // rounding of our own arithmetic: far under a unit of 10^-8

/// A number as printed, and what one more in its last place is worth.
struct Printed {
  double value = 0;
  double unit = 1;

  /// Everything that rounds or truncates to it.
  [[nodiscard]] Interval Sources() const { return {value - unit / 2, value + unit}; }
};

/// "54.3%", "54.3 %", "0.543", ".543"; nothing for everything else.
std::optional<Printed> Parse(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  if (percent && text.ends_with(' ')) text.remove_suffix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t decimals = text.size() - std::min(point + 1, text.size());
  std::string digits(text.substr(0, point));
  digits += text.substr(text.size() - decimals);
  if (digits.empty() || digits.size() > 15) return std::nullopt;
  std::int64_t number = 0;
  const auto end = digits.data() + digits.size();
  if (digits.front() == '-' || std::from_chars(digits.data(), end, number).ptr != end)
    return std::nullopt;
  const double scale = std::pow(10.0, static_cast<double>(decimals + (percent ? 2 : 0)));
  if (scale > 1e8) return std::nullopt;
  return Printed{static_cast<double>(number) / scale, 1 / scale};
}

/// A row with its numbers read.
struct Row {
  std::optional<Printed> rate;
  std::optional<Printed> ratio;
};

Error Wrong(std::size_t position, const PublishedRow& row, std::string_view what) {
  return {ErrorCode::kInvalidArgument,
          fmt::format("row {} ('{}'): {}", position + 1, row.label, what)};
}

Result<std::vector<Row>> Read(std::span<const PublishedRow> rows) {
  if (rows.size() > kMaxRows)
    return Error{ErrorCode::kInvalidArgument, "a published table has at most 100,000 rows"};
  std::vector<Row> read;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PublishedRow& row = rows[i];
    if (row.n && (*row.n < 0 || *row.n > kMaxN))
      return Wrong(i, row, "n is a number from 0 to 1,000,000,000");
    Row numbers{Parse(row.rate), Parse(row.ratio)};
    if (!row.rate.empty() && (!numbers.rate || numbers.rate->value > 1))
      return Wrong(i, row, fmt::format("'{}' is no rate; write 54.3% or .543", row.rate));
    if (!row.ratio.empty() && (!numbers.ratio || numbers.ratio->value > kMaxRatio))
      return Wrong(i, row, fmt::format("'{}' is no ratio; write 0.82", row.ratio));
    read.push_back(numbers);
  }
  return read;
}

/// Which ways of printing some k of n lead to a rate.
struct Origin {
  bool rounded = false;
  bool truncated = false;
};

Origin OriginOf(const Printed& rate, std::int64_t rows) {
  const auto n = static_cast<double>(rows);
  const double nearest = std::floor(n * rate.value + 0.5) / n;
  const double not_under = std::ceil(n * rate.value - 1e-6) / n;
  return {std::abs(nearest - rate.value) <= rate.unit / 2 + kSlack,
          not_under >= rate.value - kSlack && not_under < rate.value + rate.unit - kSlack};
}

void AuditRates(std::span<const PublishedRow> rows, const std::vector<Row>& read,
                std::vector<TableFinding>& findings) {
  std::vector<std::pair<std::size_t, Origin>> origins;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& rate = read[i].rate;
    const std::int64_t n = rows[i].n.value_or(0);
    if (rate && n > 0) origins.emplace_back(i, OriginOf(*rate, n));
  }
  const bool rounds = std::ranges::any_of(
      origins, [](const auto& entry) { return entry.second.rounded && !entry.second.truncated; });
  for (const auto& [i, origin] : origins) {
    if (origin.rounded || (origin.truncated && !rounds)) continue;
    const PublishedRow& row = rows[i];
    const std::int64_t n = row.n.value_or(0);
    const auto problem = origin.truncated ? TableProblem::kTruncated : TableProblem::kNoCount;
    const std::string what =
        origin.truncated
            ? fmt::format("{} of {} was cut off, other rates were rounded", row.rate, n)
            : fmt::format("no count of {} gives {}", n, row.rate);
    findings.push_back({problem, {i}, fmt::format("'{}': {}", row.label, what)});
  }
}

/// What a / b may be, for all sources of both.
Interval RatioOf(const Printed& a, const Printed& b) {
  const Interval above = a.Sources();
  const Interval below = b.Sources();
  const double infinity = std::numeric_limits<double>::infinity();
  return {above.low / below.high, below.low > 0 ? above.high / below.low : infinity};
}

/// The row of a block's highest rate.
struct Highest {
  std::size_t row;
  Printed rate;
};

std::map<std::string_view, Highest> HighestRates(std::span<const PublishedRow> rows,
                                                 const std::vector<Row>& read) {
  std::map<std::string_view, Highest> highest;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& rate = read[i].rate;
    if (!rate) continue;
    const auto entry = highest.try_emplace(rows[i].block, Highest{i, *rate}).first;
    if (rate->value > entry->second.rate.value) entry->second = {i, *rate};
  }
  return highest;
}

void AuditRatios(std::span<const PublishedRow> rows, const std::vector<Row>& read,
                 std::vector<TableFinding>& findings) {
  const auto highest = HighestRates(rows, read);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [rate, ratio] = read[i];
    if (!rate || !ratio) continue;
    const auto& [best, best_rate] = highest.at(rows[i].block);
    const Interval possible = i == best ? Interval{1, 1} : RatioOf(*rate, best_rate);
    const Interval stated = ratio->Sources();
    if (stated.low <= possible.high + kSlack && possible.low <= stated.high + kSlack) continue;
    findings.push_back(
        {TableProblem::kRatio,
         {i, best},
         fmt::format("'{}': {} over {} is {:.3f}, the table says {}", rows[i].label, rows[i].rate,
                     rows[best].rate, rate->value / best_rate.value, rows[i].ratio)});
  }
}

void AuditCopies(std::span<const PublishedRow> rows, std::vector<TableFinding>& findings) {
  using Numbers = std::tuple<std::string_view, std::optional<std::int64_t>, std::string_view,
                             std::string_view, std::vector<std::string>>;
  std::map<Numbers, std::size_t> first;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [block, label, n, rate, ratio, figures] = rows[i];
    // A ratio follows from rates: it says nothing more.
    const std::size_t numbers = (n ? 1U : 0U) + (rate.empty() ? 0U : 1U) + figures.size();
    if (numbers < 2) continue;
    const auto [entry, is_first] = first.try_emplace({block, n, rate, ratio, figures}, i);
    if (is_first) continue;
    findings.push_back(
        {TableProblem::kDuplicateRow,
         {entry->second, i},
         fmt::format("'{}' and '{}' have the same numbers", rows[entry->second].label, label)});
  }
}

Status AuditSums(std::span<const PublishedRow> rows, std::span<const PublishedTotal> totals,
                 std::vector<TableFinding>& findings) {
  for (const PublishedTotal& total : totals) {
    std::vector<std::size_t> members;
    std::int64_t sum = 0;
    bool complete = true;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].block != total.block) continue;
      members.push_back(i);
      complete = complete && rows[i].n.has_value();
      sum += rows[i].n.value_or(0);
    }
    if (members.empty())
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("a total is given for '{}', and no row is of it", total.block)};
    if (!complete || sum == total.n) continue;
    findings.push_back(
        {TableProblem::kSum, std::move(members),
         fmt::format("rows of '{}' sum to {}, the table says {}", total.block, sum, total.n)});
  }
  return Done{};
}

}  // namespace

std::string_view Name(TableProblem problem) {
  constexpr std::array<std::string_view, 5> kNames = {"sum", "ratio", "no_count", "truncated",
                                                      "duplicate"};
  return kNames.at(static_cast<std::size_t>(problem));
}

Result<std::vector<TableFinding>> AuditPublishedTable(std::span<const PublishedRow> rows,
                                                      std::span<const PublishedTotal> totals) {
  ASSAY_LET(const std::vector<Row> read, Read(rows));
  std::vector<TableFinding> findings;
  AuditRates(rows, read, findings);
  AuditRatios(rows, read, findings);
  AuditCopies(rows, findings);
  ASSAY_TRY(AuditSums(rows, totals, findings));
  return findings;
}

}  // namespace assay::fairness
