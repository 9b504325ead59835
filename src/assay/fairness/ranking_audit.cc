// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/ranking_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/unit_bootstrap.h"

namespace assay::fairness {
namespace {

using Rows = std::span<const UnitRow>;

constexpr std::size_t kShares = 3;  // selection, exposure, merit

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

/// Got and expected, of each of the shares.
struct Part {
  std::uint32_t query = 0;
  std::size_t group = 0;
  std::array<double, kShares> got{};
  std::array<double, kShares> expected{};
};

/// One grouping of all queries, as what a bootstrap sums.
struct Sheet {
  std::vector<Part> parts;   ///< of the groups that a query has, query by query
  std::vector<double> ndkl;  ///< of each query
};

/// What one query has of one group.
struct Tallied {
  double candidates = 0;
  double relevance = 0;
  double selected = 0;
  double exposure = 0;
  double seen = 0;  ///< candidates among the places passed so far
  double tied = 0;  ///< candidates that share the places that are passed now
  double log_desired = 0;
};

/// So many of the rows, at its start, have one score and share their places.
std::size_t TiedAtStart(Rows rows) {
  std::size_t count = 1;
  while (count < rows.size() && rows[count].value == rows.front().value) ++count;
  return count;
}

double TimesLog(double seen) { return seen > 0 ? seen * std::log(seen) : 0; }

/// Walks down one query. Candidates of one score share their places: each gets the mean over all
/// orders of them, and a start of the list that ends among them holds its expected mix.
class Walk {
 public:
  Walk(Rows rows, const Partition& partition, std::int64_t top)
      : partition_(partition), top_(static_cast<std::size_t>(top)) {
    for (const UnitRow& row : rows) {
      Tallied& group = GroupOf(row);
      ++group.candidates;
      group.relevance += row.weight;
    }
    for (auto& [group, one] : groups_)
      one.log_desired = std::log(one.candidates / static_cast<double>(rows.size()));
    while (!rows.empty()) {
      const std::size_t count = TiedAtStart(rows);
      Pass(rows.first(count));
      rows = rows.subspan(count);
    }
  }

  [[nodiscard]] const std::map<std::size_t, Tallied>& groups() const { return groups_; }
  [[nodiscard]] double exposure() const { return exposure_; }
  [[nodiscard]] double Ndkl() const { return divergence_ / exposure_; }

 private:
  Tallied& GroupOf(const UnitRow& row) { return groups_[partition_.group_of[row.cell]]; }

  /// The next places, of candidates of one score.
  void Pass(Rows tied) {
    std::vector<Tallied*> here;
    for (const UnitRow& row : tied) {
      Tallied& group = GroupOf(row);
      if (group.tied == 0) here.push_back(&group);
      ++group.tied;
    }
    const auto n = static_cast<double>(tied.size());
    double attention = 0;
    double first = 0;
    for (std::size_t i = 1; i <= tied.size(); ++i) {
      ++place_;
      const auto place = static_cast<double>(place_);
      const double here_attention = 1 / std::log2(1 + place);
      attention += here_attention;
      if (place_ <= top_) ++first;
      const auto passed = static_cast<double>(i);
      for (const Tallied* group : here) {
        const double before = group->seen + group->tied * (passed - 1) / n;
        const double after = group->seen + group->tied * passed / n;
        plain_ += TimesLog(after) - TimesLog(before);
        desired_ += (after - before) * group->log_desired;
      }
      // KL of shares seen / place from the desired ones; never below 0 but by rounding.
      divergence_ += here_attention * std::max(0.0, (plain_ - desired_) / place - std::log(place));
    }
    exposure_ += attention;
    for (Tallied* group : here) {
      group->exposure += attention * group->tied / n;
      group->selected += first * group->tied / n;
      group->seen += group->tied;
      group->tied = 0;
    }
  }

