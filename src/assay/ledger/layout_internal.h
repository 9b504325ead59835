// SPDX-License-Identifier: Apache-2.0
//
// Which files a log of a given size has, and what they are called. Names only: no I/O.
// Source:  C2SP tlog-tiles 0.1.0; docs/formats/ledger.md for payload/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::ledger {

inline constexpr std::uint64_t kTileWidth = 256;  ///< hashes in a full tile, entries in a bundle
inline constexpr unsigned kMaxLevel = 7;          ///< 256^8 = 2^64 leaves

enum class FileKind { kTile, kEntries, kPayload };

/// One file of a log. `level` is 0 but for tiles.
struct LogFile {
  FileKind kind = FileKind::kTile;
  unsigned level = 0;
  std::uint64_t number = 0;
  std::uint64_t width = kTileWidth;  ///< 1 to 256; below 256 it is partial

  bool operator==(const LogFile&) const = default;
};

/// Path below the log's folder: "tile/0/x001/234.p/17", "tile/entries/000", "payload/000.p/3".
std::string PathOf(const LogFile& file);

/// The inverse of PathOf; none for any other text.
std::optional<LogFile> ParsePath(std::string_view path);

/// How many hashes of a tree of `size` leaves lie in tile `number` of `level`; 0: no such tile.
std::uint64_t WidthAt(std::uint64_t size, unsigned level, std::uint64_t number);

/// True when a log of `size` entries has this file, in this width.
bool BelongsTo(std::uint64_t size, const LogFile& file);

/// What Open and WriteFileDurably leave behind when they are killed.
bool IsTemporary(std::string_view path);

}  // namespace assay::ledger
