// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/ledger/bundle_internal.h"
#include "assay/ledger/disk_internal.h"
#include "assay/ledger/frontier_internal.h"
#include "assay/ledger/leaf_internal.h"
#include "assay/ledger/ledger.h"
#include "assay/ledger/note_internal.h"
#include "assay/ledger/signer_internal.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kGroupLeaves = 4096;
constexpr std::size_t kGroupBytes = 64U << 20U;  // what a group may hold in memory
constexpr std::size_t kMaxCheckpointBytes = 1U << 20U;

Error Corrupt(std::string what) { return {ErrorCode::kCorrupt, std::move(what)}; }

Result<Frontier> LoadFrontier(const fs::path& folder, const Checkpoint& expected) {
  ASSAY_LET(Frontier frontier, Frontier::Load(expected.size, [&](const LogFile& tile) {
              return ReadTile(folder, tile);
            }));
  if (frontier.Root() == expected.root) return frontier;
  return Corrupt(fmt::format("{}: the tiles of size {} have root {}, signed was {}",
                             ToPrintable(folder.native()), expected.size, frontier.Root().Hex(),
                             expected.root.Hex()));
}

/// The partial bundle at the end of a log of `size`; empty when the last one is full.
Result<std::string> ReadTail(const fs::path& folder, FileKind kind, std::uint64_t size) {
  const LogFile tail{
      .kind = kind, .level = 0, .number = size / kTileWidth, .width = size % kTileWidth};
  if (tail.width == 0) return std::string();
  return ReadLogFile(folder, tail);
}

/// The first of `leaves` that are committed together; at least one.
std::span<const PreparedLeaf> FirstGroup(std::span<const PreparedLeaf> leaves) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (count < std::min(leaves.size(), kGroupLeaves) && (count == 0 || bytes < kGroupBytes)) {
    bytes += leaves[count].bytes.size() + leaves[count].payload.size();
    ++count;
  }
  return leaves.first(count);
}

/// Turns leaves into the files that they change.
class Group {
 public:
  static Result<Group> After(const fs::path& folder, const Frontier& frontier,
                             std::string last_time) {
    Group group(folder, frontier);
    group.last_time_ = std::move(last_time);
    ASSAY_LET(group.entries_, ReadTail(folder, FileKind::kEntries, frontier.size()));
    ASSAY_LET(group.payloads_, ReadTail(folder, FileKind::kPayload, frontier.size()));
    return group;
  }

  Status Add(const PreparedLeaf& leaf) {
    ASSAY_TRY(Check(leaf));
    AppendEntry(entries_, leaf.bytes);
    AppendPayload(payloads_, AsText(leaf.salt), leaf.payload);
    frontier_.Add(LeafHash(AsBytes(leaf.bytes)), [&](unsigned level, std::uint64_t number,
                                                     std::span<const Digest> hashes) {
      files_.Add({.kind = FileKind::kTile, .level = level, .number = number}, PackTile(hashes));
      if (level == 0) AddBundles(number, kTileWidth);
    });
    return Done{};
  }

  /// Adds the partial files at the new end.
  FileSet& Finish() {
    if (const std::uint64_t width = frontier_.size() % kTileWidth; width != 0)
      AddBundles(frontier_.size() / kTileWidth, width);
    for (unsigned level = 0; level < frontier_.levels(); ++level) {
      const LogFile tile = frontier_.PartialFile(level);
      const bool unchanged = level < before_.levels() && before_.PartialFile(level) == tile;
      if (tile.width != 0 && !unchanged) files_.Add(tile, PackTile(frontier_.Partial(level)));
    }
    return files_;
  }

  [[nodiscard]] const Frontier& frontier() const { return frontier_; }

 private:
  Group(const fs::path& folder, const Frontier& frontier)
      : before_(frontier), frontier_(frontier), files_(folder) {}

