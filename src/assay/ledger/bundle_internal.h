// SPDX-License-Identifier: Apache-2.0
//
// The two bundle formats: up to 256 entries, and up to 256 payloads with their salts.
// It hashes nothing and reads no files; an untrusted bundle is parsed with every length checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay::ledger {

inline constexpr std::size_t kMaxEntryBytes = 65'535;
inline constexpr std::size_t kMaxPayloadBytes = 1U << 20U;
inline constexpr std::size_t kSaltBytes = 32;
inline constexpr std::size_t kMaxEntriesFileBytes = 256 * (2 + kMaxEntryBytes);
inline constexpr std::size_t kMaxPayloadFileBytes = 256 * (5 + kSaltBytes + kMaxPayloadBytes);

/// Big-endian uint16 length, then the entry.
/// Source:  C2SP tlog-tiles 0.1.0.
void AppendEntry(std::string& bundle, std::string_view entry);

/// Views into `bundle`.
/// Errors:  kCorrupt unless it holds exactly `width` entries and nothing else.
Result<std::vector<std::string_view>> ParseEntries(std::string_view bundle, std::uint64_t width);

/// A payload as it is stored; both empty when it was erased.
struct StoredPayload {
  bool erased = false;
  std::string_view salt;
  std::string_view payload;
};

/// 01, big-endian uint32 length of the payload, salt, payload.
void AppendPayload(std::string& bundle, std::string_view salt, std::string_view payload);
/// 00: no length, no salt.
void AppendErased(std::string& bundle);

/// Views into `bundle`.
/// Errors:  kCorrupt unless it holds exactly `width` payloads and nothing else.
Result<std::vector<StoredPayload>> ParsePayloads(std::string_view bundle, std::uint64_t width);

}  // namespace assay::ledger
