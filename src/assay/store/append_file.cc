// SPDX-License-Identifier: Apache-2.0
#include "assay/store/append_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace assay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer_bytes = 1U << 20U;

}  // namespace

Result<AppendFile> AppendFile::Create(const fs::path& file, unsigned mode) {
  Fd fd(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
             static_cast<mode_t>(mode)));
  if (!fd.open()) return SystemError(errno, "creating", file);
  return AppendFile(std::move(fd), file, 0);
}

Result<AppendFile> AppendFile::Resume(const fs::path& file, std::uint64_t keep_bytes) {
  Fd fd(open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "opening", file);
  if (static_cast<std::uint64_t>(status.st_size) < keep_bytes)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{} has lost its end: {} bytes of {}", ToPrintable(file.native()),
                             status.st_size, keep_bytes)};
  AppendFile opened(std::move(fd), file, keep_bytes);
  ASSAY_TRY(opened.Truncate(keep_bytes));
  return opened;
}

Status AppendFile::Write(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t done = write(fd_.get(), bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return SystemError(errno, "writing", file_);
    written_ += static_cast<std::uint64_t>(done);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return Done{};
}

Status AppendFile::Append(ByteView bytes) {
  if (buffer_.size() + bytes.size() > kBuffer_bytes) ASSAY_TRY(Flush());
  if (bytes.size() >= kBuffer_bytes) return Write(bytes);
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  return Done{};
}

Status AppendFile::Flush() {
  ASSAY_TRY(Write(buffer_));
  buffer_.clear();
  return Done{};
}

Status AppendFile::Sync() {
  ASSAY_TRY(Flush());
  if (fsync(fd_.get()) != 0) return SystemError(errno, "syncing", file_);
  return Done{};
}

Status AppendFile::Truncate(std::uint64_t keep_bytes) {
  buffer_.clear();
  if (ftruncate(fd_.get(), static_cast<off_t>(keep_bytes)) != 0)
    return SystemError(errno, "cutting", file_);
  written_ = keep_bytes;
  return Done{};
}

}  // namespace assay::store
