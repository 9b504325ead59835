// SPDX-License-Identifier: Apache-2.0
//
// Shared memory of fixed size. Sealed, so that nobody can shrink it and make the parent fault
// (SIGBUS), and, where the worker only reads, so that it never can write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include "assay/core/file.h"
#include "assay/core/result.h"

namespace assay::channel::internal {

/// The same descriptor above 9, so that dup2() onto low numbers in a child overwrites no source.
Fd MoveUp(const Fd& fd);

class Slot {
 public:
  enum class Worker { kReads, kWrites };

  /// Errors:  kExhausted, kUnavailable.
  static Result<Slot> Make(std::size_t bytes, Worker worker);

  Slot(Slot&& other) noexcept
      : fd_(std::move(other.fd_)), bytes_(std::exchange(other.bytes_, {})) {}
  Slot& operator=(Slot&& other) noexcept;
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot();

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] std::span<std::uint8_t> bytes() const { return bytes_; }

 private:
  Slot(Fd fd, std::span<std::uint8_t> bytes) : fd_(std::move(fd)), bytes_(bytes) {}
  Fd fd_;
  std::span<std::uint8_t> bytes_;
};

/// A copy of a regular file in memory that nobody can change any more.
/// Errors:  kInvalidArgument unless it is a regular file; kExhausted over the limit or when memory
///          is short; else as SystemError.
Result<Fd> Snapshot(const std::filesystem::path& file, std::uint64_t limit_bytes);

/// The same of bytes.
/// Errors:  kExhausted, kUnavailable.
Result<Fd> Sealed(std::string_view bytes);

}  // namespace assay::channel::internal
