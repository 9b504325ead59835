// SPDX-License-Identifier: Apache-2.0
//
// The three Parquet files of an audit, written while records pass by. Text is kept as it is, also
// when hostile: who opens a table in a spreadsheet must not let it run formulas.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"
#include "assay/release/columns.h"
#include "assay/release/tree.h"
#include "assay/table/writer.h"

namespace assay::release {

/// records.parquet: one row a record. facts.parquet: one row a fact. decisions.parquet: one row for
/// each reason of a record; a dead record has one row, its outcome being the code.
/// Threads: as table::ParquetWriter, three of them.
class AuditTables {
 public:
  /// Errors:  as table::ParquetWriter.
  static Result<AuditTables> Create(const std::filesystem::path& folder);

  /// Records must come in key order: the tables keep the order of the calls.
  /// Errors:  kCorrupt for lists that the catalog did not write; as table::ParquetWriter.
  Status Add(const catalog::RecordRow& record, const ParsedRecord& parsed, const Columns& columns,
             std::string_view policy_digest);

  /// Syncs and renames all three. What the writers keep in memory goes with them.
  static Status Finish(AuditTables tables);

 private:
  AuditTables(table::ParquetWriter records, table::ParquetWriter facts,
              table::ParquetWriter decisions)
      : records_(std::move(records)), facts_(std::move(facts)), decisions_(std::move(decisions)) {}

  table::ParquetWriter records_;
  table::ParquetWriter facts_;
  table::ParquetWriter decisions_;
};

}  // namespace assay::release
