// SPDX-License-Identifier: Apache-2.0
//
// Proofs that a release holds a record, or does not: what somebody who has neither the release nor
// us can check offline. Format: docs/formats/release.md.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/release/manifest.h"
#include "assay/release/statement.h"

namespace assay::release {

/// {"schema": "assay.release.proof/1", "kind": "member" | "absent", ...}. A proof of absence shows
/// the rows of the two records whose places enclose that of `key`.
///
/// Errors:  as OpenRelease and ForEachRow; kCorrupt when the rows do not give the root.
/// Cost:    one pass over the index; 96 bytes a record.
Result<Json> Prove(const std::filesystem::path& folder, std::string_view key,
                   const ReadTable& read);

struct Checked {
  std::string key;
  bool is_member = false;
  Statement statement;
};

/// Checks a proof offline.
///
/// `root`: hex, from elsewhere, or empty. `vkey`: from elsewhere, or empty: then the signature is
/// checked under the key that the proof itself brings, which proves nothing against its maker.
/// Errors:  kCorrupt with what does not hold; kInvalidArgument for a bad root or vkey.
Result<Checked> CheckProof(std::string_view proof, std::string_view root, std::string_view vkey);

}  // namespace assay::release
