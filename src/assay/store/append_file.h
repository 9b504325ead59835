// SPDX-License-Identifier: Apache-2.0
//
// A file that grows at its end, through a buffer. It knows no format, and gives no name but the
// one it was told.
#pragma once

#include <cstdint>
#include <filesystem>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/result.h"

namespace assay::store {

/// Threads: one. After an error only Truncate and destruction make sense.
class AppendFile {
 public:
  /// Errors:  as SystemError; kUnavailable when something lies there under the name.
  static Result<AppendFile> Create(const std::filesystem::path& file, unsigned mode);
  /// Goes on after the first `keep_bytes`; what lies behind them is cut off.
  /// Errors:  as SystemError; kCorrupt when the file is shorter.
  static Result<AppendFile> Resume(const std::filesystem::path& file, std::uint64_t keep_bytes);

  Status Append(ByteView bytes);
  Status Flush();
  /// Flushes, and waits until the bytes are on the disk. Errors: as SystemError; never tried again.
  Status Sync();
  /// Forgets what was appended behind the first `keep_bytes`.
  Status Truncate(std::uint64_t keep_bytes);

  /// With what waits in the buffer.
  [[nodiscard]] std::uint64_t bytes() const { return written_ + buffer_.size(); }

 private:
  AppendFile(Fd fd, std::filesystem::path file, std::uint64_t written)
      : fd_(std::move(fd)), file_(std::move(file)), written_(written) {}
  Status Write(ByteView bytes);

  Fd fd_;
  std::filesystem::path file_;
  std::uint64_t written_;
  Bytes buffer_;
};

}  // namespace assay::store
