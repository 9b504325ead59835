// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/metrics_table.h"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "assay/fairness/cells_internal.h"
#include "assay/table/writer.h"

namespace assay::fairness {
namespace {

std::vector<table::Column> Columns() {
  using enum table::ColumnType;
  return {{"by", kTextList},
          {"group", kTextList},
          {"metric", kText},
          {"state", kText},
          {"k", kInt64},
          {"n", kInt64},
          {"value", kDouble},
          {"low", kDouble},
          {"high", kDouble},
          {"effective_rows", kDouble},
          {"reference", kTextList},
          {"difference", kDouble},
          {"difference_low", kDouble},
          {"difference_high", kDouble},
          {"ratio", kDouble},
          {"ratio_low", kDouble},
          {"ratio_high", kDouble},
          {"test", kText},
          {"p", kDouble},
          {"q", kDouble}};
}

std::vector<table::Cell> RowOf(const AttributeAudit& audit, const Contrast& one) {
  return {audit.by,
          audit.groups[one.group].values,
          std::string(Name(one.metric)),
          std::string(Name(one.standing)),
          one.is_hidden() ? table::Cell() : one.share.k,
          one.is_hidden() ? table::Cell() : one.share.n,
          CellOf(one.value),
          Low(one.interval),
          High(one.interval),
          CellOf(one.effective_rows),
          audit.groups[audit.reference].values,
          CellOf(one.difference),
          Low(one.difference_interval),
          High(one.difference_interval),
          CellOf(one.ratio),
          Low(one.ratio_interval),
          High(one.ratio_interval),
          one.p ? table::Cell(std::string(Name(one.test))) : std::monostate{},
          CellOf(one.p),
          CellOf(one.q)};
}

/// An area and a mean are no k of n.
std::vector<table::Cell> RowOf(const ScoreGrouping& one, const ScoreGroup& group,
                               ScoreMetric metric) {
  const bool is_area = metric == ScoreMetric::kAuc;
  const Measure& measure = is_area ? group.auc : group.calibration;
  const table::Cell none = std::monostate{};
  return {one.by,
          group.values,
          std::string(Name(metric)),
          std::string(Name(measure.standing)),
          none,
          group.n,
          CellOf(measure.own.value),
          Low(measure.own.interval),
          High(measure.own.interval),
          none,
          one.groups[one.reference.group].values,
          CellOf(measure.difference.value),
          Low(measure.difference.interval),
          High(measure.difference.interval),
          none,
          none,
          none,
          measure.p ? table::Cell(std::string(is_area ? "delong" : "welch")) : none,
          CellOf(measure.p),
          CellOf(measure.q)};
}

Status AppendScores(const ScoreGrouping& one, table::ParquetWriter& writer) {
  for (const ScoreGroup& group : one.groups) {
    for (const ScoreMetric metric : kScoreMetrics)
      ASSAY_TRY(writer.Append(RowOf(one, group, metric)));
  }
  return Done{};
}

}  // namespace

Status WriteMetrics(const ModelAudit& audit, const std::optional<ScoreAudit>& scores,
                    const std::filesystem::path& file) {
  ASSAY_LET(auto writer, table::ParquetWriter::Create(file, Columns()));
  for (std::size_t i = 0; i < audit.attributes.size(); ++i) {
    const AttributeAudit& one = audit.attributes[i];
    for (const Contrast& contrast : one.contrasts) ASSAY_TRY(writer.Append(RowOf(one, contrast)));
    if (scores) ASSAY_TRY(AppendScores(scores->groupings[i], writer));
  }
  return writer.Finish();
}

}  // namespace assay::fairness
