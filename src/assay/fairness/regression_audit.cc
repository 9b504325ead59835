// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/regression_audit.h"

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/measure_bootstrap.h"

namespace assay::fairness {
namespace {

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Status Check(const RegressionQuestion& question, const NumberRows& rows) {
  if (question.label == question.prediction)
    return Wrong(fmt::format("column '{}' is label and prediction", ToPrintable(question.label)));
  if (rows.sums.empty()) return Wrong("the table has no rows");
  std::int64_t n = 0;
  for (const NumberSums& sums : rows.sums) n += sums.n;
  if (n == 0)
    return Wrong(fmt::format("no row has both a value of '{}' and one of '{}'",
                             ToPrintable(question.label), ToPrintable(question.prediction)));
  if (!question.cluster.empty() && !question.bootstrap)
    return Wrong("clusters are drawn: a --cluster needs a --bootstrap");
  if (!question.cluster.empty() && rows.units < 2)
    return Wrong(fmt::format("column '{}' has one cluster: there is nothing to draw",
                             ToPrintable(question.cluster)));
  return Done{};
}

NumberGroup GroupOf(std::vector<std::string> values, const NumberSums& sums) {
  NumberGroup group;
  group.values = std::move(values);
  group.n = sums.n;
  group.left_out = sums.left_out;
  group.mean_label = sums.label.Mean();
  group.mean_prediction = sums.prediction.Mean();
  group.mean_error.own.value = sums.error.Mean();
  group.mae.own.value = sums.absolute.Mean();
  if (!(sums.error.n > 0)) return group;
  const double squared = sums.error.deviations + sums.error.sum * sums.error.sum / sums.error.n;
  group.rmse = std::sqrt(squared / sums.error.n);
  if (sums.label.HasSpread()) group.r2 = 1 - squared / sums.label.deviations;
  return group;
}

/// `mine` and `theirs`, of the reference, are one where there is nothing to compare.
void Compare(const Moments& mine, const Moments& theirs, bool has_intervals, Measure& measure) {
  if (const auto own = EstimateMean(mine, kConfidence); own && has_intervals)
    measure.own.interval = own->interval;
  if (&mine == &theirs) return;
  measure.is_tested = has_intervals;
  const auto difference = WelchDifference(mine, theirs, kConfidence);
  if (!difference) return;
  measure.difference.value = difference->value;
  if (!has_intervals) return;
  measure.difference.interval = difference->interval;
  measure.p = difference->p;
}

/// Sums of one group in a replicate.
struct Drawn {
  double mass = 0;
  double error = 0;
  double absolute = 0;
};

Status Draw(const NumberRows& rows, const Partition& partition, const BootstrapPlan& plan,
            bool is_clustered, std::vector<NumberGroup>& groups) {
  MeasureTable table{.measures = {}, .per_group = 2, .reference = partition.reference.group};
  for (NumberGroup& group : groups)
    table.measures.insert(table.measures.end(), {&group.mean_error, &group.mae});
  if (is_clustered) {
    std::vector<std::pair<std::size_t, std::uint32_t>> found;
    found.reserve(rows.rows.size());
    for (const UnitRow& row : rows.rows) found.emplace_back(partition.group_of[row.cell], row.unit);
    table.clusters = ClustersOf(std::move(found), groups.size());
  }
  std::vector<Drawn> drawn(groups.size());
  const auto redraw = [&](std::span<const std::uint32_t> times,
                          std::span<std::optional<double>> found) {
    drawn.assign(groups.size(), {});
    for (const UnitRow& row : rows.rows) {
      const double weight = row.weight * times[row.unit];
      Drawn& sums = drawn[partition.group_of[row.cell]];
      sums.mass += weight;
      sums.error += weight * row.value;
      sums.absolute += weight * std::abs(row.value);
    }
    for (std::size_t g = 0; g < drawn.size(); ++g) {
      found[2 * g] = found[2 * g + 1] = std::nullopt;
      if (!(drawn[g].mass > 0)) continue;
      found[2 * g] = drawn[g].error / drawn[g].mass;
      found[2 * g + 1] = drawn[g].absolute / drawn[g].mass;
    }
  };
  return DrawMeasures(rows.units, table, redraw, plan);
}

/// The groups of one partition, also of one that is all rows.
Result<std::vector<NumberGroup>> Describe(const NumberRows& rows, const Partition& partition,
                                          const RegressionAudit& audit) {
  std::vector<NumberSums> sums(partition.groups.size());
  for (std::size_t i = 0; i < rows.sums.size(); ++i) sums[partition.group_of[i]].Add(rows.sums[i]);
  const NumberSums& theirs = sums[partition.reference.group];
  std::vector<NumberGroup> groups;
  for (std::size_t g = 0; g < sums.size(); ++g) {
    const NumberSums& mine = sums[g];
    const bool is_reference = g == partition.reference.group;
    NumberGroup group = GroupOf(partition.groups[g].values, mine);
    Compare(mine.error, theirs.error, audit.has_intervals, group.mean_error);
    Compare(mine.absolute, theirs.absolute, audit.has_intervals, group.mae);
    for (Measure* measure : {&group.mean_error, &group.mae})
      measure->standing = StandingOf(*measure, is_reference, std::min(mine.n, theirs.n));
    groups.push_back(std::move(group));
  }
  if (const auto& plan = audit.question.bootstrap) {
    const bool is_clustered = !audit.question.cluster.empty();
    ASSAY_TRY(Draw(rows, partition, *plan, is_clustered, groups));
  }
  return groups;
}

std::size_t AdjustFamily(RegressionAudit& audit) {
  std::vector<Test> tests;
  for (NumberGrouping& one : audit.groupings) {
    for (NumberGroup& group : one.groups) {
      for (Measure* measure : {&group.mean_error, &group.mae})
        if (measure->is_tested) tests.push_back({measure->p, &measure->q});
    }
  }
  AdjustTests(tests);
  return tests.size();
}

}  // namespace

void NumberSums::Add(const NumberSums& other) {
  n += other.n;
  left_out += other.left_out;
  label.Add(other.label);
  prediction.Add(other.prediction);
  error.Add(other.error);
  absolute.Add(other.absolute);
}

table::CountWish RegressionReader::Wish() const {
  table::CountWish wish;
  wish.weight = question_.weight;
  for (const std::string& attribute : question_.grouping.attributes)
    wish.columns.push_back({attribute, std::nullopt});
  wish.columns.push_back({question_.label, std::nullopt});
  wish.columns.push_back({question_.prediction, std::nullopt});
  if (!question_.cluster.empty()) wish.columns.push_back({question_.cluster, std::nullopt});
  return wish;
}

Status RegressionReader::Take(CellViews values, double weight) {
  ++row_;
  const std::size_t at = question_.grouping.attributes.size();
  ASSAY_LET(const std::uint32_t cell, tally_.Add(values.first(at), weight));
  if (cell == found_.sums.size()) found_.sums.emplace_back();
  NumberSums& sums = found_.sums[cell];
  ASSAY_LET(const auto label, NumberIn(values[at], question_.label, row_));
  ASSAY_LET(const auto prediction, NumberIn(values[at + 1], question_.prediction, row_));
  if (!label || !prediction) {
    ++sums.left_out;
    return Done{};
  }
  const double mass = question_.weight.empty() ? 1 : weight;
  const double error = *prediction - *label;
  ++sums.n;
  sums.label.Add(*label, mass);
  sums.prediction.Add(*prediction, mass);
  for (const double operand : {*label, *prediction}) {
    sums.error.NoteScale(operand);
    sums.absolute.NoteScale(operand);
  }
  sums.error.Add(error, mass);
  sums.absolute.Add(std::abs(error), mass);
  if (!question_.bootstrap) return Done{};
  std::uint32_t unit = 0;
  if (question_.cluster.empty()) {
    unit = units_.Next();
  } else {
    ASSAY_LET(unit, units_.Of(values[at + 2], question_.cluster, row_));
  }
  return Keep({error, mass, cell, unit}, "without a --bootstrap none are kept", found_.rows);
}

NumberRows RegressionReader::Finish() && {
  for (const table::TupleCount& tuple : tally_.tuples()) {
    found_.cells.emplace_back();
    for (const auto& value : tuple.values)
      found_.cells.back().emplace_back(Known(value).value_or(kUnknown));
  }
  found_.units = units_.count();
  return std::move(found_);
}

Result<RegressionAudit> AuditRegression(const NumberRows& rows, RegressionQuestion question) {
  ASSAY_TRY(CheckGroupings(question.grouping));
  ASSAY_TRY(Check(question, rows));
  RegressionAudit audit;
  audit.has_intervals = question.weight.empty() && question.cluster.empty();
  audit.question = std::move(question);
  audit.units = rows.units;
  std::vector<GroupSize> cells;
  for (std::size_t i = 0; i < rows.cells.size(); ++i)
    cells.push_back({rows.cells[i], rows.sums[i].n});
  Partition whole;
  whole.groups.resize(1);
  whole.group_of.resize(cells.size());
  ASSAY_LET(auto all, Describe(rows, whole, audit));
  audit.overall = std::move(all.front());
  ASSAY_LET(const std::vector<Partition> partitions, Partitions(cells, audit.question.grouping));
  for (const Partition& partition : partitions) {
    ASSAY_LET(auto groups, Describe(rows, partition, audit));
    audit.groupings.push_back({partition.by, partition.reference, std::move(groups)});
  }
  audit.tests = AdjustFamily(audit);
  return audit;
}

}  // namespace assay::fairness
