// SPDX-License-Identifier: Apache-2.0
//
// The right edge of a hash tree, tile by tile: what an append and a recomputation need to hold.
// It does no I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/ledger/layout_internal.h"

namespace assay::ledger {

/// Hashes of one tile as bytes, and back.
std::string PackTile(std::span<const Digest> hashes);
/// Errors:  kCorrupt unless it has 32 bytes for each of `width` hashes.
Result<std::vector<Digest>> ParseTile(std::string_view bytes, std::uint64_t width);

/// Cost:    at most 255 hashes a level.
class Frontier {
 public:
  using OnFull =
      std::function<void(unsigned level, std::uint64_t number, std::span<const Digest> hashes)>;
  using ReadTile = std::function<Result<std::vector<Digest>>(const LogFile& tile)>;

  /// Loads the partial tiles of a tree of `size` leaves.
  static Result<Frontier> Load(std::uint64_t size, const ReadTile& read);

  /// `on_full` is called for each tile that this leaf completes, lowest level first.
  void Add(const Digest& leaf_hash, const OnFull& on_full);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest Root() const;
  [[nodiscard]] unsigned levels() const { return static_cast<unsigned>(partial_.size()); }
  [[nodiscard]] std::span<const Digest> Partial(unsigned level) const { return partial_[level]; }
  /// The tile that `Partial(level)` belongs into.
  [[nodiscard]] LogFile PartialFile(unsigned level) const;

 private:
  std::uint64_t size_ = 0;
  std::vector<std::vector<Digest>> partial_;  // by level
};

}  // namespace assay::ledger
