// SPDX-License-Identifier: Apache-2.0
//
// One record as its documents show it: facts folded into one value a column. It folds; it judges
// nothing, and what no fact states stays empty.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"

namespace assay::release {

struct ParsedRecord;

/// Members of the fact "quality.scores" that become columns "quality_<name>".
inline constexpr std::array<std::string_view, 13> kScoreNames = {
    "aspect",        "blockiness",    "blurry",   "border", "clipped_black",
    "clipped_white", "colourfulness", "contrast", "dark",   "entropy_bits",
    "information",   "light",         "sharpness"};

struct Columns {
  /// Distinct SPDX ids of "rights.licence" facts by status, sorted, joined by "; ".
  std::optional<std::string> licence_declared;
  std::optional<std::string> licence_detected;
  std::optional<std::string> licence_concluded;  ///< "rights.concluded"
  std::optional<std::string> duplicate_of;       ///< "set.exact"
  std::optional<std::string> near_cluster;       ///< "set.near"
  std::optional<bool> has_twin_conflict;         ///< none for a dead record
  std::optional<bool> has_contradiction;         ///< none for a dead record
  /// "privacy.*": true for present or malformed, false for absent, none when nobody looked.
  std::optional<bool> has_gps;
  std::optional<bool> has_serial;
  std::optional<bool> has_owner;
  std::optional<bool> has_thumbnail;
  std::optional<std::int64_t> orientation;  ///< "media.header"
  std::optional<bool> grayscale;            ///< "quality.scores"
  std::array<std::optional<double>, kScoreNames.size()> scores;
  std::vector<std::string> declared;  ///< the same ids, apart
  std::vector<std::string> detected;
  std::vector<std::string> signals;  ///< "protocol: value" of "rights.signal", sorted, each once
};

Columns Fold(const catalog::RecordRow& record, const ParsedRecord& parsed);

/// The canonical JSON array of texts that the catalog keeps (codes, evidence).
/// Errors:  kCorrupt.
Result<std::vector<std::string>> TextList(std::string_view canonical);

}  // namespace assay::release
