// SPDX-License-Identifier: Apache-2.0
//
// What a catalog says of objects and where they lie, for who takes away what it does not name, and
// the two corrections that this needs. It knows no objects.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"

namespace assay::catalog {

/// A record as its bytes are found.
struct RecordPlace {
  std::int64_t id = 0;  ///< of the row
  RunId run = 0;
  std::string asset{};
  std::string locator{};
};

/// A locator that a record has from now on.
struct Relocation {
  std::int64_t id = 0;
  std::string locator{};
};

/// The references of a catalog. Threads: as its Catalog.
class References {
 public:
  /// `catalog` must outlive it.
  explicit References(Catalog& catalog) : catalog_(catalog) {}

  /// Each text of each row of every table but `derived`, also of those that a later schema adds:
  /// an object is named where its digest stands in one of them. `visit` must not commit.
  /// Cost:    reads the file.
  Status ForEachText(const std::function<void(std::string_view text)>& visit) const;

  /// Each record, in the order in which they lie. `visit` must not commit.
  /// Cost:    reads the records.
  Status ForEachPlace(const std::function<Status(const RecordPlace&)>& visit) const;

  /// Each row of `derived`, without its answer, by asset and recipe. `visit` may drop rows.
  Status ForEachDerived(const std::function<Status(const DerivedRow&)>& visit) const;

  /// Errors:  kNotFound.
  [[nodiscard]] Result<std::string> Locator(std::int64_t record) const;

  /// One durable transaction each; of `rows`, asset and recipe are looked at. How often a
  /// record has died is known where it lies from then on.
  /// Errors:  kExhausted when the disk is full, and nothing was changed.
  Status Relocate(std::span<const Relocation> relocations);
  Status DropDerived(std::span<const DerivedRow> rows);

 private:
  Catalog& catalog_;
};

}  // namespace assay::catalog
