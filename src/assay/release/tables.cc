// SPDX-License-Identifier: Apache-2.0
#include "assay/release/tables.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/json.h"

namespace assay::release {
namespace {

using table::Cell;
using table::Column;
using table::ColumnType;

std::vector<Column> RecordColumns() {
  std::vector<Column> columns = {{"key", ColumnType::kText},
                                 {"locator", ColumnType::kText},
                                 {"asset", ColumnType::kText},
                                 {"outcome", ColumnType::kText},
                                 {"media_type", ColumnType::kText},
                                 {"width_px", ColumnType::kInt64},
                                 {"height_px", ColumnType::kInt64},
                                 {"frames", ColumnType::kInt64},
                                 {"verdict", ColumnType::kText},
                                 {"reasons", ColumnType::kTextList},
                                 {"obligations", ColumnType::kTextList},
                                 {"licence_declared", ColumnType::kText},
                                 {"licence_detected", ColumnType::kText},
                                 {"licence_concluded", ColumnType::kText},
                                 {"duplicate_of", ColumnType::kText},
                                 {"near_cluster", ColumnType::kText},
                                 {"has_twin_conflict", ColumnType::kBool},
                                 {"has_gps", ColumnType::kBool},
                                 {"has_serial", ColumnType::kBool},
                                 {"has_owner", ColumnType::kBool},
                                 {"has_thumbnail", ColumnType::kBool},
                                 {"has_contradiction", ColumnType::kBool},
                                 {"signals", ColumnType::kTextList},
                                 {"size_bytes", ColumnType::kInt64},
                                 {"codes", ColumnType::kTextList},
                                 {"orientation", ColumnType::kInt64},
                                 {"grayscale", ColumnType::kBool},
                                 {"situation", ColumnType::kText},
                                 {"leaf", ColumnType::kInt64}};
  for (const std::string_view score : kScoreNames)
    columns.push_back({fmt::format("quality_{}", score), ColumnType::kDouble});
  return columns;
}

std::vector<Column> FactColumns() {
  std::vector<Column> columns;
  for (const char* name :
       {"key", "fact", "name", "state", "value", "step", "version", "carrier", "source", "raw"})
    columns.push_back({name, ColumnType::kText});
  return columns;
}

std::vector<Column> DecisionColumns() {
  return {{"key", ColumnType::kText},          {"verdict", ColumnType::kText},
          {"code", ColumnType::kText},         {"tier", ColumnType::kText},
          {"layer", ColumnType::kText},        {"message", ColumnType::kText},
          {"evidence", ColumnType::kTextList}, {"obligations", ColumnType::kText},
          {"situation", ColumnType::kText},    {"policy", ColumnType::kText},
          {"recheck_by", ColumnType::kText},   {"leaf", ColumnType::kInt64}};
}

Cell TextOrNull(const std::string& text) { return text.empty() ? Cell() : Cell(text); }
Cell PositiveOrNull(std::int64_t number) { return number > 0 ? Cell(number) : Cell(); }
Cell LeafOrNull(std::int64_t leaf) { return leaf >= 0 ? Cell(leaf) : Cell(); }

template <typename T>
Cell Maybe(const std::optional<T>& value) {
  return value ? Cell(*value) : Cell();
}

std::vector<std::string> ObligationCodes(const Decision& decision) {
  std::vector<std::string> codes;
  codes.reserve(decision.obligations.size());
  for (const Obligation& obligation : decision.obligations) codes.push_back(obligation.code);
  return codes;
}

Result<std::vector<Cell>> RecordCells(const catalog::RecordRow& record, const ParsedRecord& parsed,
                                      const Columns& columns) {
  ASSAY_LET(std::vector<std::string> codes, TextList(record.codes));
  const bool decided = parsed.decision.has_value();
  std::vector<Cell> cells = {
      record.key,
      record.locator,
      TextOrNull(record.asset),
      TextOrNull(record.outcome),
      TextOrNull(record.media_type),
      PositiveOrNull(record.width_px),
      PositiveOrNull(record.height_px),
      PositiveOrNull(record.frames),
      std::string(catalog::Name(record.state)),
      decided ? ReasonCodes(*parsed.decision) : std::vector{DeadReason(record)},
      decided ? ObligationCodes(*parsed.decision) : std::vector<std::string>{},
      Maybe(columns.licence_declared),
      Maybe(columns.licence_detected),
      Maybe(columns.licence_concluded),
      Maybe(columns.duplicate_of),
      Maybe(columns.near_cluster),
      Maybe(columns.has_twin_conflict),
      Maybe(columns.has_gps),
      Maybe(columns.has_serial),
      Maybe(columns.has_owner),
      Maybe(columns.has_thumbnail),
      Maybe(columns.has_contradiction),
      columns.signals,
      record.size_bytes,
      std::move(codes),
      Maybe(columns.orientation),
      Maybe(columns.grayscale),
      TextOrNull(record.situation),
      LeafOrNull(record.leaf)};
  for (const auto& score : columns.scores) cells.push_back(Maybe(score));
  return cells;
}

std::vector<Cell> FactCells(const std::string& key, const Fact& fact) {
  const Evidence& evidence = fact.evidence;
  return {key,
          FactId(fact),
          fact.name,
          std::string(Name(fact.state)),
          fact.value.is_null() ? Cell() : Cell(assay::Canonical(fact.value)),
          evidence.step,
          evidence.version,
          TextOrNull(evidence.carrier),
          TextOrNull(evidence.source),
          TextOrNull(evidence.raw)};
}

/// Fact ids for the local numbers of a reason; a number that no fact has stays visible.
std::vector<std::string> FactIds(const Reason& reason, const std::vector<std::string>& ids) {
  std::vector<std::string> named;
  named.reserve(reason.evidence.size());
  for (const std::int64_t number : reason.evidence) {
    const bool known = number >= 1 && number <= static_cast<std::int64_t>(ids.size());
    named.push_back(known ? ids[static_cast<std::size_t>(number - 1)]
                          : fmt::format("unknown:{}", number));
  }
  return named;
}

std::vector<Cell> DeadCells(const catalog::RecordRow& record, std::string_view policy_digest) {
  return {record.key,
          std::string("dead"),
          DeadReason(record),
          Cell(),
          Cell(),
          Cell(),
          std::vector<std::string>{},
          std::string("[]"),
          Cell(),
          std::string(policy_digest),
          Cell(),
          LeafOrNull(record.leaf)};
}

}  // namespace

Result<AuditTables> AuditTables::Create(const std::filesystem::path& folder) {
  ASSAY_LET(auto writers,
            table::ParquetWriter::CreateAll({{folder / "records.parquet", RecordColumns()},
                                             {folder / "facts.parquet", FactColumns()},
                                             {folder / "decisions.parquet", DecisionColumns()}}));
  return AuditTables(std::move(writers[0]), std::move(writers[1]), std::move(writers[2]));
}

Status AuditTables::Add(const catalog::RecordRow& record, const ParsedRecord& parsed,
                        const Columns& columns, std::string_view policy_digest) {
  ASSAY_LET(std::vector<Cell> cells, RecordCells(record, parsed, columns));
  ASSAY_TRY(records_.Append(std::move(cells)));
  for (const Fact& fact : parsed.facts) ASSAY_TRY(facts_.Append(FactCells(record.key, fact)));
  if (!parsed.decision) return decisions_.Append(DeadCells(record, policy_digest));
  ASSAY_LET(const std::vector<std::string> ids, TextList(record.evidence));
  const std::string obligations = assay::Canonical(ToJson(parsed.decision->obligations));
  for (const Reason& reason : parsed.decision->reasons) {
    ASSAY_TRY(decisions_.Append(
        {record.key, std::string(Name(parsed.decision->verdict)), reason.code, reason.tier,
         TextOrNull(reason.layer), reason.message, FactIds(reason, ids), obligations,
         record.situation, std::string(policy_digest), TextOrNull(parsed.decision->recheck_by),
         LeafOrNull(record.leaf)}));
  }
  return Done{};
}

Status AuditTables::Finish(AuditTables tables) {
  ASSAY_TRY(tables.records_.Finish());
  ASSAY_TRY(tables.facts_.Finish());
  return tables.decisions_.Finish();
}

}  // namespace assay::release