  Status Check(const PreparedLeaf& leaf) {
    if (leaf.index != frontier_.size())
      return Corrupt(fmt::format("leaf {} where {} is next", leaf.index, frontier_.size()));
    if (leaf.bytes.size() > kMaxEntryBytes || leaf.payload.size() > kMaxPayloadBytes)
      return Corrupt(fmt::format("leaf {} is over the limits of size", leaf.index));
    const Result<LeafView> view = ParseLeaf(leaf.bytes);
    if (!view.ok()) return Corrupt(fmt::format("leaf {}: {}", leaf.index, view.error().what));
    if (view.value().commit != CommitOf(AsText(leaf.salt), leaf.payload))
      return Corrupt(fmt::format("leaf {} does not commit to its payload", leaf.index));
    ASSAY_TRY(TombstoneTarget(view.value(), leaf.index));
    if (view.value().time < last_time_)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("the time of leaf {} goes back from {} to {}", leaf.index,
                               last_time_, view.value().time)};
    last_time_ = view.value().time;
    return Done{};
  }

  void AddBundles(std::uint64_t number, std::uint64_t width) {
    files_.Add({.kind = FileKind::kEntries, .level = 0, .number = number, .width = width},
               std::exchange(entries_, {}));
    files_.Add({.kind = FileKind::kPayload, .level = 0, .number = number, .width = width},
               std::exchange(payloads_, {}));
  }

  Frontier before_;
  Frontier frontier_;
  FileSet files_;
  std::string entries_;
  std::string payloads_;
  std::string last_time_;
};

/// Deletes one payload and its salt; a no-op when that was done.
Status ErasePayload(const fs::path& folder, std::uint64_t size, std::uint64_t target) {
  const std::uint64_t number = target / kTileWidth;
  const LogFile file{
      .kind = FileKind::kPayload, .level = 0, .number = number, .width = WidthAt(size, 0, number)};
  ASSAY_LET(const std::string bytes, ReadLogFile(folder, file));
  ASSAY_LET(const std::vector<StoredPayload> payloads, ParsePayloads(bytes, file.width));
  if (payloads[target % kTileWidth].erased) return Done{};
  std::string rewritten;
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    if (payloads[i].erased || i == target % kTileWidth) {
      AppendErased(rewritten);
    } else {
      AppendPayload(rewritten, payloads[i].salt, payloads[i].payload);
    }
  }
  return WriteFileDurably(folder / PathOf(file), rewritten);
}

/// What the tombstones among the entries of bundle `number`, from entry `from` on, erase.
Result<std::vector<std::uint64_t>> TargetsIn(const fs::path& folder, std::uint64_t size,
                                             std::uint64_t number, std::uint64_t from) {
  std::vector<std::uint64_t> targets;
  ASSAY_LET(const std::unique_ptr<Bundle> bundle, ReadEntries(folder, size, number));
  for (std::uint64_t i = 0; i < bundle->entries.size(); ++i) {
    const std::uint64_t index = number * kTileWidth + i;
    if (index < from) continue;
    ASSAY_LET(const LeafView leaf, ParseLeaf(bundle->entries[i]));
    ASSAY_LET(const std::optional<std::uint64_t> target, TombstoneTarget(leaf, index));
    if (target) targets.push_back(*target);
  }
  return targets;
}

/// Carries out the tombstones among the entries [from, size).
Status EraseFrom(const fs::path& folder, std::uint64_t from, std::uint64_t size) {
  for (std::uint64_t number = from / kTileWidth; number * kTileWidth < size; ++number) {
    ASSAY_LET(const std::vector<std::uint64_t> targets, TargetsIn(folder, size, number, from));
    for (const std::uint64_t target : targets) ASSAY_TRY(ErasePayload(folder, size, target));
  }
  return Done{};
}

Result<std::string> ReadLastTime(const fs::path& folder, std::uint64_t size) {
  if (size == 0) return std::string();
  ASSAY_LET(const std::unique_ptr<Bundle> bundle,
            ReadEntries(folder, size, (size - 1) / kTileWidth));
  ASSAY_LET(const LeafView leaf, ParseLeaf(bundle->entries.back()));
  return std::string(leaf.time);
}

