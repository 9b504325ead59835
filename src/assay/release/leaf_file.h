// SPDX-License-Identifier: Apache-2.0
//
// The leaves of the one tree on disk, for who needs its root and no paths.
#pragma once

#include <filesystem>
#include <utility>

#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/core/scratch.h"
#include "assay/release/tree.h"

namespace assay::release {

/// Threads: one uses it.
class LeafFile {
 public:
  /// Errors: as Scratch::Make.
  static Result<LeafFile> Make(const std::filesystem::path& folder);

  /// In any order. Errors: as Scratch::Append.
  Status Add(const TreeLeaf& leaf) { return leaves_.Append(leaf); }

  /// As TreeBuilder::CheckedRoot.
  /// Errors:  kCorrupt when two leaves have the same place; as Scratch::Read.
  /// Cost:    16 bytes of memory a leaf.
  [[nodiscard]] Result<Digest> CheckedRoot() const;

 private:
  explicit LeafFile(Scratch leaves) : leaves_(std::move(leaves)) {}

  ScratchRows<TreeLeaf> leaves_;
};

}  // namespace assay::release
