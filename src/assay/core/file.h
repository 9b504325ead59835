// SPDX-License-Identifier: Apache-2.0
//
// Whole files, read with a limit and written so that a crash leaves the old one or the new one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay {

/// Closes on destruction.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// The error for a failed system call: maps errno to kNotFound, kDenied, kExhausted (disk full,
/// quota) or kUnavailable, and names the path.
Error SystemError(int error_number, std::string_view doing, const std::filesystem::path& path);

/// Errors:  as SystemError; kExhausted when the file is larger than `limit_bytes`; kInvalidArgument
///          when it is no regular file (a FIFO would block, a device would never end).
Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t limit_bytes);

/// Temporary name, fsync, rename, fsync of the folder.
/// Errors:  as SystemError. A failed fsync is an error and is not tried again.
Status WriteFileDurably(const std::filesystem::path& path, std::string_view bytes,
                        unsigned mode = 0644);

/// Takes the place of what is there, and is not durable. After an error nothing is there.
/// Errors:  as SystemError.
Status WriteNewFile(const std::filesystem::path& path, std::string_view bytes, unsigned mode);

/// Errors:  as SystemError.
Status SyncFolder(const std::filesystem::path& folder);

}  // namespace assay