/// The partial files of a log of size `before` that one of size `after` no longer has.
Status RemoveSuperseded(const fs::path& folder, const Frontier& before, std::uint64_t after) {
  std::vector<LogFile> files;
  files.reserve(before.levels() + 2);
  for (unsigned level = 0; level < before.levels(); ++level)
    files.push_back(before.PartialFile(level));
  const LogFile tail{.kind = FileKind::kEntries,
                     .level = 0,
                     .number = before.size() / kTileWidth,
                     .width = before.size() % kTileWidth};
  files.push_back(tail);
  files.push_back(tail);
  files.back().kind = FileKind::kPayload;
  for (const LogFile& file : files) {
    if (file.width != 0 && !BelongsTo(after, file)) ASSAY_TRY(Remove(folder, file));
  }
  return Done{};
}

/// Removes what an interrupted append left. One group at most can lie beyond the checkpoint: more
/// is the rest of a longer log, which is never removed.
Status RemoveLeftovers(const fs::path& folder, std::uint64_t size) {
  return ForEachFile(folder, [&](const std::string& path, bool is_regular) -> Status {
    if (!is_regular) return Done{};
    if (IsTemporary(path)) {
      if (unlink((folder / path).c_str()) != 0) return SystemError(errno, "removing", path);
      return Done{};
    }
    const std::optional<LogFile> file = ParsePath(path);
    if (!file || BelongsTo(size, *file)) return Done{};
    if (file->number > ((size + kGroupLeaves) / kTileWidth) >> (8 * file->level))
      return Corrupt(
          fmt::format("{} is of a longer log, but the checkpoint covers {} entries: is "
                      "it an older copy?",
                      path, size));
    return Remove(folder, *file);
  });
}

/// True when any file of a log lies there.
Result<bool> HasLogFiles(const fs::path& folder) {
  bool found = false;
  ASSAY_TRY(ForEachFile(folder, [&](const std::string& path, bool) -> Status {
    found = found || ParsePath(path).has_value();
    return Done{};
  }));
  return found;
}

}  // namespace

struct Log::State {
  fs::path folder;
  Fd lock;
  Signer signer;
  Frontier frontier;  ///< of the published checkpoint
  std::string last_time;
  bool broken = false;

  /// Passes on a failure; one that leaves the disk in an unknown state stops all later writes.
  Status Note(Status status, bool sync_failed) {
    broken =
        broken || sync_failed || (!status.ok() && status.error().code != ErrorCode::kExhausted);
    return status;
  }

  /// Publishes what the signer remembers: the one way to a new checkpoint, after an append and
  /// after a crash. Everything it needs is durable already.
  Status Publish() {
    const Checkpoint& next = signer.last();
    ASSAY_LET(Frontier reached, LoadFrontier(folder, next));
    ASSAY_TRY(EraseFrom(folder, frontier.size(), next.size));
    ASSAY_LET(last_time, ReadLastTime(folder, next.size));
    ASSAY_TRY(WriteFileDurably(folder / "checkpoint", signer.Sign()));
    const Frontier before = std::exchange(frontier, std::move(reached));
    return RemoveSuperseded(folder, before, next.size);
  }

  Status FinishInterrupted() {
    if (signer.last().size == frontier.size()) return Done{};
    return Note(Publish(), /*sync_failed=*/false);
  }

  Status AppendGroup(std::span<const PreparedLeaf> leaves) {
    ASSAY_LET(Group group, Group::After(folder, frontier, last_time));
    for (const PreparedLeaf& leaf : leaves) ASSAY_TRY(group.Add(leaf));
    FileSet& files = group.Finish();
    Status installed = files.Install();
    if (!installed.ok()) return Note(std::move(installed), files.sync_failed());
    ASSAY_TRY(Note(signer.Remember({.origin = signer.key().name,
                                    .size = group.frontier().size(),
                                    .root = group.frontier().Root()}),
                   /*sync_failed=*/false));
    return Note(Publish(), /*sync_failed=*/false);
  }

  /// How many of the leaves are there already, with the same bytes.
  Result<std::size_t> CountKnown(std::span<const PreparedLeaf> leaves) const {
    std::unique_ptr<Bundle> bundle;
    std::uint64_t loaded = 0;
    std::size_t known = 0;
    for (; known < leaves.size() && leaves[known].index < frontier.size(); ++known) {
      const std::uint64_t number = leaves[known].index / kTileWidth;
      if (!bundle || loaded != number) {
        ASSAY_LET(bundle, ReadEntries(folder, frontier.size(), number));
        loaded = number;
      }
      if (bundle->entries[leaves[known].index % kTileWidth] != leaves[known].bytes)
        return Corrupt(fmt::format("entry {} of the log holds other bytes", leaves[known].index));
    }
    return known;
  }
};

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

