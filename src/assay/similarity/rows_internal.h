// SPDX-License-Identifier: Apache-2.0
//
// The items of a comparison, on disk by their number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <utility>

#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/core/scratch.h"
#include "assay/similarity/pdq.h"
#include "assay/similarity/sets_internal.h"

namespace assay::similarity::internal {

struct Row {
  Pdq pdq;
  Digest asset;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  bool has_pdq = false;
  bool ok = false;
};

/// Threads: one appends, and nobody reads meanwhile; any number read.
struct Rows {
  Rows(std::filesystem::path where, Scratch scratch)
      : folder(std::move(where)), file(std::move(scratch)) {}

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(file.size()); }
  [[nodiscard]] Result<Row> At(std::uint32_t item) const;
  Status ForEach(const std::function<void(std::uint32_t, const Row&)>& visit) const;

  std::filesystem::path folder;  ///< for more files
  ScratchRows<Row> file;
  std::map<std::uint32_t, Digest> pixels;  ///< of items that were asked
};

/// Sets of items with equal bytes. Errors: as Scratch. Cost: 20 bytes an item, 4 of which stay.
Result<Sets> SameBytes(const Rows& rows);

}  // namespace assay::similarity::internal
