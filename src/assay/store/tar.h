// SPDX-License-Identifier: Apache-2.0
//
// Tar archives that depend on names and bytes only: no clock, no owner. It writes plain ustar, and
// reads the headers that it has written itself; foreign archives are read in workers.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::store {

constexpr std::size_t kTarBlock_bytes = 512;
constexpr std::size_t kTarRecord_bytes = 10'240;  ///< an archive is a multiple of this
using TarBlock = std::array<std::uint8_t, kTarBlock_bytes>;

/// What a member of `bytes` takes in an archive: its header and its blocks.
std::uint64_t TarMemberBytes(std::uint64_t bytes);

/// The zeros that end an archive whose members take `bytes`.
std::uint64_t TarEndBytes(std::uint64_t bytes);

/// A header: regular file, mode 0444, no owner, time 0.
/// Errors:  kInvalidArgument for a name that is empty, over 100 bytes or holds a NUL, and for
///          contents of 8 GiB and more: plain ustar holds neither.
/// Source:  POSIX.1-2017, pax, "ustar Interchange Format".
Result<TarBlock> TarHeader(std::string_view name, std::uint64_t bytes);

struct TarMember {
  std::string name;
  std::uint64_t bytes = 0;
};

/// The member that a header announces; none for the block of zeros at an archive's end.
/// Errors:  kCorrupt for every block that TarHeader would not have written.
Result<std::optional<TarMember>> ParseTarHeader(const TarBlock& block);

/// One archive, written while members arrive. Memory: a buffer.
///
/// Threads: one. Without Finish the file is no archive: give it a temporary name.
/// Exact:   equal members give equal bytes.
class TarWriter {
 public:
  /// Errors:  as SystemError; kUnavailable when `file` exists.
  static Result<TarWriter> Create(const std::filesystem::path& file);
  TarWriter(TarWriter&&) noexcept;
  TarWriter& operator=(TarWriter&&) noexcept;
  ~TarWriter();

  /// Where in the archive the contents begin.
  /// Errors:  as TarHeader, which leaves the archive as it was; as SystemError.
  Result<std::uint64_t> Add(std::string_view name, ByteView contents);

  /// So far; without the end.
  [[nodiscard]] std::uint64_t bytes() const;

  struct Whole {
    std::uint64_t bytes = 0;
    Digest sha256;
  };
  /// Writes the end and makes the file durable; its name is not (SyncFolder).
  /// Errors:  as SystemError.
  Result<Whole> Finish();

 private:
  struct State;
  explicit TarWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::store