std::uint64_t Log::size() const { return state_->frontier.size(); }
Digest Log::root() const { return state_->frontier.Root(); }
std::string Log::origin() const { return state_->signer.key().name; }
std::string Log::vkey() const { return Format(state_->signer.key()); }
std::string Log::last_time() const { return state_->last_time; }

namespace {

/// A log of no entries: its checkpoint is signed before anything is appended.
Status Begin(const fs::path& folder, Signer& signer) {
  ASSAY_LET(const bool has_files, HasLogFiles(folder));
  if (has_files || signer.last().size != 0)
    return Corrupt(fmt::format("{} is missing, but a log was begun here",
                               ToPrintable((folder / "checkpoint").native())));
  ASSAY_TRY(signer.Remember({.origin = signer.key().name, .size = 0, .root = TreeRoot({})}));
  return WriteFileDurably(folder / "checkpoint", signer.Sign());
}

Result<Checkpoint> ReadCheckpoint(const fs::path& folder, const Signer& signer) {
  ASSAY_LET(const std::string bytes, ReadFile(folder / "checkpoint", kMaxCheckpointBytes));
  Result<Checkpoint> opened = OpenCheckpoint(bytes, signer.key());
  if (!opened.ok()) return Error(opened.error()).In(ToPrintable((folder / "checkpoint").native()));
  const Checkpoint& checkpoint = opened.value();
  if (!signer.has_signed())
    return Corrupt(
        "the signer's memory is missing beside the key; if this log is known to be whole, restore "
        "it: it is the first three lines of the checkpoint");
  const Checkpoint& last = signer.last();
  if (checkpoint.size > last.size || (checkpoint.size == last.size && checkpoint != last))
    return Corrupt(
        fmt::format("the checkpoint has size {} root {}, but the last one signed had "
                    "size {} root {}",
                    checkpoint.size, checkpoint.root.Hex(), last.size, last.root.Hex()));
  return opened;
}

}  // namespace

Result<Log> Log::Open(const fs::path& folder, const fs::path& key_file) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return SystemError(error.value(), "creating", folder);
  ASSAY_LET(Fd lock, TakeLock(folder / "lock"));
  const bool begun = fs::exists(folder / "checkpoint", error);
  ASSAY_LET(Signer signer, Signer::Open(key_file, /*may_create=*/!begun));
  if (!begun) ASSAY_TRY(Begin(folder, signer));
  ASSAY_LET(const Checkpoint checkpoint, ReadCheckpoint(folder, signer));
  ASSAY_LET(Frontier frontier, LoadFrontier(folder, checkpoint));
  ASSAY_LET(std::string last_time, ReadLastTime(folder, checkpoint.size));
  auto state = std::make_unique<State>(State{.folder = folder,
                                             .lock = std::move(lock),
                                             .signer = std::move(signer),
                                             .frontier = std::move(frontier),
                                             .last_time = std::move(last_time)});
  ASSAY_TRY(state->FinishInterrupted());
  ASSAY_TRY(RemoveLeftovers(folder, state->frontier.size()));
  return Log(std::move(state));
}

Status Log::Append(std::span<const PreparedLeaf> leaves) {
  if (state_->broken)
    return Error{
        ErrorCode::kUnavailable,
        "an earlier write failed in a way that leaves the disk unknown: open the log again"};
  ASSAY_TRY(state_->FinishInterrupted());
  ASSAY_LET(const std::size_t known, state_->CountKnown(leaves));
  leaves = leaves.subspan(known);
  while (!leaves.empty()) {
    const auto group = FirstGroup(leaves);
    ASSAY_TRY(state_->AppendGroup(group));
    leaves = leaves.subspan(group.size());
  }
  return Done{};
}

Status Log::Erase(const Erasure& erasure) {
  ASSAY_LET(const PreparedLeaf leaf, PrepareErasure(size(), erasure));
  return Append({&leaf, 1});
}

}  // namespace assay::ledger
