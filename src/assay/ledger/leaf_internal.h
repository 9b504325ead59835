// SPDX-License-Identifier: Apache-2.0
//
// What stands in an entry: canonical {commit, meta, time, type, v}, read back without a JSON tree
// because a verifier does it a million times.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::ledger {

/// The type of a leaf that erases the payload of an earlier one.
inline constexpr std::string_view kTombstone = "tombstone";

/// Views into an entry.
struct LeafView {
  Digest commit;
  std::string_view meta;  ///< canonical JSON object
  std::string_view time;  ///< "2026-11-22T10:00:00Z": compares as text
  std::string_view type;
};

/// Exact for canonical entries: the members have a fixed order and all but `meta` a fixed form.
/// Errors:  kCorrupt.
Result<LeafView> ParseLeaf(std::string_view entry);

/// SHA-256(salt || payload).
Digest CommitOf(std::string_view salt, std::string_view payload);

/// The index that a tombstone erases; none for other leaves.
/// Errors:  kCorrupt for a tombstone whose meta names no earlier leaf than `index`.
Result<std::optional<std::uint64_t>> TombstoneTarget(const LeafView& leaf, std::uint64_t index);

}  // namespace assay::ledger
