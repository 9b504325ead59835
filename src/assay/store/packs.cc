// SPDX-License-Identifier: Apache-2.0
#include "assay/store/packs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/store/pack_state_internal.h"
#include "assay/store/tar.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;
using internal::Growing;
using internal::PackEntry;
using internal::PackIndex;
using internal::PlaceOf;

constexpr std::size_t kLogLimit_bytes = 1U << 30U;
constexpr TarBlock kZeros{};

Error Broken() {
  return {ErrorCode::kUnavailable, "a pack could not be mended: open the packs again"};
}

Status SyncFile(const fs::path& file) {
  const Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open() || fsync(fd.get()) != 0) return SystemError(errno, "syncing", file);
  return Done{};
}

}  // namespace

fs::path Packs::State::PathOf(std::uint32_t number, const char* ending) const {
  return folder / fmt::format("{:06}.{}", number, ending);
}

Status Packs::State::OpenPack(std::uint32_t number) {
  if (auto index = PackIndex::Open(PathOf(number, "idx")); index.ok()) {
    closed.emplace(number, std::move(index).value());
    unlink(PathOf(number, "log").c_str());
    return Done{};
  }
  if (const auto log = ReadFile(PathOf(number, "log"), kLogLimit_bytes); log.ok()) {
    auto entries = internal::ReadLog(AsBytes(log.value()));
    if (entries && !growing) {
      const std::uint64_t bytes = entries->size() * internal::kLogRecord_bytes;
      return Resume(number, std::move(*entries), bytes);
    }
    if (entries) return CloseWith(number, std::move(*entries));
  }
  ASSAY_LET(auto found, internal::ScanPack(PathOf(number, "tar")));
  ASSAY_TRY(SyncFile(PathOf(number, "tar")));  // what was never confirmed is, from now on
  return CloseWith(number, std::move(found));
}

Status Packs::State::Resume(std::uint32_t number, std::vector<PackEntry> entries,
                            std::uint64_t log_bytes) {
  const std::uint64_t end = internal::EndOf(entries);
  ASSAY_LET(AppendFile file, AppendFile::Resume(PathOf(number, "tar"), end));
  ASSAY_LET(AppendFile log, AppendFile::Resume(PathOf(number, "log"), log_bytes));
  growing.emplace(Growing{number, std::move(file), std::move(log), {}, {}, end});
  for (const PackEntry& entry : entries) growing->synced.emplace(entry.digest, entry);
  return Done{};
}

/// Writes the index of a pack that will not grow any more, and drops its log.
Status Packs::State::CloseWith(std::uint32_t number, std::vector<PackEntry> entries) {
  const Bytes index = internal::IndexOf(std::move(entries));
  ASSAY_TRY(WriteFileDurably(PathOf(number, "idx"), AsText(index), 0444));
  unlink(PathOf(number, "log").c_str());
  ASSAY_LET(PackIndex opened, PackIndex::Open(PathOf(number, "idx")));
  closed.insert_or_assign(number, std::move(opened));
  return Done{};
}

/// Ends the archive of the pack that grows. Requires that nothing waits in it.
Status Packs::State::Close() {
  Growing& pack = *growing;
  for (std::uint64_t left = TarEndBytes(pack.file.bytes()); left > 0; left -= kTarBlock_bytes)
    ASSAY_TRY(pack.file.Append(kZeros));
  ASSAY_TRY(pack.file.Sync());
  std::vector<PackEntry> entries;
  entries.reserve(pack.synced.size());
  for (const auto& [digest, entry] : pack.synced) entries.push_back(entry);
  ASSAY_TRY(CloseWith(pack.number, std::move(entries)));
  growing.reset();
  return Done{};
}

Status Packs::State::Begin() {
  const std::uint32_t number = next++;
  ASSAY_LET(AppendFile file, AppendFile::Create(PathOf(number, "tar"), 0644));
  ASSAY_LET(AppendFile log, AppendFile::Create(PathOf(number, "log"), 0644));
  growing.emplace(Growing{number, std::move(file), std::move(log), {}, {}, 0});
  return SyncFolder(folder);
}

Result<PackPlace> Packs::State::Append(ByteView bytes, const Digest& digest) {
  if (growing && growing->file.bytes() > 0 &&
      growing->file.bytes() + TarMemberBytes(bytes.size()) > pack_bytes) {
    ASSAY_TRY(SyncGrowing());
    ASSAY_TRY(Close());
  }
  if (!growing) ASSAY_TRY(Begin());
  AppendFile& file = growing->file;
  ASSAY_LET(const TarBlock header, TarHeader(digest.Hex(), bytes.size()));
  const PackEntry entry{digest, file.bytes() + kTarBlock_bytes, bytes.size()};
  ASSAY_TRY(file.Append(header));
  ASSAY_TRY(file.Append(bytes));
  const std::uint64_t end = entry.offset_bytes - kTarBlock_bytes + TarMemberBytes(bytes.size());
  ASSAY_TRY(file.Append(ByteView(kZeros).first(end - file.bytes())));
  growing->waiting.emplace(digest, entry);
  return PlaceOf(growing->number, entry);
}

Status Packs::State::SyncGrowing() {
  Growing& pack = *growing;
  if (pack.waiting.empty()) return Done{};
  std::vector<PackEntry> entries;
  for (const auto& [digest, entry] : pack.waiting) entries.push_back(entry);
  std::ranges::sort(entries, {}, &PackEntry::offset_bytes);
  Bytes records;
  for (const PackEntry& entry : entries) internal::AppendLogRecord(entry, records);
  ASSAY_TRY(pack.file.Sync());  // before the log says that it is there
  ASSAY_TRY(pack.log.Append(records));
  ASSAY_TRY(pack.log.Sync());
  pack.synced.merge(pack.waiting);
  pack.waiting.clear();
  pack.synced_bytes = pack.file.bytes();
  return Done{};
}

