// SPDX-License-Identifier: Apache-2.0
//
// One item of a data set, and what a worker found when it looked at its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay {

/// What the bytes turned out to be. kOk and kRepaired are decided; every other outcome is a dead
/// letter.
enum class Outcome {
  kOk,           ///< no decoder warning, end marker seen, all rows
  kRepaired,     ///< all rows present; warnings or a dropped profile, listed in `codes`
  kTruncated,    ///< the stream ended early
  kCorrupt,      ///< damage that leaves no complete picture
  kBomb,         ///< a limit on pixels, frames, ratio, memory or time was hit
  kUnsupported,  ///< a known format, with a feature that we do not decode
  kEmpty,        ///< zero bytes
  kNotMedia,     ///< no known format
};
std::string_view Name(Outcome outcome);  // "ok", "repaired", ..., "not_media"
Result<Outcome> ParseOutcome(std::string_view name);
inline bool IsDecided(Outcome outcome) {
  return outcome == Outcome::kOk || outcome == Outcome::kRepaired;
}

/// A worker's answer about one asset. Depends on the bytes and on step versions only.
struct Inspection {
  Outcome outcome = Outcome::kNotMedia;
  std::vector<std::string> codes;  ///< why, in stable words: "limit.pixels", "icc.dropped"
  std::string media_type;          ///< by content: "image/jpeg"; empty when unknown
  std::int64_t width_px = 0;       ///< stored pixels, before orientation; 0 when unknown
  std::int64_t height_px = 0;
  std::int64_t frames = 0;
  std::vector<Fact> facts;

  bool operator==(const Inspection&) const = default;
};

Json ToJson(const Inspection& inspection);

/// Reads what a worker said; trusts nothing.
/// Errors:  kCorrupt for missing, unknown or mistyped members, and values out of range.
Result<Inspection> InspectionFromJson(Json json);

/// One item as its source named it. Two records may share an asset.
struct Record {
  std::string key;      ///< unique in its source; valid UTF-8; relative path for a folder
  std::string locator;  ///< where it was found: a path or URL, valid UTF-8
  Digest asset;         ///< of the bytes; all zero while unread
};

/// "sha256:<hex>"
std::string AssetName(const Digest& digest);

/// Errors:  kCorrupt for a text that AssetName never gives.
Result<Digest> ParseAssetName(std::string_view name);

}  // namespace assay
