// SPDX-License-Identifier: Apache-2.0
//
// What an audit leaves to be read: records.parquet, facts.parquet, decisions.parquet, report.json
// and report.html. Nothing here decides, and nothing here writes to catalog or ledger. Columns and
// members: docs/formats/audit.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/release/tree.h"

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
  /// A small JPEG or nothing for each record. Asked once, for a few dozen, in a thread of its own.
  std::function<std::vector<Bytes>(std::vector<catalog::RecordRow>)> thumbnails;
};

/// The documents of one run. They are written in a thread of their own while records pass by, each
/// under a temporary name, and renamed once they are whole; report.html last.
///
/// Threads: one uses it.
/// Memory:  fixed buffers; while Root runs, 16 bytes a record.
class AuditDocuments {
 public:
  /// For the folder `out`, which is made when missing. Requires that `catalog`, which must outlive
  /// them, knows of all records.
  /// Errors:  kNotFound, kCorrupt for the run; as SystemError.
  static Result<AuditDocuments> Begin(const catalog::Catalog& catalog, AuditContext context,
                                      const std::filesystem::path& out);

  AuditDocuments(AuditDocuments&&) noexcept;
  AuditDocuments& operator=(AuditDocuments&&) noexcept;
  /// What was not finished goes.
  ~AuditDocuments();

  /// Each record of the run once, in key order, as the catalog has it or is about to.
  /// Errors:  those of earlier records: kExhausted when the disk is full; kCorrupt for lists that
  ///          the catalog did not write; as SystemError.
  Status Add(catalog::RecordRow row, ParsedRecord parsed);

  /// The root of the one tree over all that was added. Nothing can be added afterwards.
  /// Errors:  as Add; kCorrupt when two records had the same key.
  Result<Digest> Root();

  /// Writes what speaks of all records; returns what report.json holds. `digest`: the root that the
  /// run is known by, hex. Requires Root().
  /// Errors:  as Add; kCorrupt when the catalog's accounting or `digest` is not what was added.
  Result<Json> Finish(const LedgerState& ledger, std::string_view digest);

 private:
  class Writer;
  explicit AuditDocuments(std::unique_ptr<Writer> writer);
  std::unique_ptr<Writer> writer_;
};

}  // namespace assay::release
