// SPDX-License-Identifier: Apache-2.0
//
// The files of a folder that may be a stranger's: named, measured, and never followed out of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/file.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::release {

/// What a folder holds. Paths are relative, '/' between their parts.
struct Inventory {
  std::map<std::string, std::uint64_t> files;  ///< regular files with their sizes
  std::vector<std::string> folders;            ///< sorted
  std::vector<std::string> others;             ///< links, pipes, devices: sorted
};

/// Follows no link.
/// Errors:  kExhausted over 50,000,000 names or 64 folders deep; as SystemError.
Result<Inventory> TakeInventory(const std::filesystem::path& folder);

/// Opens a regular file below `folder` for reading; no part of `path` may be a link.
/// Errors:  kInvalidArgument for a path that is none inside, or no regular file; as SystemError.
Result<Fd> OpenInside(const std::filesystem::path& folder, std::string_view path);

/// SHA-256 of `bytes` bytes from `offset`.
/// Errors:  kCorrupt when the file ends before; as SystemError.
Result<Digest> HashRange(const Fd& file, std::uint64_t offset, std::uint64_t bytes);

/// Errors:  as SystemError.
Result<std::uint64_t> SizeOf(const Fd& file);

/// All of a small file. Errors: as OpenInside; kExhausted over the limit.
Result<std::string> ReadInside(const std::filesystem::path& folder, std::string_view path,
                               std::size_t limit_bytes);

}  // namespace assay::release