  const Partition& partition_;
  std::size_t top_;
  std::map<std::size_t, Tallied> groups_;
  std::size_t place_ = 0;
  double exposure_ = 0;
  double divergence_ = 0;  ///< of NDKL, before it is normed
  double plain_ = 0;       ///< sum of seen ln seen
  double desired_ = 0;     ///< sum of seen ln of the desired share
};

/// Adds one query: rows in the order of their places.
void AddQuery(Rows rows, const Partition& partition, std::int64_t top, Sheet& sheet) {
  const Walk walk(rows, partition, top);
  sheet.ndkl.push_back(walk.Ndkl());
  const auto n = static_cast<double>(rows.size());
  const double places = std::min(n, static_cast<double>(top));
  double relevance = 0;
  for (const auto& [group, one] : walk.groups()) relevance += one.relevance;
  const double exposure = walk.exposure();
  for (const auto& [group, one] : walk.groups()) {
    const double share = one.candidates / n;
    const bool has_merit = relevance > 0;
    sheet.parts.push_back(
        {rows.front().unit,
         group,
         {one.selected, one.exposure, has_merit ? one.exposure : 0},
         {places * share, exposure * share, has_merit ? exposure * one.relevance / relevance : 0}});
  }
}

/// So many rows, at the start, are of one query.
std::size_t QueryAtStart(Rows rows) {
  std::size_t count = 1;
  while (count < rows.size() && rows[count].unit == rows.front().unit) ++count;
  return count;
}

Sheet SheetOf(Rows rows, const Partition& partition, std::int64_t top) {
  Sheet sheet;
  while (!rows.empty()) {
    const std::size_t count = QueryAtStart(rows);
    AddQuery(rows.first(count), partition, top, sheet);
    rows = rows.subspan(count);
  }
  return sheet;
}

Ties TiesIn(Rows rows, std::int64_t top) {
  Ties ties;
  while (!rows.empty()) {
    const std::size_t in_query = QueryAtStart(rows);
    std::int64_t candidates = 0;
    for (std::size_t place = 0; place < in_query;) {
      const std::size_t tied = TiedAtStart(rows.subspan(place, in_query - place));
      if (tied > 1) candidates += static_cast<std::int64_t>(tied);
      const auto from = static_cast<std::int64_t>(place);
      place += tied;
      if (from < top && top < static_cast<std::int64_t>(place)) ++ties.cut;
    }
    ties.candidates += candidates;
    if (candidates > 0) ++ties.queries;
    rows = rows.subspan(in_query);
  }
  return ties;
}

std::optional<double> RatioOf(double got, double expected) {
  if (!(expected > 0)) return std::nullopt;
  return got / expected;
}

/// Sums over queries, each counted `times`.
struct Totals {
  std::vector<Part> groups;
  std::optional<double> ndkl;
};

template <typename Times>
Totals TotalsOf(const Sheet& sheet, std::size_t groups, const Times& times) {
  Totals totals;
  totals.groups.resize(groups);
  for (const Part& part : sheet.parts) {
    const double weight = times(part.query);
    for (std::size_t i = 0; i < kShares; ++i) {
      totals.groups[part.group].got[i] += weight * part.got[i];
      totals.groups[part.group].expected[i] += weight * part.expected[i];
    }
  }
  Moments ndkl;
  for (std::uint32_t query = 0; query < sheet.ndkl.size(); ++query)
    ndkl.Add(sheet.ndkl[query], times(query));
  totals.ndkl = ndkl.Mean();
  return totals;
}

std::array<RankedShare*, kShares> SharesOf(RankedGroup& group) {
  return {&group.selection, &group.exposure, &group.merit};
}

Status Draw(const Sheet& sheet, const BootstrapPlan& plan, RankedGrouping& grouping) {
  const std::size_t groups = grouping.groups.size();
  const auto redraw = [&](std::span<const std::uint32_t> times,
                          std::span<std::optional<double>> found) {
    const Totals totals = TotalsOf(
        sheet, groups, [&](std::uint32_t query) { return static_cast<double>(times[query]); });
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t i = 0; i < kShares; ++i)
        found[g * kShares + i] = RatioOf(totals.groups[g].got[i], totals.groups[g].expected[i]);
    }
    found.back() = totals.ndkl;
  };
  std::vector<std::uint32_t> queries(groups);
  for (const Part& part : sheet.parts) ++queries[part.group];
  ASSAY_LET(const auto drawn, UnitBootstrap(sheet.ndkl.size(), groups * kShares + 1, redraw, plan));
  for (std::size_t g = 0; g < groups; ++g) {
    for (std::size_t i = 0; i < kShares; ++i) {
      RankedShare& share = *SharesOf(grouping.groups[g])[i];
      if (queries[g] >= kMinUnits)
        share.ratio.drawn = WithSpread(drawn[g * kShares + i]);
      else if (share.standing == Standing::kOk)
        share.standing = Standing::kInsufficient;
    }
  }
  if (sheet.ndkl.size() >= kMinUnits) grouping.ndkl.drawn = WithSpread(drawn.back());
  return Done{};
}

