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
/// Errors:  kExhausted when the entry would exceed 65,535 bytes or the payload 1 MiB;
///          kInvalidArgument for a type outside [a-z0-9._-]{1,64}, another form of time, or a meta
///          that is no object.
Result<PreparedLeaf> Prepare(std::uint64_t index, std::string_view type, std::string_view time,
                             const Json& meta, const Json& payload);

/// Why a payload must go. None of it may be personal: it stays in the log for ever.
struct Erasure {
  std::uint64_t target = 0;  ///< the entry whose payload and salt are deleted
  std::string reason;        ///< a code: "gdpr.art17"
  std::string authority;     ///< who decided: "controller", "court"
  std::string time;          ///< as for Prepare
};

/// A tombstone leaf. Appending it deletes the target's payload and salt in the same commit; every
/// tile of the log stays as it is.
/// Errors:  as Prepare; kInvalidArgument unless the target is an earlier entry.
Result<PreparedLeaf> PrepareErasure(std::uint64_t index, const Erasure& erasure);

/// The log of one workspace. Threads: one writer; a second Open of the same folder is refused.
class Log {
 public:
  /// Opens or creates `folder` (entries, tiles, checkpoint, payloads) and the key in `key_file`
  /// (0600, created when missing; `key_file`.signed is the signer's memory). Verifies the
  /// checkpoint against the right edge of the tiles, finishes an append that was interrupted after
  /// it was decided, deletes what an undecided one left; truncates nothing that a checkpoint
  /// covers.
  ///
  /// Errors:  kCorrupt when files, checkpoint and signer's memory disagree; kUnavailable while
  ///          another process holds the lock; kDenied when others may read the key; as SystemError
  ///          otherwise.
  /// Cost:    O(log n) reads and one walk over the folder.
  static Result<Log> Open(const std::filesystem::path& folder,
                          const std::filesystem::path& key_file);
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] Digest root() const;
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] std::string vkey() const;  ///< note verifier key, to be kept outside

  /// Time of the last entry, empty at the start. Times never go back: prepare leaves with the later
  /// of the clock and this.
  [[nodiscard]] std::string last_time() const;

  /// Durable when it returns: one group commit and one signed checkpoint for each 4,096 leaves.
  /// Idempotent: leaves that are already there with the same bytes are skipped.
  ///
  /// Errors:  kCorrupt when an index already holds other bytes or leaves a gap, or a payload does
  /// not
  ///          match its commit; kInvalidArgument when a time goes back; kExhausted when the disk is
  ///          full (nothing acknowledged is lost; the same call may be repeated); kUnavailable
  ///          after a failed sync: what the disk holds is unknown until the log is opened again.
  Status Append(std::span<const PreparedLeaf> leaves);

  /// PrepareErasure at the end of the log, then Append. Where an outbox hands out the indices, put
  /// the leaf of PrepareErasure there instead.
  /// Errors:  as both.
  Status Erase(const Erasure& erasure);

 private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct VerifyOptions {
  std::string vkey;                      ///< from outside; empty: the key in the workspace
  std::filesystem::path key_file;        ///< used when `vkey` is empty
  std::filesystem::path old_checkpoint;  ///< remembered from earlier; empty: none
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
/// signature, consistency with an older checkpoint, monotone time, that every payload that is not
/// erased matches its commit, and that exactly those are erased that a tombstone names.
///
/// Errors:  only for what keeps it from looking (no such folder, bad vkey); damage is in
/// `problems`. Cost:    one pass over the entries, O(log n) memory beside one tile of each level.
Result<VerifyReport> Verify(const std::filesystem::path& folder, const VerifyOptions& options);

/// What a court can check offline for leaf `index`: a C2SP tlog-proof, the entry, payload and salt.
struct Receipt {
  std::string proof;  ///< c2sp.org/tlog-proof@v1
  std::string entry;
  std::string payload;  ///< empty when erased
  std::string salt_hex;
};
/// Errors:  kNotFound when there is no such entry; kCorrupt when the files contradict each other.
Result<Receipt> Prove(const std::filesystem::path& folder, std::uint64_t index);

/// Checks a receipt offline: signature, path from the entry to the signed root, payload and salt
/// against the commit in the entry (an erased payload is not checked). Returns the entry's index.
/// Errors:  kCorrupt, with what does not hold; kInvalidArgument for a bad vkey.
Result<std::uint64_t> CheckReceipt(const Receipt& receipt, std::string_view vkey);

}  // namespace assay::ledger
