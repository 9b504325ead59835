// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/balance_table.h"

#include <vector>

#include "assay/fairness/cells_internal.h"
#include "assay/table/writer.h"

namespace assay::fairness {
namespace {

std::vector<table::Column> Columns() {
  using enum table::ColumnType;
  return {{"by", kTextList},
          {"group", kTextList},
          {"k", kInt64},
          {"n", kInt64},
          {"share", kDouble},
          {"low", kDouble},
          {"high", kDouble},
          {"population_share", kDouble},
          {"representation", kDouble},
          {"representation_low", kDouble},
          {"representation_high", kDouble}};
}

std::vector<table::Cell> RowOf(const DatasetGrouping& grouping, std::size_t place) {
  const BalanceCell& cell = grouping.balance.cells[place];
  const Representation& beside = RepresentationOf(grouping, place);
  return {grouping.by,
          NamesOf(cell),
          cell.share.k,
          cell.share.n,
          CellOf(cell.share.Value()),
          Low(cell.interval),
          High(cell.interval),
          CellOf(beside.share),
          CellOf(beside.ratio),
          Low(beside.interval),
          High(beside.interval)};
}

}  // namespace

Status WriteBalance(const DatasetAudit& audit, const std::filesystem::path& file) {
  ASSAY_LET(auto writer, table::ParquetWriter::Create(file, Columns()));
  for (const DatasetGrouping& grouping : audit.groupings) {
    for (std::size_t i = 0; i < grouping.balance.cells.size(); ++i)
      ASSAY_TRY(writer.Append(RowOf(grouping, i)));
  }
  return writer.Finish();
}

}  // namespace assay::fairness