/// Cuts off what no sync has confirmed: it is written anew by who puts it again. Where even that
/// fails, nobody can tell where the next member would begin.
void Packs::State::GiveUp() {
  if (!growing) return;
  Growing& pack = *growing;
  pack.waiting.clear();
  broken = !pack.file.Truncate(pack.synced_bytes).ok() ||
           !pack.log.Truncate(pack.synced.size() * internal::kLogRecord_bytes).ok();
}

std::optional<PackPlace> Packs::State::FindVisible(const Digest& digest) const {
  if (growing) {
    const auto at = growing->synced.find(digest);
    if (at != growing->synced.end()) return PlaceOf(growing->number, at->second);
  }
  for (const auto& [number, index] : closed) {
    if (const auto entry = index.Find(digest)) return PlaceOf(number, *entry);
  }
  return std::nullopt;
}

Result<Bytes> Packs::State::Read(const PackPlace& place, const Digest& digest) const {
  const fs::path path = PathOf(place.pack, "tar");
  const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open()) return SystemError(errno, "reading", path);
  if (place.bytes >= kLimit_bytes)
    return Error{ErrorCode::kInvalidArgument, "packs hold objects under 1 GiB"};
  Bytes bytes(place.bytes);
  if (Status read = internal::ReadAt(fd.get(), place.offset_bytes, bytes); !read.ok())
    return Error(read.error()).In(ToPrintable(path.native()));
  if (Sha256(bytes) != digest)
    return Error{ErrorCode::kCorrupt, fmt::format("object {} now holds the bytes of {}",
                                                  digest.Hex(), Sha256(bytes).Hex())};
  return bytes;
}

Packs::Packs(std::unique_ptr<State> state) : state_(std::move(state)) {}
Packs::Packs(Packs&&) noexcept = default;
Packs& Packs::operator=(Packs&&) noexcept = default;
Packs::~Packs() = default;

namespace {

/// The numbers of the packs in a folder; temporary files, and indices without a pack, go.
Result<std::set<std::uint32_t>> PacksIn(const fs::path& folder) {
  std::set<std::uint32_t> numbers;
  std::vector<fs::path> strays;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const std::string stem = at->path().stem().string();
    const bool ours = stem.size() == 6 && stem.find_first_not_of("0123456789") == std::string::npos;
    if (ours && at->path().extension() == ".tar")
      numbers.insert(static_cast<std::uint32_t>(std::stoul(stem)));
    else if (ours && !fs::exists(folder / (stem + ".tar")))
      strays.push_back(at->path());
  }
  if (error) return SystemError(error.value(), "listing", folder);
  for (const fs::path& stray : strays) unlink(stray.c_str());
  return numbers;
}

}  // namespace

Result<Packs> Packs::Open(const fs::path& folder, std::uint64_t pack_bytes) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return SystemError(error.value(), "creating", folder);
  Fd lock(open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!lock.open()) return SystemError(errno, "opening", folder / "lock");
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{} is in use by another process", ToPrintable(folder.native()))};
  auto state = std::make_unique<State>(State{folder, pack_bytes, std::move(lock)});
  ASSAY_LET(const auto numbers, PacksIn(folder));
  for (const std::uint32_t number : numbers) {
    ASSAY_TRY(state->OpenPack(number));
    state->next = number + 1;
  }
  return Packs(std::move(state));
}

Result<PackPlace> Packs::Put(ByteView bytes, const Digest& digest) {
  if (bytes.size() >= kLimit_bytes)
    return Error{ErrorCode::kInvalidArgument, "packs hold objects under 1 GiB"};
  if (state_->broken) return Broken();
  if (state_->growing) {
    const auto at = state_->growing->waiting.find(digest);
    if (at != state_->growing->waiting.end()) return PlaceOf(state_->growing->number, at->second);
  }
  if (const auto place = state_->FindVisible(digest)) {
    ASSAY_TRY(Get(*place, digest));  // an object that was damaged is reported now
    return *place;
  }
  auto put = state_->Append(bytes, digest);
  if (!put.ok()) state_->GiveUp();
  return put;
}

Status Packs::Sync() {
  if (!state_->growing) return Done{};
  if (state_->broken) return Broken();
  Status synced = state_->SyncGrowing();
  if (!synced.ok()) state_->GiveUp();
  return synced;
}

fs::path Packs::PathOf(const fs::path& folder, std::uint32_t pack) {
  return folder / fmt::format("{:06}.tar", pack);
}

Result<PackPlace> Packs::Find(const Digest& digest) const {
  if (const auto place = state_->FindVisible(digest)) return *place;
  return Error{ErrorCode::kNotFound, fmt::format("no object {}", digest.Hex())};
}

Result<Bytes> Packs::Get(const Digest& digest) const {
  ASSAY_LET(const PackPlace place, Find(digest));
  return Get(place, digest);
}

Result<Bytes> Packs::Get(const PackPlace& place, const Digest& digest) const {
  return state_->Read(place, digest);
}

Status Packs::ForEach(const Visitor& visit) const {
  for (const auto& [number, index] : state_->closed) {
    for (std::size_t i = 0; i < index.size(); ++i) {
      const PackEntry entry = index.At(i);
      ASSAY_TRY(visit(entry.digest, PlaceOf(number, entry)));
    }
  }
  if (!state_->growing) return Done{};
  for (const auto& [digest, entry] : state_->growing->synced)
    ASSAY_TRY(visit(digest, PlaceOf(state_->growing->number, entry)));
  return Done{};
}

}  // namespace assay::store
