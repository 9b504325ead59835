// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/ledger/disk_internal.h"
#include "assay/ledger/frontier_internal.h"
#include "assay/ledger/ledger.h"
#include "assay/ledger/note_internal.h"
#include "assay/ledger/signer_internal.h"
#include "assay/ledger/verify_internal.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxCheckpointBytes = 1U << 20U;
constexpr std::size_t kMaxProblems = 100;
constexpr std::uint64_t kWindow = 128;  ///< bundles checked at a time: bounds memory
constexpr int kMaxLooks = 3;

/// Whom to believe, and what they said before.
struct Trust {
  VerifierKey key;
  bool from_outside = false;
  std::optional<Checkpoint> signer_memory;  ///< only with the key in the workspace
  std::optional<std::string> old_bytes;     ///< a checkpoint remembered from earlier
};

Result<Trust> FindTrust(const VerifyOptions& options) {
  ASSAY_CHECK(sodium_init() >= 0);
  Trust trust;
  if (!options.vkey.empty()) {
    trust.from_outside = true;
    ASSAY_LET(trust.key, ParseVkey(options.vkey));
  } else {
    ASSAY_LET(const Signer signer, Signer::Open(options.key_file, /*may_create=*/false));
    trust.key = signer.key();
    trust.signer_memory = signer.last();
  }
  if (!options.old_checkpoint.empty()) {
    ASSAY_LET(trust.old_bytes, ReadFile(options.old_checkpoint, kMaxCheckpointBytes));
  }
  return trust;
}

/// One look at a log.
class Audit {
 public:
  Audit(const fs::path& folder, const Trust& trust) : folder_(folder), trust_(trust) {
    report_.origin = trust.key.name;
    report_.key_from_outside = trust.from_outside;
  }

  VerifyReport Run(const std::string& checkpoint_bytes) && {
    const Result<Checkpoint> opened = OpenCheckpoint(checkpoint_bytes, trust_.key);
    if (!opened.ok()) {
      Problem("checkpoint: {}", opened.error().what);
      return std::move(report_);
    }
    checkpoint_ = opened.value();
    report_.size = checkpoint_.size;
    report_.root = checkpoint_.root;
    ReadOld();
    const bool complete = Recompute();
    CheckFiles();
    if (complete) {
      CheckRoot();
      CheckErasures();
    }
    CheckMemory();
    if (report_.problems.size() > kMaxProblems) {
      report_.problems.resize(kMaxProblems);
      report_.problems.emplace_back("and more");
    }
    return std::move(report_);
  }

 private:
  template <typename... Args>
  void Problem(fmt::format_string<Args...> form, Args&&... args) {
    report_.problems.push_back(fmt::format(form, std::forward<Args>(args)...));
  }
  void Take(std::vector<std::string> problems) {
    for (std::string& problem : problems) report_.problems.push_back(std::move(problem));
  }

  void ReadOld() {
    if (!trust_.old_bytes) return;
    const Result<Checkpoint> old = OpenCheckpoint(*trust_.old_bytes, trust_.key);
    if (!old.ok()) return Problem("old checkpoint: {}", old.error().what);
    old_ = old.value();
    if (old.value().size > checkpoint_.size)
      Problem("the log has been cut: it had {} entries, now it has {}", old.value().size,
              checkpoint_.size);
    if (old.value().size == 0) CompareOld(old.value());
  }

  /// Called when as many entries are hashed as there were then.
  void CompareOld(const Checkpoint& old) {
    if (frontier_.Root() != old.root)
      Problem("the first {} entries were rewritten: expected root {}, found {}", old.size,
              old.root.Hex(), frontier_.Root().Hex());
  }

  /// False when the entries could not be read to their end.
  bool Recompute() {
    const std::uint64_t bundles =
        checkpoint_.size / kTileWidth + (checkpoint_.size % kTileWidth == 0 ? 0 : 1);
    for (std::uint64_t first = 0; first < bundles; first += kWindow) {
      const std::uint64_t count = std::min(kWindow, bundles - first);
      for (CheckedBundle& bundle :
           CheckBundles(folder_, checkpoint_.size, first, static_cast<std::size_t>(count))) {
        if (report_.problems.size() > kMaxProblems || !AddBundle(bundle)) return false;
      }
    }
    for (unsigned level = 1; level < frontier_.levels(); ++level) {
      const LogFile tile = frontier_.PartialFile(level);
      if (tile.width != 0) Take(CompareTile(folder_, tile, frontier_.Partial(level)));
    }
    return true;
  }

