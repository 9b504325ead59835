// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/metrics_table.h"

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

}  // namespace

Status WriteMetrics(const ModelAudit& audit, const std::filesystem::path& file) {
  ASSAY_LET(auto writer, table::ParquetWriter::Create(file, Columns()));
  for (const AttributeAudit& one : audit.attributes) {
    for (const Contrast& contrast : one.contrasts) ASSAY_TRY(writer.Append(RowOf(one, contrast)));
  }
  return writer.Finish();
}

}  // namespace assay::fairness
