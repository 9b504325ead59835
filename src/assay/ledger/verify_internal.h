// SPDX-License-Identifier: Apache-2.0
//
// The part of verification that looks at one bundle at a time, and so runs on every core.
// It knows no root and no signature.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "assay/core/hash.h"
#include "assay/ledger/layout_internal.h"

namespace assay::ledger {

/// What recomputing one bundle of entries found out.
struct CheckedBundle {
  std::vector<Digest> leaf_hashes;  ///< empty when the entries could not be read
  std::string first_time;
  std::string last_time;
  std::vector<std::uint64_t> erased;   ///< entries whose payload is gone
  std::vector<std::uint64_t> targets;  ///< entries that tombstones here name
  std::vector<std::string> problems;   ///< in entry order
};

/// Bundles [first, first + count) of a log of `size`, in order, on all cores.
std::vector<CheckedBundle> CheckBundles(const std::filesystem::path& folder, std::uint64_t size,
                                        std::uint64_t first, std::size_t count);

/// What differs between a tile on disk and the hashes that it should hold: at most one problem,
/// which names the first hash.
std::vector<std::string> CompareTile(const std::filesystem::path& folder, const LogFile& tile,
                                     std::span<const Digest> expected);

}  // namespace assay::ledger
