// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/workspace.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <span>
#include <vector>

#include "assay/pipeline/locator.h"
#include "assay/store/objects.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDrain_leaves = 4096;

/// The temporary files of a killed process go. While we have the lock, nobody else writes.
Status Sweep(const fs::path& folder) {
  ASSAY_LET(const store::Objects objects, store::Objects::Open(folder));
  ASSAY_TRY(objects.Sweep());
  return Done{};
}

ledger::PreparedLeaf ToLeaf(const catalog::OutboxRow& row) {
  ledger::PreparedLeaf leaf;
  leaf.index = static_cast<std::uint64_t>(row.index);
  std::copy_n(row.salt.begin(), std::min(row.salt.size(), leaf.salt.size()), leaf.salt.begin());
  leaf.payload = row.payload;
  leaf.bytes = row.bytes;
  return leaf;
}

}  // namespace

Result<WorkspaceLock> WorkspaceLock::Take(const fs::path& file) {
  Fd lock(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.open()) return SystemError(errno, "opening", file);
  const bool is_taken = flock(lock.get(), LOCK_EX | LOCK_NB) != 0;
  std::array<char, 32> last{};
  const ssize_t bytes = pread(lock.get(), last.data(), last.size() - 1, 0);
  if (is_taken)
    return Error{ErrorCode::kUnavailable,
                 fmt::format("process {} is using this workspace",
                             bytes > 0 ? Trim(last.data()) : std::string_view("?"))};
  const std::string pid = fmt::format("{}\n", getpid());
  if (ftruncate(lock.get(), 0) != 0 ||
      pwrite(lock.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return SystemError(errno, "writing", file);
  return WorkspaceLock(std::move(lock), /*was_killed=*/bytes > 0);
}

WorkspaceLock::~WorkspaceLock() {
  // Were it to fail, the next process would sweep without need.
  if (file_.open() && ftruncate(file_.get(), 0) != 0) return;
}

Result<Workspace> Workspace::Open(const fs::path& root) {
  std::error_code error;
  for (const fs::path& folder : {root, root / "keys", root / "runs"}) {
    fs::create_directories(folder, error);
    if (error) return SystemError(error.value(), "creating", folder);
  }
  fs::permissions(root / "keys", fs::perms::owner_all, error);
  Layout layout{root};
  ASSAY_LET(WorkspaceLock lock, WorkspaceLock::Take(root / "lock"));
  if (lock.was_killed()) ASSAY_TRY(Sweep(layout.objects()));
  ASSAY_LET(catalog::Catalog catalog, catalog::Catalog::Open(layout.catalog()));
  ASSAY_LET(ledger::Log log, ledger::Log::Open(layout.ledger(), layout.key()));
  ASSAY_LET(const std::int64_t next, catalog.NextLeaf());
  Workspace workspace(std::move(layout), std::move(lock), std::move(catalog), std::move(log),
                      static_cast<std::uint64_t>(next));
  ASSAY_TRY(workspace.Drain());
  if (workspace.log_.size() != workspace.next_leaf_)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the catalog knows {} ledger entries, the ledger holds {}",
                             workspace.next_leaf_, workspace.log_.size())};
  return workspace;
}

Status Workspace::Drain() {
  for (;;) {
    ASSAY_LET(const std::vector<catalog::OutboxRow> rows, catalog_.Outbox(kDrain_leaves));
    if (rows.empty()) return Done{};
    std::vector<ledger::PreparedLeaf> leaves;
    leaves.reserve(rows.size());
    for (const catalog::OutboxRow& row : rows) leaves.push_back(ToLeaf(row));
    ASSAY_TRY(log_.Append(leaves));
    ASSAY_TRY(catalog_.MarkLogged(static_cast<std::int64_t>(log_.size())));
  }
}

