// SPDX-License-Identifier: Apache-2.0
//
// A file without a name: what one pass leaves for a later one without holding it in memory. It is
// gone with the object, and with the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <type_traits>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/result.h"

namespace assay {

/// Threads: one appends, and nobody reads meanwhile; any number read.
class Scratch {
 public:
  /// In `folder`, on whose disk it will lie.
  /// Errors:  as SystemError.
  static Result<Scratch> Make(const std::filesystem::path& folder);

  /// At the end. Errors: as SystemError: kExhausted when the disk is full.
  Status Append(ByteView bytes);

  /// Fills `bytes` with what stands from `at` on, which must have been appended.
  /// Errors:  as SystemError.
  Status Read(std::uint64_t at, std::span<std::uint8_t> bytes) const;

  [[nodiscard]] std::uint64_t bytes() const { return written_ + pending_.size(); }

 private:
  explicit Scratch(Fd file) : file_(std::move(file)) {}
  static Result<Scratch> MakeAndUnlink(const std::filesystem::path& folder);
  Status Write();

  Fd file_;
  Bytes pending_;  ///< behind `written_`, not in the file yet
  std::uint64_t written_ = 0;
};

/// Rows of one size, by their number. Errors: as Scratch.
template <typename Row>
  requires std::is_trivially_copyable_v<Row>
class ScratchRows {
 public:
  explicit ScratchRows(Scratch file) : file_(std::move(file)) {}

  Status Append(const Row& row) {
    return file_.Append({reinterpret_cast<const std::uint8_t*>(&row), sizeof row});
  }
  /// Fills `rows` from row number `first` on.
  Status Read(std::uint64_t first, std::span<Row> rows) const {
    return file_.Read(first * sizeof(Row),
                      {reinterpret_cast<std::uint8_t*>(rows.data()), rows.size_bytes()});
  }
  [[nodiscard]] std::uint64_t size() const { return file_.bytes() / sizeof(Row); }

 private:
  Scratch file_;
};

}  // namespace assay
