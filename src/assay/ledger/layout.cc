// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "assay/ledger/layout_internal.h"
#include "assay/ledger/note_internal.h"

namespace assay::ledger {
namespace {

/// 1234067 is "x001/x234/067".
std::string NumberPath(std::uint64_t number) {
  std::string path = fmt::format("{:03}", number % 1000);
  for (number /= 1000; number > 0; number /= 1000)
    path = fmt::format("x{:03}/{}", number % 1000, path);
  return path;
}

std::string_view FolderOf(FileKind kind) {
  switch (kind) {
    case FileKind::kTile:
      return "tile/";
    case FileKind::kEntries:
      return "tile/entries/";
    case FileKind::kPayload:
      return "payload/";
  }
  return "";
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// All digits of "x001/x234/067", whatever stands between: PathOf decides whether it was right.
std::optional<std::uint64_t> ReadNumber(std::string_view text) {
  std::uint64_t number = 0;
  int digits = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') continue;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
    if (++digits > 18) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  return number;
}

}  // namespace

std::string PathOf(const LogFile& file) {
  std::string path(FolderOf(file.kind));
  if (file.kind == FileKind::kTile) path += fmt::format("{}/", file.level);
  path += NumberPath(file.number);
  if (file.width < kTileWidth) path += fmt::format(".p/{}", file.width);
  return path;
}

std::optional<LogFile> ParsePath(std::string_view path) {
  const std::string_view whole = path;
  LogFile file;
  if (TakePrefix(path, "tile/entries/")) {
    file.kind = FileKind::kEntries;
  } else if (TakePrefix(path, "payload/")) {
    file.kind = FileKind::kPayload;
  } else if (TakePrefix(path, "tile/") && path.size() > 2 && path[0] >= '0' &&
             path[0] <= '0' + static_cast<int>(kMaxLevel)) {
    file.level = static_cast<unsigned>(path[0] - '0');
    path.remove_prefix(2);
  } else {
    return std::nullopt;
  }
  if (const std::size_t dot = path.find(".p/"); dot != std::string_view::npos) {
    const auto width = ParseDecimal(path.substr(dot + 3));
    if (!width.ok() || width.value() == 0 || width.value() >= kTileWidth) return std::nullopt;
    file.width = width.value();
    path = path.substr(0, dot);
  }
  const auto number = ReadNumber(path);
  if (!number) return std::nullopt;
  file.number = *number;
  if (PathOf(file) != whole) return std::nullopt;  // one name for one file
  return file;
}

std::uint64_t WidthAt(std::uint64_t size, unsigned level, std::uint64_t number) {
  const std::uint64_t hashes = size >> (8U * level);
  if (number > hashes / kTileWidth) return 0;
  return std::min(kTileWidth, hashes - number * kTileWidth);
}

bool BelongsTo(std::uint64_t size, const LogFile& file) {
  return WidthAt(size, file.level, file.number) == file.width;
}

bool IsTemporary(std::string_view path) { return path.ends_with(".tmp"); }

}  // namespace assay::ledger
