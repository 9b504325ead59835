// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/audit_tables.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "assay/fairness/cells_internal.h"
#include "assay/table/writer.h"

namespace assay::fairness {
namespace {

using table::Cell;
using table::ColumnType;
using Columns = std::vector<table::Column>;

void AddNumbers(std::initializer_list<const char*> names, Columns& columns) {
  for (const char* name : names) columns.push_back({name, ColumnType::kDouble});
}

Cell LowOf(const std::optional<BootstrapInterval>& drawn) {
  return drawn ? Cell(drawn->interval.low) : std::monostate{};
}

Cell HighOf(const std::optional<BootstrapInterval>& drawn) {
  return drawn ? Cell(drawn->interval.high) : std::monostate{};
}

Columns RegressionColumns() {
  using enum ColumnType;
  Columns columns = {{"by", kTextList}, {"group", kTextList}, {"metric", kText},
                     {"state", kText},  {"n", kInt64},        {"reference", kTextList},
                     {"test", kText}};
  AddNumbers(
      {"value", "low", "high", "difference", "difference_low", "difference_high", "p", "q",
       "bootstrap_low", "bootstrap_high", "bootstrap_difference_low", "bootstrap_difference_high"},
      columns);
  return columns;
}

std::vector<Cell> RowOf(const NumberGrouping& one, const NumberGroup& group, const char* metric,
                        const Measure& measure) {
  return {one.by,
          group.values,
          std::string(metric),
          std::string(Name(measure.standing)),
          group.n,
          one.groups[one.reference.group].values,
          measure.p ? Cell(std::string("welch")) : std::monostate{},
          CellOf(measure.own.value),
          Low(measure.own.interval),
          High(measure.own.interval),
          CellOf(measure.difference.value),
          Low(measure.difference.interval),
          High(measure.difference.interval),
          CellOf(measure.p),
          CellOf(measure.q),
          LowOf(measure.own.drawn),
          HighOf(measure.own.drawn),
          LowOf(measure.difference.drawn),
          HighOf(measure.difference.drawn)};
}

/// A number that is compared with nothing.
std::vector<Cell> RowOf(const NumberGrouping& one, const NumberGroup& group, const char* metric,
                        const std::optional<double>& value) {
  std::vector<Cell> row = {one.by, group.values, std::string(metric), std::monostate{}, group.n};
  row.resize(RegressionColumns().size());
  row[7] = CellOf(value);
  return row;
}

Columns RankingColumns() {
  using enum ColumnType;
  Columns columns = {
      {"by", kTextList}, {"group", kTextList}, {"metric", kText}, {"state", kText}, {"n", kInt64}};
  AddNumbers({"value", "share", "expected_share", "bootstrap_low", "bootstrap_high"}, columns);
  return columns;
}

std::vector<Cell> RowOf(const RankedGrouping& one, const RankedGroup& group, const char* metric,
                        const RankedShare& share) {
  return {one.by,
          group.values,
          std::string(metric),
          std::string(Name(share.standing)),
          group.n,
          CellOf(share.ratio.value),
          CellOf(share.share),
          CellOf(share.expected_share),
          LowOf(share.ratio.drawn),
          HighOf(share.ratio.drawn)};
}

Columns SliceColumns() {
  using enum ColumnType;
  Columns columns = {{"by", kTextList},    {"group", kTextList}, {"k", kInt64},
                     {"n", kInt64},        {"others_k", kInt64}, {"others_n", kInt64},
                     {"within", kTextList}};
  AddNumbers({"value", "others_value", "difference", "low", "high", "p", "within_p"}, columns);
  return columns;
}

std::vector<Cell> RowOf(const SliceSearch& search, const Slice& slice) {
  std::vector<std::string> by;
  std::vector<std::string> values;
  for (const SliceTerm& term : slice.terms) {
    by.push_back(search.question.columns.attributes[term.attribute]);
    values.push_back(term.value);
  }
  Cell within;
  Cell within_p;
  if (slice.within) {
    std::vector<std::string> terms;
    for (const SliceTerm& term : search.slices[*slice.within].terms)
      terms.push_back(search.question.columns.attributes[term.attribute] + "=" + term.value);
    within = std::move(terms);
    within_p = slice.within_p;
  }
  return {std::move(by),
          std::move(values),
          slice.share.k,
          slice.share.n,
          slice.others.k,
          slice.others.n,
          std::move(within),
          CellOf(slice.share.Value()),
          CellOf(slice.others.Value()),
          slice.difference,
          slice.interval.low,
          slice.interval.high,
          slice.p,
          std::move(within_p)};
}

}  // namespace

Status WriteRegression(const RegressionAudit& audit, const std::filesystem::path& file) {
  ASSAY_LET(auto writer, table::ParquetWriter::Create(file, RegressionColumns()));
  for (const NumberGrouping& one : audit.groupings) {
    for (const NumberGroup& group : one.groups) {
      ASSAY_TRY(writer.Append(RowOf(one, group, "mean_label", group.mean_label)));
      ASSAY_TRY(writer.Append(RowOf(one, group, "mean_prediction", group.mean_prediction)));
      ASSAY_TRY(writer.Append(RowOf(one, group, "mean_error", group.mean_error)));
      ASSAY_TRY(writer.Append(RowOf(one, group, "mae", group.mae)));
      ASSAY_TRY(writer.Append(RowOf(one, group, "rmse", group.rmse)));
      ASSAY_TRY(writer.Append(RowOf(one, group, "r2", group.r2)));
    }
  }
  return writer.Finish();
}

Status WriteRanking(const RankingAudit& audit, const std::filesystem::path& file) {
  ASSAY_LET(auto writer, table::ParquetWriter::Create(file, RankingColumns()));
  const Cell none = std::monostate{};
  for (const RankedGrouping& one : audit.groupings) {
    ASSAY_TRY(writer.Append({one.by, none, std::string("ndkl"), none, none, CellOf(one.ndkl.value),
                             none, none, LowOf(one.ndkl.drawn), HighOf(one.ndkl.drawn)}));
    for (const RankedGroup& group : one.groups) {
      ASSAY_TRY(writer.Append(RowOf(one, group, "selection", group.selection)));
      ASSAY_TRY(writer.Append(RowOf(one, group, "exposure", group.exposure)));
      ASSAY_TRY(writer.Append(RowOf(one, group, "merit", group.merit)));
    }
  }
  return writer.Finish();
}

Status WriteSlices(const SliceSearch& search, const std::filesystem::path& file) {
  ASSAY_LET(auto writer, table::ParquetWriter::Create(file, SliceColumns()));
  for (const Slice& slice : search.slices) ASSAY_TRY(writer.Append(RowOf(search, slice)));
  return writer.Finish();
}

}  // namespace assay::fairness