Result<std::int64_t> Workspace::AddLeaf(std::string_view type, const Json& meta,
                                        const Json& payload,
                                        std::vector<catalog::OutboxRow>& outbox) {
  // The log's time never runs backward; the machine's clock may.
  last_time_ = std::max({Now(), log_.last_time(), last_time_});
  ASSAY_LET(const ledger::PreparedLeaf leaf,
            ledger::Prepare(next_leaf_, type, last_time_, meta, payload));
  outbox.push_back({static_cast<std::int64_t>(leaf.index),
                    std::string(leaf.salt.begin(), leaf.salt.end()), leaf.payload, leaf.bytes});
  return static_cast<std::int64_t>(next_leaf_++);
}

/// Objects are durable before anything names them.
Status Workspace::SyncObjects() {
  if (files_) ASSAY_TRY(files_->Sync());
  return packs_ ? packs_->Sync() : Status(Done{});
}

Status Workspace::Commit(catalog::Batch batch) {
  ASSAY_TRY(SyncObjects());
  ASSAY_TRY(catalog_.Commit(batch));
  if (batch.outbox.empty()) return Done{};
  batch = {};  // the leaves are read again: memory need not hold both
  return Drain();
}

Status Workspace::Commit(const catalog::CrawlBatch& batch) {
  ASSAY_TRY(SyncObjects());
  ASSAY_TRY(catalog::Crawls(catalog_).Commit(batch));
  return batch.outbox.empty() ? Status(Done{}) : Drain();
}

Status Workspace::Commit(const catalog::ReleaseRow& release, const catalog::EachKey& each_key,
                         const std::vector<catalog::OutboxRow>& outbox) {
  ASSAY_LET(const auto id, catalog::Releases(catalog_).Add(release, each_key, outbox));
  (void)id;
  return Drain();
}

Result<Digest> Workspace::Keep(std::string_view bytes) {
  ASSAY_LET(const store::Objects objects, store::Objects::Open(layout_.objects()));
  return objects.Put(AsBytes(bytes));
}

Status Workspace::OpenPacks() {
  if (packs_) return Done{};
  ASSAY_LET(store::Packs packs, store::Packs::Open(layout_.packs()));
  packs_.emplace(std::move(packs));
  return Done{};
}

Result<store::PackPlace> Workspace::KeepSoon(ByteView bytes, const Digest& digest) {
  ASSAY_TRY(OpenPacks());
  return packs_->Put(bytes, digest);
}

Status Workspace::KeepFileSoon(std::string_view bytes, const Digest& digest) {
  if (!files_) {
    ASSAY_LET(store::ObjectBatch batch, store::ObjectBatch::Open(layout_.objects()));
    files_.emplace(std::move(batch));
  }
  ASSAY_TRY(files_->Put(AsBytes(bytes), digest));
  return Done{};
}

Result<std::string> Workspace::Kept(const Digest& digest) {
  ASSAY_LET(const store::Objects objects, store::Objects::Open(layout_.objects()));
  auto bytes = objects.Get(digest);
  if (!bytes.ok() && bytes.error().code == ErrorCode::kNotFound) {
    ASSAY_TRY(OpenPacks());
    bytes = packs_->Get(digest);
  }
  if (!bytes.ok()) return bytes.error();
  return std::string(AsText(bytes.value()));
}

Result<std::string> Workspace::LocatorOf(const Digest& digest, std::string_view found_at) {
  ASSAY_LET(const store::Objects objects, store::Objects::Open(layout_.objects()));
  const fs::path file = objects.PathOf(digest);
  std::error_code unknown;
  if (fs::exists(file, unknown)) return FileLocator(file);
  ASSAY_TRY(OpenPacks());
  const auto place = packs_->Find(digest);
  if (place.ok()) return KeptLocator(place.value(), found_at);
  if (place.error().code != ErrorCode::kNotFound) return place.error();
  return FileLocator(file);  // whoever reads it will miss it, and say so of this record
}

Status Chunk::Flush() {
  if (batch_.records.empty()) return Done{};
  const Status committed = workspace_.Commit(std::move(batch_));
  Clear();
  return committed;
}

std::string Now() {
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%S}Z",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

}  // namespace assay::pipeline
