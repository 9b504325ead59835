// SPDX-License-Identifier: Apache-2.0
//
// A digest signed with the key of a log: what speaks for a document that lies elsewhere. Two lines
// of text, so that none of them can be taken for a checkpoint, which has three.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::ledger {

/// The signed note over "`type`\nsha256:<hex>\n". Equal input gives equal bytes.
/// Errors:  as Log::Open for the key; kNotFound without one; kInvalidArgument for a type outside
///          [a-z0-9./_-]{1,64}.
/// Source:  C2SP signed-note 1.0.0; RFC 8032 (Ed25519).
Result<std::string> SignDigest(const std::filesystem::path& key_file, std::string_view type,
                               const Digest& digest);

/// Exactly one signature, by `vkey`, over that type and digest.
/// Errors:  kInvalidArgument for a bad vkey; kCorrupt with what does not hold.
Status CheckDigestNote(std::string_view note, std::string_view vkey, std::string_view type,
                       const Digest& digest);

}  // namespace assay::ledger
