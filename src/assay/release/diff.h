// SPDX-License-Identifier: Apache-2.0
//
// What is different between two releases. Both are read at once, in key order: memory does not grow
// with the number of records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/release/manifest.h"
#include "assay/release/statement.h"

namespace assay::release {

enum class Change { kAdded, kRemoved, kChanged };
std::string_view Name(Change change);  // "added", "removed", "changed"

struct Difference {
  std::string key;
  Change change = Change::kChanged;
  std::vector<std::string> members;  ///< of the row, sorted; for kChanged
};

struct DiffResult {
  Statement before;
  Statement after;
  std::uint64_t same = 0;
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  std::uint64_t changed = 0;

  [[nodiscard]] bool differs() const { return added + removed + changed > 0; }
};

/// Calls `visit` for each key that is not the same in both, in key order.
///
/// Errors:  as OpenRelease and ForEachRow, with the folder; what `visit` returned.
/// Cost:    one pass over both indexes; a few hundred rows in memory.
/// Threads: `read` is called in a second thread, too.
Result<DiffResult> Diff(const std::filesystem::path& before, const std::filesystem::path& after,
                        const ReadTable& read,
                        const std::function<Status(const Difference& difference)>& visit);

}  // namespace assay::release
