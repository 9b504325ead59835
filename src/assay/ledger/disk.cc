// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/ledger/bundle_internal.h"
#include "assay/ledger/disk_internal.h"
#include "assay/ledger/frontier_internal.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

Status WriteBytes(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError(errno, "writing", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

/// Field 22 of /proc/self/stat: with the pid it names one process of one boot.
std::string StartTime() {
  const Result<std::string> stat = ReadFile("/proc/self/stat", 4096);
  if (!stat.ok()) return "unknown";
  std::string_view rest = stat.value();
  rest.remove_prefix(std::min(rest.size(), rest.rfind(')') + 2));  // the name may hold blanks
  for (int field = 3; field < 22; ++field)
    rest.remove_prefix(std::min(rest.size(), rest.find(' ') + 1));
  return std::string(rest.substr(0, rest.find(' ')));
}

struct FolderEntry {
  std::string name;
  fs::file_type type = fs::file_type::none;
};

/// What lies in a folder, links as links, by name.
Result<std::vector<FolderEntry>> List(const fs::path& folder) {
  std::vector<FolderEntry> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    entries.push_back({it->path().filename().native(), it->symlink_status().type()});
  if (error) return SystemError(error.value(), "listing", folder);
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

}  // namespace

void FileSet::Add(const LogFile& file, std::string bytes) {
  const fs::path path = folder_ / PathOf(file);
  pending_.push_back(
      {.path = path, .temporary = path.native() + ".tmp", .bytes = std::move(bytes)});
}

Status FileSet::WriteAll() {
  for (const Pending& file : pending_) {
    std::error_code error;
    fs::create_directories(file.path.parent_path(), error);
    if (error) return SystemError(error.value(), "creating", file.path.parent_path());
    const Fd fd(
        open(file.temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!fd.open()) return SystemError(errno, "creating", file.temporary);
    ASSAY_TRY(WriteBytes(fd.get(), file.bytes, file.temporary));
  }
  return Done{};
}

Status FileSet::RenameAll() {
  for (const Pending& file : pending_) {
    if (rename(file.temporary.c_str(), file.path.c_str()) != 0)
      return SystemError(errno, "renaming", file.temporary);
  }
  return Done{};
}

Status FileSet::Sync(const Fd& folder) {
  if (syncfs(folder.get()) == 0) return Done{};
  sync_failed_ = true;
  return SystemError(errno, "syncing", folder_);
}

void FileSet::RemoveTemporaries() {
  for (const Pending& file : pending_) unlink(file.temporary.c_str());
}

Status FileSet::Install() {
  // Opened before the first write: syncfs reports what went wrong since then.
  const Fd folder(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) return SystemError(errno, "opening", folder_);
  Status done = WriteAll();
  if (done.ok()) done = Sync(folder);
  if (done.ok()) done = RenameAll();
  if (done.ok()) done = Sync(folder);
  if (!done.ok()) RemoveTemporaries();
  return done;
}

Result<std::string> ReadLogFile(const fs::path& folder, const LogFile& file) {
  const std::size_t limit_bytes = file.kind == FileKind::kTile      ? kTileWidth * sizeof(Digest)
                                  : file.kind == FileKind::kEntries ? kMaxEntriesFileBytes
                                                                    : kMaxPayloadFileBytes;
  return ReadFile(folder / PathOf(file), limit_bytes);
}

Result<std::vector<Digest>> ReadTile(const fs::path& folder, const LogFile& tile) {
  ASSAY_LET(const std::string bytes, ReadLogFile(folder, tile));
  Result<std::vector<Digest>> hashes = ParseTile(bytes, tile.width);
  if (!hashes.ok()) return Error(hashes.error()).In(PathOf(tile));
  return hashes;
}

Result<std::unique_ptr<Bundle>> ReadEntries(const fs::path& folder, std::uint64_t size,
                                            std::uint64_t number) {
  const LogFile file{
      .kind = FileKind::kEntries, .level = 0, .number = number, .width = WidthAt(size, 0, number)};
  auto bundle = std::make_unique<Bundle>();
  ASSAY_LET(bundle->bytes, ReadLogFile(folder, file));
  Result<std::vector<std::string_view>> entries = ParseEntries(bundle->bytes, file.width);
  if (!entries.ok()) return Error(entries.error()).In(PathOf(file));
  bundle->entries = std::move(entries).value();
  return bundle;
}

Result<Fd> TakeLock(const fs::path& file) {
  Fd fd(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd.open()) return SystemError(errno, "opening", file);
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return SystemError(errno, "locking", file);
    const Result<std::string> holder = ReadFile(file, 256);
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{} is held by process {}", ToPrintable(file.native()),
                             holder.ok() ? ToPrintable(Trim(holder.value())) : "unknown")};
  }
  // Only to tell a person who it is: the lock itself dies with its process.
  const std::string holder = fmt::format("{} started {}\n", getpid(), StartTime());
  if (ftruncate(fd.get(), 0) != 0) return SystemError(errno, "writing", file);
  ASSAY_TRY(WriteBytes(fd.get(), holder, file));
  return fd;
}

Status ForEachFile(const fs::path& folder,
                   const std::function<Status(const std::string&, bool)>& visit) {
  ASSAY_LET(const std::vector<FolderEntry> entries, List(folder));
  for (const FolderEntry& entry : entries) {
    if (entry.type != fs::file_type::directory) {
      ASSAY_TRY(visit(entry.name, entry.type == fs::file_type::regular));
      continue;
    }
    const std::string prefix = entry.name + "/";
    ASSAY_TRY(ForEachFile(folder / entry.name, [&](const std::string& below, bool is_regular) {
      return visit(prefix + below, is_regular);
    }));
  }
  return Done{};
}

Status Remove(const fs::path& folder, const LogFile& file) {
  const fs::path path = folder / PathOf(file);
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return SystemError(errno, "removing", path);
  if (file.width < kTileWidth) rmdir(path.parent_path().c_str());  // fails while others are there
  return Done{};
}

}  // namespace assay::ledger
