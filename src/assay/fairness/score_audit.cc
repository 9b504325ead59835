// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/score_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

#include "assay/fairness/auc.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/measure_bootstrap.h"
#include "assay/fairness/model_audit.h"
#include "assay/fairness/score_reader.h"

namespace assay::fairness {
namespace {

constexpr std::size_t kLabelAt = 0;
constexpr std::size_t kReachesAt = 1;
constexpr std::size_t kAttributesAt = 2;

using Rows = std::span<const UnitRow>;

/// Area and mean error of one group, as far as they are known before they are compared.
struct Facts {
  std::optional<Auc> area;
  Moments error;
  std::int64_t n = 0;
  std::int64_t positives = 0;
};

class Auditor {
 public:
  Auditor(ScoreRows& table, const ModelAudit& model, ScoreAudit& audit)
      : table_(table), audit_(audit) {
    for (const table::TupleCount& tuple : table.tuples) {
      const auto label = Known(tuple.values[kLabelAt]);
      const bool is_kept = label && Known(tuple.values[kReachesAt]);
      is_positive_.push_back(is_kept &&
                             std::ranges::find(model.positive, *label) != model.positive.end());
      GroupSize cell{.values = {}, .n = is_kept ? tuple.rows : 0};
      for (std::size_t i = kAttributesAt; i < tuple.values.size(); ++i)
        cell.values.emplace_back(Known(tuple.values[i]).value_or(kUnknown));
      cells_.push_back(std::move(cell));
    }
  }

  [[nodiscard]] const std::vector<GroupSize>& cells() const { return cells_; }

  /// Everything of `partition`, also of one that is all rows.
  Result<std::vector<ScoreGroup>> Describe(const Partition& partition) {
    const auto group_of = [&](const UnitRow& row) { return partition.group_of[row.cell]; };
    std::ranges::sort(table_.rows, {}, [&](const UnitRow& row) {
      return std::tuple(group_of(row), row.value, row.cell, row.weight);
    });
    std::vector<Rows> rows;
    Rows rest = table_.rows;
    for (std::size_t g = 0; g < partition.groups.size(); ++g) {
      std::size_t count = 0;
      while (count < rest.size() && group_of(rest[count]) == g) ++count;
      rows.push_back(rest.first(count));
      rest = rest.subspan(count);
    }
    std::vector<ScoreGroup> groups;
    std::vector<Facts> facts;
    for (std::size_t g = 0; g < rows.size(); ++g) {
      groups.emplace_back();
      groups.back().values = partition.groups[g].values;
      facts.push_back(DescribeOne(rows[g], groups.back()));
    }
    for (std::size_t g = 0; g < groups.size(); ++g)
      Compare(facts[g], facts[partition.reference.group], groups[g]);
    ASSAY_TRY(Draw(rows, partition.reference.group, groups));
    return groups;
  }

 private:
  [[nodiscard]] bool IsPositive(const UnitRow& row) const { return is_positive_[row.cell]; }
  [[nodiscard]] bool AreProbabilities() const { return audit_.outside == 0; }

  Facts DescribeOne(Rows rows, ScoreGroup& group) {
    Moments score;
    Moments label;
    Moments squared;
    Facts facts;
    AucSum area;
    for (const UnitRow& row : rows) {
      const double y = IsPositive(row) ? 1 : 0;
      const double off = row.value - y;
      score.Add(row.value, row.weight);
      label.Add(y, row.weight);
      facts.error.Add(off, row.weight);
      squared.Add(off * off, row.weight);
      area.Add(row.value, IsPositive(row), row.weight);
      facts.positives += IsPositive(row) ? 1 : 0;
    }
    facts.area = area.Value();
    group.n = facts.n = static_cast<std::int64_t>(rows.size());
    group.positives = facts.positives;
    group.base_rate = label.Mean();
    group.mean_score = score.Mean();
    if (facts.area) group.auc.own.value = facts.area->value;
    if (!AreProbabilities()) return facts;
    group.calibration.own.value = facts.error.Mean();
    group.brier = squared.Mean();
    ReliabilityCurve curve(score.n, audit_.question.bins);
    for (const UnitRow& row : rows) curve.Add(row.value, IsPositive(row), row.weight);
    group.reliability = curve.bins();
    group.ece = ExpectedCalibrationError(group.reliability);
    return facts;
  }

  /// `theirs`: of the reference, which is compared with nobody.
  void Compare(const Facts& mine, const Facts& theirs, ScoreGroup& group) const {
    const bool is_reference = &mine == &theirs;
    const auto set = [&](ScoreMetric metric, std::optional<Interval> interval,
                         std::optional<MeanEstimate> difference, Measure& measure) {
      if (audit_.has_intervals) measure.own.interval = interval;
      if (is_reference || !difference) return;
      measure.difference.value = difference->value;
      if (!audit_.has_intervals) return;
      measure.difference.interval = difference->interval;
      const auto& family = audit_.question.family;
      if (std::ranges::find(family, metric) != family.end()) measure.p = difference->p;
    };
    if (mine.area)
      set(ScoreMetric::kAuc, AucInterval(*mine.area, kConfidence),
          theirs.area ? std::optional(AucDifference(*mine.area, *theirs.area, kConfidence))
                      : std::nullopt,
          group.auc);
    const auto mean = EstimateMean(mine.error, kConfidence);
    if (AreProbabilities() && mean)
      set(ScoreMetric::kCalibration, mean->interval,
          WelchDifference(mine.error, theirs.error, kConfidence), group.calibration);
    for (const ScoreMetric metric : audit_.question.family)
      (metric == ScoreMetric::kAuc ? group.auc : group.calibration).is_tested =
          audit_.has_intervals && !is_reference;
    const auto least = [](const Facts& one) {  // an area rests on both
      return std::min(one.positives, one.n - one.positives);
    };
    group.auc.standing = StandingOf(group.auc, is_reference, std::min(least(mine), least(theirs)));
    group.calibration.standing =
        StandingOf(group.calibration, is_reference, std::min(mine.n, theirs.n));
  }