  bool AddBundle(CheckedBundle& bundle) {
    if (bundle.first_time < last_time_ && !bundle.first_time.empty())
      Problem("entry {}: its time {} is before {} of the entry before it", frontier_.size(),
              bundle.first_time, last_time_);
    if (!bundle.last_time.empty()) last_time_ = bundle.last_time;
    Take(std::move(bundle.problems));
    erased_.insert(erased_.end(), bundle.erased.begin(), bundle.erased.end());
    targets_.insert(targets_.end(), bundle.targets.begin(), bundle.targets.end());
    for (const Digest& hash : bundle.leaf_hashes) {
      frontier_.Add(hash,
                    [&](unsigned level, std::uint64_t number, std::span<const Digest> hashes) {
                      const LogFile tile{.kind = FileKind::kTile, .level = level, .number = number};
                      if (level > 0)
                        Take(CompareTile(folder_, tile, hashes));  // level 0 came with the bundle
                    });
      if (old_ && old_->size == frontier_.size()) CompareOld(*old_);
    }
    return !bundle.leaf_hashes.empty();
  }

  void CheckRoot() {
    if (frontier_.Root() != checkpoint_.root)
      Problem("root: the entries give {}, the checkpoint says {}", frontier_.Root().Hex(),
              checkpoint_.root.Hex());
  }

  void CheckErasures() {
    std::ranges::sort(targets_);
    const auto repeated = std::ranges::unique(targets_);
    targets_.erase(repeated.begin(), repeated.end());
    for (const std::uint64_t index : erased_) {
      if (!std::ranges::binary_search(targets_, index))
        Problem("entry {}: its payload is gone without a tombstone", index);
    }
    for (const std::uint64_t index : targets_) {
      if (!std::ranges::binary_search(erased_, index))
        Problem("entry {}: a tombstone says that its payload is erased, but it is there", index);
    }
  }

  void CheckFiles() {
    const Status walked = ForEachFile(folder_, [&](const std::string& path, bool is_regular) {
      const std::optional<LogFile> file = ParsePath(path);
      const bool known = path == "checkpoint" || path == "lock";
      if (!is_regular) {
        Problem("{}: no regular file", ToPrintable(path));
      } else if (!known && !(file && BelongsTo(checkpoint_.size, *file))) {
        Problem("{}: not part of a log of {} entries{}", ToPrintable(path), checkpoint_.size,
                file || IsTemporary(path)
                    ? " (an interrupted append leaves such files; opening the log removes them)"
                    : "");
      }
      return Status(Done{});
    });
    if (!walked.ok()) Problem("{}", walked.error().what);
  }

  void CheckMemory() {
    if (!trust_.signer_memory || *trust_.signer_memory == checkpoint_) return;
    Problem(
        "the signer remembers size {} root {}, the checkpoint has size {} root {}: rolled back, "
        "or an append was interrupted (opening the log finishes it)",
        trust_.signer_memory->size, trust_.signer_memory->root.Hex(), checkpoint_.size,
        checkpoint_.root.Hex());
  }

  const fs::path& folder_;
  const Trust& trust_;
  Checkpoint checkpoint_;
  std::optional<Checkpoint> old_;
  Frontier frontier_;
  std::string last_time_;
  std::vector<std::uint64_t> erased_;  // ascending, as entries come
  std::vector<std::uint64_t> targets_;
  VerifyReport report_;
};

}  // namespace

Result<VerifyReport> Verify(const fs::path& folder, const VerifyOptions& options) {
  for (int look = 1;; ++look) {
    ASSAY_LET(const Trust trust, FindTrust(options));
    ASSAY_LET(const std::string before, ReadFile(folder / "checkpoint", kMaxCheckpointBytes));
    VerifyReport report = Audit(folder, trust).Run(before);
    if (report.problems.empty() || look == kMaxLooks) return report;
    // A log that grew under our eyes is no evidence of anything: look again.
    ASSAY_LET(const std::string after, ReadFile(folder / "checkpoint", kMaxCheckpointBytes));
    if (before == after) return report;
  }
}

}  // namespace assay::ledger
