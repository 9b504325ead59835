// SPDX-License-Identifier: Apache-2.0
//
// Which releases were made of this workspace, and which records each of them holds. Rows are only
// ever added: a release never changes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"

namespace assay::catalog {

using ReleaseId = std::int64_t;

struct ReleaseRow {
  ReleaseId id = 0;
  std::string name{};
  std::string version{};
  RunId run = 0;
  std::string root{};  ///< hex
  std::int64_t count = 0;
  std::string statement{};  ///< the bytes of release.json
  std::string at{};         ///< RFC 3339 UTC: when it was sealed
  std::int64_t leaf = -1;
};

/// A release with what was reserved since.
struct ReleaseState {
  ReleaseRow release{};
  std::int64_t withdrawn = 0;  ///< of its records, by their addresses
};

/// Calls its argument once for each key of a release.
using EachKey = std::function<Status(const std::function<Status(std::string_view key)>& take)>;

/// The releases of a catalog. Threads: as its Catalog.
class Releases {
 public:
  /// `catalog` must outlive it.
  explicit Releases(Catalog& catalog) : catalog_(catalog) {}

  /// One durable transaction: the release, its keys, and its leaf in the outbox. Returns its id.
  /// Errors:  kInvalidArgument when name and version are taken; kCorrupt when `each_key` gives
  ///          another number of keys than `count` or one twice, or a leaf leaves a gap; kExhausted
  ///          when the disk is full; what `each_key` returned.
  Result<ReleaseId> Add(const ReleaseRow& row, const EachKey& each_key,
                        const std::vector<OutboxRow>& outbox);

  [[nodiscard]] Result<std::optional<ReleaseRow>> Find(std::string_view name,
                                                       std::string_view version) const;
  /// The newest of that name.
  [[nodiscard]] Result<std::optional<ReleaseRow>> Latest(std::string_view name) const;
  /// Oldest first.
  [[nodiscard]] Result<std::vector<ReleaseState>> All() const;
  /// Those that hold `key`, oldest first; `withdrawn` is 1 where its address was reserved since.
  [[nodiscard]] Result<std::vector<ReleaseState>> Holding(std::string_view key) const;

 private:
  Catalog& catalog_;
};

}  // namespace assay::catalog