  /// Area and mean error of a replicate.
  void Redraw(Rows rows, std::span<const std::uint32_t> times,
              std::span<std::optional<double>> found) const {
    AucSum area;
    Moments error;
    for (const UnitRow& row : rows) {
      const double weight = row.weight * times[row.unit];
      if (weight == 0) continue;
      area.Add(row.value, IsPositive(row), weight);
      error.Add(row.value - (IsPositive(row) ? 1 : 0), weight);
    }
    const auto drawn = area.Value();
    found[0] = drawn ? std::optional(drawn->value) : std::nullopt;
    found[1] = AreProbabilities() ? error.Mean() : std::nullopt;
  }

  Status Draw(std::span<const Rows> rows, std::size_t reference,
              std::vector<ScoreGroup>& groups) const {
    const auto& plan = audit_.question.bootstrap;
    if (!plan) return Done{};
    MeasureTable table{.measures = {}, .per_group = 2, .reference = reference};
    for (ScoreGroup& group : groups)
      table.measures.insert(table.measures.end(), {&group.auc, &group.calibration});
    if (!audit_.question.cluster.empty()) {
      std::vector<std::pair<std::size_t, std::uint32_t>> found;
      found.reserve(table_.rows.size());
      for (std::size_t g = 0; g < rows.size(); ++g)
        for (const UnitRow& row : rows[g]) found.emplace_back(g, row.unit);
      table.clusters = ClustersOf(std::move(found), rows.size());
    }
    const auto redraw = [&](std::span<const std::uint32_t> times,
                            std::span<std::optional<double>> found) {
      for (std::size_t g = 0; g < rows.size(); ++g) Redraw(rows[g], times, found.subspan(2 * g, 2));
    };
    return DrawMeasures(table_.units, table, redraw, *plan);
  }

  ScoreRows& table_;
  ScoreAudit& audit_;
  std::vector<bool> is_positive_;  ///< of each cell
  std::vector<GroupSize> cells_;
};

Status Check(const ScoreQuestion& question, std::uint32_t units) {
  const auto wrong = [](std::string what) {
    return Error{ErrorCode::kInvalidArgument, std::move(what)};
  };
  if (question.bins < 1 || question.bins > kMaxBins)
    return wrong(fmt::format("reliability is of 1 to {} bins", kMaxBins));
  if (!question.cluster.empty() && !question.bootstrap)
    return wrong("clusters are drawn: a --cluster needs a --bootstrap");
  if (!question.cluster.empty() && units < 2)
    return wrong("the column of clusters has one value: there is nothing to draw");
  for (const ScoreMetric metric : question.family) {
    if (std::ranges::count(question.family, metric) > 1)
      return wrong(fmt::format("metric '{}' is named twice", Name(metric)));
  }
  return Done{};
}

}  // namespace

std::string_view Name(ScoreMetric metric) {
  return metric == ScoreMetric::kAuc ? "auc" : "calibration";
}

std::optional<ScoreMetric> ScoreMetricNamed(std::string_view name) {
  for (const ScoreMetric metric : kScoreMetrics)
    if (Name(metric) == name) return metric;
  return std::nullopt;
}

Result<ScoreAudit> AuditScores(ScoreRows rows, const ModelAudit& model, ScoreQuestion question) {
  ASSAY_TRY(Check(question, rows.units));
  const auto& columns = model.question.columns;
  ScoreAudit audit;
  audit.has_intervals = columns.weight.empty() && question.cluster.empty();
  audit.question = std::move(question);
  audit.units = rows.units;
  audit.outside = std::ranges::count_if(
      rows.rows, [](const UnitRow& row) { return !(row.value >= 0 && row.value <= 1); });
  Auditor auditor(rows, model, audit);
  Partition whole;
  whole.groups.resize(1);
  whole.group_of.resize(auditor.cells().size());
  ASSAY_LET(auto all, auditor.Describe(whole));
  audit.overall = std::move(all.front());
  ASSAY_LET(const std::vector<Partition> partitions,
            Partitions(auditor.cells(),
                       {columns.attributes, model.question.references, model.question.depth}));
  for (const Partition& partition : partitions) {
    ASSAY_LET(auto groups, auditor.Describe(partition));
    audit.groupings.push_back({partition.by, partition.reference, std::move(groups)});
  }
  return audit;
}

void AdjustFamily(ModelAudit& model, ScoreAudit& scores) {
  std::vector<Test> tests;
  for (AttributeAudit& one : model.attributes) {
    for (Contrast& contrast : one.contrasts)
      if (contrast.is_tested) tests.push_back({contrast.p, &contrast.q});
  }
  for (ScoreGrouping& one : scores.groupings) {
    for (ScoreGroup& group : one.groups) {
      for (Measure* measure : {&group.auc, &group.calibration})
        if (measure->is_tested) tests.push_back({measure->p, &measure->q});
    }
  }
  AdjustTests(tests);
  model.tests = tests.size();
}

}  // namespace assay::fairness
