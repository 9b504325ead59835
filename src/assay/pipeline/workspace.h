// SPDX-License-Identifier: Apache-2.0
//
// The folder that remembers: catalog, ledger, objects and keys of one place, held by one process.
// Opening it finishes what a crash interrupted; it never repairs what does not add up.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/catalog/crawl.h"
#include "assay/catalog/releases.h"
#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/ledger/ledger.h"
#include "assay/store/object_batch.h"
#include "assay/store/packs.h"

namespace assay::pipeline {

/// Where things lie below a workspace.
struct Layout {
  std::filesystem::path root;
  [[nodiscard]] std::filesystem::path catalog() const { return root / "catalog.sqlite"; }
  [[nodiscard]] std::filesystem::path ledger() const { return root / "ledger"; }
  [[nodiscard]] std::filesystem::path key() const { return root / "keys" / "ledger.key"; }
  [[nodiscard]] std::filesystem::path objects() const { return root / "objects"; }
  [[nodiscard]] std::filesystem::path packs() const { return objects() / "packs"; }
  [[nodiscard]] std::filesystem::path runs() const { return root / "runs"; }
};

/// The lock of a workspace. Its file holds the pid of who has it, and of who was killed with it.
class WorkspaceLock {
 public:
  /// Errors:  kUnavailable while another process holds it (names its pid); as SystemError.
  static Result<WorkspaceLock> Take(const std::filesystem::path& file);
  WorkspaceLock(WorkspaceLock&&) noexcept = default;
  WorkspaceLock& operator=(WorkspaceLock&&) = delete;
  ~WorkspaceLock();

  /// Did whoever had it last end without giving it back?
  [[nodiscard]] bool was_killed() const { return was_killed_; }

 private:
  WorkspaceLock(Fd file, bool was_killed) : file_(std::move(file)), was_killed_(was_killed) {}

  Fd file_;
  bool was_killed_;
};

class Workspace {
 public:
  /// Creates or opens; takes the lock; removes what a killed process left half-written; hands what
  /// the outbox still holds to the ledger.
  ///
  /// Errors:  kUnavailable while another process holds the lock (names its pid); kCorrupt when
  ///          catalog, outbox and ledger contradict each other; as SystemError otherwise.
  static Result<Workspace> Open(const std::filesystem::path& root);

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] catalog::Catalog& catalog() { return catalog_; }
  [[nodiscard]] const ledger::Log& log() const { return log_; }

  /// Fixes the next leaf and puts it into `outbox`, a batch's. Returns its index.
  Result<std::int64_t> AddLeaf(std::string_view type, const Json& meta, const Json& payload,
                               std::vector<catalog::OutboxRow>& outbox);

  /// Commits `batch`, then moves its leaves from the outbox to the ledger. When this returns an
  /// error after the commit, opening the workspace again completes the move.
  Status Commit(catalog::Batch batch);
  Status Commit(const catalog::CrawlBatch& batch);
  /// As above, of a release. Errors: as Releases::Add.
  Status Commit(const catalog::ReleaseRow& release, const catalog::EachKey& each_key,
                const std::vector<catalog::OutboxRow>& outbox);

  /// The index that AddLeaf gives next.
  [[nodiscard]] std::uint64_t next_leaf() const { return next_leaf_; }

  /// Keeps `bytes` under their digest; the same bytes are kept once.
  Result<Digest> Keep(std::string_view bytes);
  /// As Keep, but durable and to be read only after the next Commit of a batch, and beside many
  /// others in one file: where it lies there. `digest` is that of `bytes`.
  Result<store::PackPlace> KeepSoon(ByteView bytes, const Digest& digest);
  /// As KeepSoon, in a file of its own, for who reads it by its path.
  Status KeepFileSoon(std::string_view bytes, const Digest& digest);
  Result<std::string> Kept(const Digest& digest);
  /// Where a kept object lies, or would, as a record's locator; `found_at` is where it came from.
  Result<std::string> LocatorOf(const Digest& digest, std::string_view found_at);

 private:
  Workspace(Layout layout, WorkspaceLock lock, catalog::Catalog catalog, ledger::Log log,
            std::uint64_t next_leaf)
      : layout_(std::move(layout)),
        lock_(std::move(lock)),
        catalog_(std::move(catalog)),
        log_(std::move(log)),
        next_leaf_(next_leaf) {}
  Status Drain();
  Status SyncObjects();
  Status OpenPacks();

  Layout layout_;
  WorkspaceLock lock_;
  catalog::Catalog catalog_;
  ledger::Log log_;
  std::uint64_t next_leaf_;
  std::string last_time_;  ///< of the last leaf that was prepared
  std::optional<store::ObjectBatch> files_;
  std::optional<store::Packs> packs_;  ///< opened when first needed
};

/// The open chunk of a run: filled, committed, filled again. What is not flushed is lost with the
/// process, and done again by the next.
class Chunk {
 public:
  static constexpr std::size_t kRecords = 256;

  Chunk(Workspace& workspace, catalog::RunId run) : workspace_(workspace), run_(run) { Clear(); }

  [[nodiscard]] catalog::Batch& batch() { return batch_; }
  [[nodiscard]] bool full() const { return batch_.records.size() >= kRecords; }

  /// Errors:  as Workspace::Commit.
  Status Flush();

 private:
  void Clear() {
    batch_ = {};
    batch_.run = run_;
  }

  Workspace& workspace_;
  catalog::RunId run_;
  catalog::Batch batch_;
};

/// The system's clock as RFC 3339 UTC: for the ledger and for run times, never for outputs.
std::string Now();

}  // namespace assay::pipeline
