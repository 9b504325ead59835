// SPDX-License-Identifier: Apache-2.0
//
// What is in a pack: the log of one that grows, the sorted index of a closed one, and the scan
// that both can be rebuilt from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::store::internal {

struct PackEntry {
  Digest digest;
  std::uint64_t offset_bytes = 0;
  std::uint64_t bytes = 0;

  auto operator<=>(const PackEntry&) const = default;
};

/// Where the last of these members ends in its pack, padding included.
std::uint64_t EndOf(std::span<const PackEntry> entries);

/// The record of a log: digest, offset, length, and the first 8 bytes of the SHA-256 of those.
constexpr std::size_t kLogRecord_bytes = 56;
void AppendLogRecord(const PackEntry& entry, Bytes& out);

/// The entries of a log up to where a crash has torn it; none when it is damaged before its end.
std::optional<std::vector<PackEntry>> ReadLog(ByteView log);

/// The whole members of a pack, in its order: those whose bytes have the digest that is their
/// name. What is damaged or torn is passed over.
/// Errors:  as SystemError.
/// Cost:    reads the pack.
Result<std::vector<PackEntry>> ScanPack(const std::filesystem::path& pack);

/// The bytes of the index of `entries`: 48 a member, sorted by digest, and the SHA-256 of all.
Bytes IndexOf(std::vector<PackEntry> entries);

/// The index of a closed pack, mapped.
class PackIndex {
 public:
  /// Errors:  kCorrupt when it is not what IndexOf has made; as SystemError.
  static Result<PackIndex> Open(const std::filesystem::path& file);
  PackIndex(PackIndex&& other) noexcept : mapped_(std::exchange(other.mapped_, {})) {}
  PackIndex& operator=(PackIndex&& other) noexcept {
    std::swap(mapped_, other.mapped_);
    return *this;
  }
  ~PackIndex();

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] PackEntry At(std::size_t i) const;
  [[nodiscard]] std::optional<PackEntry> Find(const Digest& digest) const;

 private:
  explicit PackIndex(std::span<const std::uint8_t> mapped) : mapped_(mapped) {}
  std::span<const std::uint8_t> mapped_;
};

/// Fills `out` from `offset` on. Errors: as SystemError; kCorrupt when the file ends before.
Status ReadAt(int fd, std::uint64_t offset, std::span<std::uint8_t> out);

}  // namespace assay::store::internal
