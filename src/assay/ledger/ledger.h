// SPDX-License-Identifier: Apache-2.0
//
// An append-only, tamper-evident log in the C2SP tlog-tiles format. The only writer of its files.
// It knows nothing of records or policies: a leaf is a type, public `meta` and a private payload
// that the leaf commits to with a salt.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::ledger {

/// A leaf with its place and its secrets fixed: what the catalog's outbox holds until it is logged.
struct PreparedLeaf {
  std::uint64_t index = 0;
  std::array<std::uint8_t, 32> salt{};
  std::string payload;  ///< canonical JSON; may hold personal data
  std::string bytes;    ///< the log entry: canonical {v, type, time, commit, meta}
};

/// Fixes a leaf: commit = SHA-256(salt || payload), salt from the system's random source.
///
/// Units:   `time` is RFC 3339 UTC with seconds: "2026-11-22T10:00:00Z".
/// Errors:  kExhausted when the entry would exceed 65,535 bytes.
Result<PreparedLeaf> Prepare(std::uint64_t index, std::string_view type, std::string_view time,
                             const Json& meta, const Json& payload);

/// The log of one workspace. Threads: one writer; a second Open of the same folder is refused.
class Log {
 public:
  /// Opens or creates `folder` (entries, tiles, checkpoint, payloads) and the key in `key_file`
  /// (0600, created when missing). Verifies the checkpoint against the tiles; deletes orphaned
  /// temporary files; truncates nothing that a checkpoint covers.
  ///
  /// Errors:  kCorrupt when files and checkpoint disagree; kUnavailable while another process
  ///          holds the lock; as SystemError otherwise.
  static Result<Log> Open(const std::filesystem::path& folder,
                          const std::filesystem::path& key_file);
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] Digest root() const;
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] std::string vkey() const;  ///< note verifier key, to be kept outside

  /// Durable when it returns: one group commit, one signed checkpoint. Idempotent: leaves that are
  /// already there with the same bytes are skipped.
  ///
  /// Errors:  kCorrupt when an index already holds other bytes, or leaves a gap; kExhausted when
  ///          the disk is full (nothing acknowledged is lost; the same call may be repeated).
  Status Append(std::span<const PreparedLeaf> leaves);

 private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct VerifyOptions {
  std::string vkey;                          ///< from outside; empty: the key in the workspace
  std::filesystem::path key_file;            ///< used when `vkey` is empty
  std::filesystem::path old_checkpoint;      ///< remembered from earlier; empty: none
};

/// What an auditor wants to read. `problems` is empty for an intact log; the first one names the
/// first broken entry or file, with expected and found hash.
struct VerifyReport {
  std::string origin;
  std::uint64_t size = 0;
  Digest root;
  bool key_from_outside = false;
  std::vector<std::string> problems;
};

/// Recomputes the root from all entries and every tile, checks partial widths, extra files, the
/// signature, consistency with an older checkpoint, monotone time, and that every payload that is
/// not erased matches its commit.
///
/// Errors:  only for what keeps it from looking (no such folder, bad vkey); damage is in `problems`.
/// Cost:    one pass over the entries, O(log n) memory beside one tile of each level.
Result<VerifyReport> Verify(const std::filesystem::path& folder, const VerifyOptions& options);

/// What a court can check offline for leaf `index`: a C2SP tlog-proof, the entry, payload and salt.
struct Receipt {
  std::string proof;    ///< c2sp.org/tlog-proof@v1
  std::string entry;
  std::string payload;  ///< empty when erased
  std::string salt_hex;
};
Result<Receipt> Prove(const std::filesystem::path& folder, std::uint64_t index);

}  // namespace assay::ledger
