// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "assay/channel/slot_internal.h"

namespace assay::channel::internal {
namespace {

Result<Fd> MakeMemory(const char* name) {
  const Fd fd(memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  Fd moved = MoveUp(fd);
  if (!fd.open() || !moved.open()) return SystemError(errno, "making shared memory", name);
  return moved;
}

/// Copies what the file holds now; a file that grows meanwhile is cut at `size_bytes`.
Status CopyAll(int from, int to, std::uint64_t size_bytes, const std::filesystem::path& file) {
  constexpr std::uint64_t kPiece_bytes = 1U << 30U;
  for (std::uint64_t left_bytes = size_bytes; left_bytes > 0;) {
    const ssize_t sent = sendfile(to, from, nullptr, std::min(left_bytes, kPiece_bytes));
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return SystemError(errno, "reading", file);
    if (sent == 0) break;
    left_bytes -= static_cast<std::uint64_t>(sent);
  }
  return Done{};
}

Result<Fd> SealedCopy(Fd memory, const std::filesystem::path& file) {
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) !=
      0)
    return SystemError(errno, "sealing a copy of", file);
  lseek(memory.get(), 0, SEEK_SET);
  return memory;
}

}  // namespace

Fd MoveUp(const Fd& fd) {
  constexpr int kAbove = 10;
  return Fd(fd.open() ? fcntl(fd.get(), F_DUPFD_CLOEXEC, kAbove) : -1);
}

Result<Slot> Slot::Make(std::size_t bytes, Worker worker) {
  ASSAY_LET(Fd fd, MakeMemory("assay-slot"));
  if (ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0)
    return SystemError(errno, "sizing shared memory", "assay-slot");
  void* mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (mapped == MAP_FAILED) return SystemError(errno, "mapping shared memory", "assay-slot");
  Slot slot(std::move(fd), {static_cast<std::uint8_t*>(mapped), bytes});
  // FUTURE_WRITE leaves our own mapping writable and makes every later one read-only.
  const int write_seal = worker == Worker::kReads ? F_SEAL_FUTURE_WRITE : 0;
  if (fcntl(slot.fd(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | write_seal | F_SEAL_SEAL) != 0)
    return SystemError(errno, "sealing shared memory", "assay-slot");
  return slot;
}

Slot& Slot::operator=(Slot&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Slot::~Slot() {
  if (!bytes_.empty()) munmap(bytes_.data(), bytes_.size());
}

Result<Fd> Snapshot(const std::filesystem::path& file, std::uint64_t limit_bytes) {
  // O_NONBLOCK: a FIFO must not make us wait.
  const Fd from(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!from.open() || fstat(from.get(), &status) != 0) return SystemError(errno, "reading", file);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kInvalidArgument, file.string() + " is no regular file"};
  const auto size_bytes = static_cast<std::uint64_t>(status.st_size);
  if (size_bytes > limit_bytes)
    return Error{ErrorCode::kExhausted, fmt::format("{} has {} bytes, over the limit of {}",
                                                    file.string(), size_bytes, limit_bytes)};
  ASSAY_LET(Fd memory, MakeMemory("assay-table"));
  ASSAY_TRY(CopyAll(from.get(), memory.get(), size_bytes, file));
  return SealedCopy(std::move(memory), file);
}

Result<Fd> Sealed(std::string_view bytes) {
  ASSAY_LET(Fd memory, MakeMemory("assay-table"));
  while (!bytes.empty()) {
    const ssize_t written = write(memory.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError(errno, "writing shared memory", "assay-table");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return SealedCopy(std::move(memory), "assay-table");
}

}  // namespace assay::channel::internal
