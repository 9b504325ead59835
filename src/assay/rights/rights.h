// SPDX-License-Identifier: Apache-2.0
//
// What metadata, sidecars, folder files and manifest columns say about rights, as facts.
// It decides nothing and fetches nothing; marks arrive already extracted.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/result.h"

namespace assay::rights {

/// Facts from one asset's embedded marks (or an XMP sidecar's: then `source` names it).
std::vector<Fact> FromMarks(std::span<const Mark> marks, std::string_view source = "asset");

/// Facts from a JSON sidecar of gallery-dl, yt-dlp or img2dataset; one "rights.sidecar" fact of
/// state kMalformed when it is no JSON object.
std::vector<Fact> FromJsonSidecar(std::string_view text, std::string_view source);

/// Facts from a LICENSE or README file of the folder a record lies in: scope "folder".
std::vector<Fact> FromFolderFile(std::string_view text, std::string_view source);

/// Facts from a manifest's columns, by lower-case column name; unknown columns are ignored.
std::vector<Fact> FromColumns(const std::map<std::string, std::string>& columns,
                              std::string_view source);

/// Appends "rights.contradiction" and "rights.concluded" to all facts of one record.
void Conclude(std::vector<Fact>& facts);

}  // namespace assay::rights
