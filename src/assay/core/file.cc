// SPDX-License-Identifier: Apache-2.0
#include "assay/core/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace assay {
namespace {

namespace fs = std::filesystem;

ErrorCode CodeFor(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorCode::kDenied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
      return ErrorCode::kExhausted;
    default:
      return ErrorCode::kUnavailable;
  }
}

Status WriteAll(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError(errno, "writing", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

enum class Sync { kNo, kYes };

Status Write(const fs::path& path, std::string_view bytes, unsigned mode, Sync sync) {
  unlink(path.c_str());  // what a crash left behind may be read-only
  const Fd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                   static_cast<mode_t>(mode)));
  if (!fd.open()) return SystemError(errno, "creating", path);
  ASSAY_TRY(WriteAll(fd.get(), bytes, path));
  if (sync == Sync::kYes && fsync(fd.get()) != 0) return SystemError(errno, "syncing", path);
  return Done{};
}

Status WriteOrRemove(const fs::path& path, std::string_view bytes, unsigned mode, Sync sync) {
  Status written = Write(path, bytes, mode, sync);
  if (!written.ok()) unlink(path.c_str());
  return written;
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

Error SystemError(int error_number, std::string_view doing, const fs::path& path) {
  return {CodeFor(error_number),
          fmt::format("{} {}: {}", doing, ToPrintable(path.native()),
                      std::generic_category().message(error_number)),
          error_number == ENOSPC || error_number == EDQUOT};
}

Result<std::string> ReadFile(const fs::path& path, std::size_t limit_bytes) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "reading", path);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is no regular file", ToPrintable(path.native()))};
  const Error too_large{
      ErrorCode::kExhausted,
      fmt::format("{} has more than {} bytes", ToPrintable(path.native()), limit_bytes)};
  if (static_cast<std::uint64_t>(status.st_size) > limit_bytes) return too_large;
  std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t used = 0;
  for (;;) {
    const ssize_t got = read(fd.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", path);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > limit_bytes) return too_large;
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);  // it grew while we read
  }
  bytes.resize(used);
  return bytes;
}

Status WriteFileDurably(const fs::path& path, std::string_view bytes, unsigned mode) {
  const fs::path temporary = path.native() + ".tmp";
  ASSAY_TRY(WriteOrRemove(temporary, bytes, mode, Sync::kYes));
  if (rename(temporary.c_str(), path.c_str()) != 0) return SystemError(errno, "renaming", path);
  return SyncFolder(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

Status WriteNewFile(const fs::path& path, std::string_view bytes, unsigned mode) {
  return WriteOrRemove(path, bytes, mode, Sync::kNo);
}

Status SyncFolder(const fs::path& folder) {
  const Fd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.open() || fsync(fd.get()) != 0) return SystemError(errno, "syncing", folder);
  return Done{};
}

}  // namespace assay
