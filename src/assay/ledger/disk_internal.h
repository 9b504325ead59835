// SPDX-License-Identifier: Apache-2.0
//
// The disk under a log: reading one of its files, sets of files that become durable together, the
// lock, and the walk over what lies in the folder. It checks no hash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/ledger/layout_internal.h"

namespace assay::ledger {

/// Files that are written under temporary names, synced, renamed, and synced again.
/// A crash leaves temporaries, or whole files that no checkpoint covers.
/// A sync is one syncfs for all files and folders: a group of 4,096 leaves is 50 files, and as many
/// single syncs took thirty times as long (370 ms against 11 ms on ext4). Linux reports write
/// errors through it since 5.8.
class FileSet {
 public:
  explicit FileSet(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void Add(const LogFile& file, std::string bytes);

  /// Errors:  as SystemError; temporaries are removed. After a failed sync the state of the disk is
  ///          unknown and `sync_failed` is true: stop writing.
  Status Install();
  [[nodiscard]] bool sync_failed() const { return sync_failed_; }

 private:
  struct Pending {
    std::filesystem::path path;
    std::filesystem::path temporary;
    std::string bytes;
  };
  Status WriteAll();
  Status RenameAll();
  Status Sync(const Fd& folder);
  void RemoveTemporaries();

  std::filesystem::path folder_;
  std::vector<Pending> pending_;
  bool sync_failed_ = false;
};

/// Errors:  as SystemError; kExhausted when it is larger than any file of its kind.
Result<std::string> ReadLogFile(const std::filesystem::path& folder, const LogFile& file);

/// Errors:  as ReadLogFile; kCorrupt when the length is not that of its width.
Result<std::vector<Digest>> ReadTile(const std::filesystem::path& folder, const LogFile& tile);

/// The entries of bundle `number` in a log of `size`.
struct Bundle {
  std::string bytes;
  std::vector<std::string_view> entries;  ///< views into `bytes`: do not copy
};
/// Errors:  as ReadLogFile; kCorrupt when it does not parse.
Result<std::unique_ptr<Bundle>> ReadEntries(const std::filesystem::path& folder, std::uint64_t size,
                                            std::uint64_t number);

/// Errors:  kUnavailable, with the process that holds it.
Result<Fd> TakeLock(const std::filesystem::path& file);

/// Calls `visit` with each path below `folder`, relative to it and with '/' between, for everything
/// that is not a folder, in bytewise order within a folder.
Status ForEachFile(const std::filesystem::path& folder,
                   const std::function<Status(const std::string& path, bool is_regular)>& visit);

/// Removes a file of the log and the folder of its partial siblings when that is empty.
/// Errors:  as SystemError; a file that is not there is no error.
Status Remove(const std::filesystem::path& folder, const LogFile& file);

}  // namespace assay::ledger