Result<RankedGrouping> Describe(const RankedRows& rows, const Partition& partition,
                                const RankingQuestion& question) {
  const Sheet sheet = SheetOf(rows.rows, partition, question.top);
  const Totals totals = TotalsOf(sheet, partition.groups.size(), [](std::uint32_t) { return 1.0; });
  Part all;
  for (const Part& part : totals.groups) {
    for (std::size_t i = 0; i < kShares; ++i) {
      all.got[i] += part.got[i];
      all.expected[i] += part.expected[i];
    }
  }
  RankedGrouping grouping;
  grouping.by = partition.by;
  grouping.ndkl.value = totals.ndkl;
  for (std::size_t g = 0; g < partition.groups.size(); ++g) {
    RankedGroup group;
    const Part& part = totals.groups[g];
    group.values = partition.groups[g].values;
    group.n = partition.groups[g].n;
    group.selected = part.got[0];
    for (std::size_t i = 0; i < kShares; ++i) {
      RankedShare& share = *SharesOf(group)[i];
      share.share = RatioOf(part.got[i], all.got[i]);
      share.expected_share = RatioOf(part.expected[i], all.expected[i]);
      share.ratio.value = RatioOf(part.got[i], part.expected[i]);
      if (share.ratio.value)
        share.standing = group.n < kMinRows ? Standing::kInsufficient : Standing::kOk;
    }
    grouping.groups.push_back(std::move(group));
  }
  for (std::size_t i = 0; i < rows.left_out.size(); ++i)
    grouping.groups[partition.group_of[i]].left_out += rows.left_out[i];
  if (const auto& plan = question.bootstrap) ASSAY_TRY(Draw(sheet, *plan, grouping));
  return grouping;
}

Status Check(const RankingQuestion& question, const RankedRows& rows) {
  if (question.score.empty() == question.rank.empty())
    return Wrong("name either a --score or a --rank");
  if (question.top < 1) return Wrong("the first are at least one");
  if (rows.cells.empty()) return Wrong("the table has no rows");
  if (rows.rows.empty())
    return Wrong(fmt::format("no row has both a value of '{}' and one of '{}'",
                             ToPrintable(question.query),
                             ToPrintable(question.score.empty() ? question.rank : question.score)));
  if (question.bootstrap && rows.queries < 2)
    return Wrong("queries are drawn: of a single one there is nothing to draw");
  return Done{};
}

}  // namespace

table::CountWish RankingReader::Wish() const {
  table::CountWish wish;
  for (const std::string& attribute : question_.grouping.attributes)
    wish.columns.push_back({attribute, std::nullopt});
  const std::string& order = question_.score.empty() ? question_.rank : question_.score;
  wish.columns.push_back({question_.query, std::nullopt});
  wish.columns.push_back({order, std::nullopt});
  if (!question_.relevance.empty()) wish.columns.push_back({question_.relevance, std::nullopt});
  return wish;
}

Status RankingReader::Take(CellViews values) {
  ++row_;
  const std::size_t at = question_.grouping.attributes.size();
  ASSAY_LET(const std::uint32_t cell, tally_.Add(values.first(at), 1));
  if (cell == found_.left_out.size()) found_.left_out.push_back(0);
  const bool by_score = !question_.score.empty();
  ASSAY_LET(const auto order,
            NumberIn(values[at + 1], by_score ? question_.score : question_.rank, row_));
  if (!order || !Known(values[at])) {
    ++found_.left_out[cell];
    return Done{};
  }
  double relevance = 0;
  if (!question_.relevance.empty()) {
    ASSAY_LET(const auto found, NumberIn(values[at + 2], question_.relevance, row_));
    if (!found || *found < 0)
      return Wrong(fmt::format("row {}: column '{}' says no relevance: a number from 0", row_,
                               ToPrintable(question_.relevance)));
    relevance = *found;
  }
  ASSAY_LET(const std::uint32_t query, queries_.Of(values[at], question_.query, row_));
  return Keep({by_score ? -*order : *order, relevance, cell, query},
              "audit a sample of the queries", found_.rows);
}

RankedRows RankingReader::Finish() && {
  for (const table::TupleCount& tuple : tally_.tuples()) {
    found_.cells.emplace_back();
    for (const auto& value : tuple.values)
      found_.cells.back().emplace_back(Known(value).value_or(kUnknown));
  }
  found_.queries = queries_.count();
  return std::move(found_);
}

Result<RankingAudit> AuditRanking(RankedRows rows, RankingQuestion question) {
  ASSAY_TRY(CheckGroupings(question.grouping));
  ASSAY_TRY(Check(question, rows));
  RankingAudit audit;
  audit.question = std::move(question);
  audit.queries = rows.queries;
  audit.n = static_cast<std::int64_t>(rows.rows.size());
  std::vector<GroupSize> cells;
  cells.reserve(rows.cells.size());
  for (const auto& values : rows.cells) cells.push_back({values, 0});
  for (const UnitRow& row : rows.rows) ++cells[row.cell].n;
  for (const std::int64_t count : rows.left_out) audit.left_out += count;
  std::ranges::stable_sort(rows.rows, {},
                           [](const UnitRow& row) { return std::pair(row.unit, row.value); });
  audit.ties = TiesIn(rows.rows, audit.question.top);
  ASSAY_LET(const std::vector<Partition> partitions, Partitions(cells, audit.question.grouping));
  for (const Partition& partition : partitions) {
    ASSAY_LET(RankedGrouping grouping, Describe(rows, partition, audit.question));
    audit.groupings.push_back(std::move(grouping));
  }
  return audit;
}

}  // namespace assay::fairness
