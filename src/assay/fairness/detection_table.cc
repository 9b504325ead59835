// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_table.h"

#include <string>
#include <variant>
#include <vector>

#include "assay/fairness/cells_internal.h"
#include "assay/table/writer.h"

namespace assay::fairness {
namespace {

std::vector<table::Column> Columns() {
  using enum table::ColumnType;
  std::vector<table::Column> columns = {
      {"by", kTextList},        {"unit", kText},  {"group", kTextList}, {"metric", kText},
      {"iou", kDouble},         {"state", kText}, {"k", kInt64},        {"n", kInt64},
      {"reference", kTextList}, {"test", kText}};
  for (const char* number :
       {"value", "low", "high", "difference", "difference_low", "difference_high", "ratio",
        "ratio_low", "ratio_high", "p", "q", "bootstrap_low", "bootstrap_high",
        "bootstrap_difference_low", "bootstrap_difference_high"})
    columns.push_back({number, kDouble});
  return columns;
}

std::optional<Interval> Drawn(const std::optional<BootstrapInterval>& drawn) {
  return drawn ? std::optional(drawn->interval) : std::nullopt;
}

std::vector<table::Cell> RowOf(const DetectionGrouping& grouping, const DetectionContrast& one) {
  std::vector<table::Cell> row = {grouping.by,
                                  std::string(grouping.is_of_pictures ? "picture" : "box"),
                                  grouping.groups[one.group],
                                  std::string(Name(one.metric)),
                                  one.iou,
                                  std::string(Name(one.standing)),
                                  one.k,
                                  one.n,
                                  grouping.groups[grouping.reference],
                                  one.p ? table::Cell(std::string(one.test)) : std::monostate{},
                                  CellOf(one.value)};
  const auto add = [&row](const std::optional<Interval>& interval) {
    row.push_back(Low(interval));
    row.push_back(High(interval));
  };
  add(one.interval);
  row.push_back(CellOf(one.difference));
  add(one.difference_interval);
  row.push_back(CellOf(one.ratio));
  add(one.ratio_interval);
  row.push_back(CellOf(one.p));
  row.push_back(CellOf(one.q));
  add(Drawn(one.drawn));
  add(Drawn(one.drawn_difference));
  return row;
}

}  // namespace

Status WriteDetections(const DetectionAudit& audit, const std::filesystem::path& file) {
  ASSAY_LET(auto writer, table::ParquetWriter::Create(file, Columns()));
  for (const DetectionGrouping& grouping : audit.groupings) {
    for (const DetectionContrast& one : grouping.contrasts)
      ASSAY_TRY(writer.Append(RowOf(grouping, one)));
  }
  return writer.Finish();
}

}  // namespace assay::fairness
