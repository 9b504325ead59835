// SPDX-License-Identifier: Apache-2.0
//
// What an audit leaves to be read: records.parquet, facts.parquet, decisions.parquet, report.json
// and report.html, each computed from the catalog. Nothing here decides, and nothing here writes to
// catalog or ledger. Columns and members: docs/formats/audit.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::release {

/// The log as it stood when the documents were written.
struct LedgerState {
  std::string origin;
  std::uint64_t size = 0;
  std::string root;  ///< base64
  std::string vkey;
};

/// What the catalog does not know. Use, sources and seed are read from the run's plan.
struct AuditContext {
  catalog::RunId run = 0;
  std::string versions;       ///< of the program, one line
  std::string policy_digest;  ///< hex
  std::string digest;         ///< hex root of the one tree; empty: not compared
  LedgerState ledger;
  /// A small JPEG or nothing for each record. Asked once, for a few dozen, in a thread of its own.
  std::function<std::vector<Bytes>(std::vector<catalog::RecordRow>)> thumbnails;
};

/// Writes the five files into `out` (made when missing), each under a temporary name and renamed
/// once it is whole; report.html last. Returns what report.json holds.
///
/// Errors:  kInvalidArgument while a record is pending; kCorrupt when the catalog's accounting, or
///          the tree computed here, differs from what the run says; kExhausted when the disk is
///          full; as SystemError.
/// Cost:    two passes over the dead, one over the records; about 100 bytes of memory a record
///          (the tree) beside fixed buffers.
Result<Json> WriteAudit(const catalog::Catalog& catalog, const AuditContext& context,
                        const std::filesystem::path& out);

}  // namespace assay::release
