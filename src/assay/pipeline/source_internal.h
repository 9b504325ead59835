// SPDX-License-Identifier: Apache-2.0
//
// What the sources share: turning a path into an item or a problem, and a manifest row into facts.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "assay/pipeline/source.h"

namespace assay::pipeline::internal {

/// Sets `path` and `locator` of `item` when `file` is a regular file, or a link to one inside
/// `root`; else its problem.
void Place(const std::filesystem::path& file, const std::filesystem::path& root, Item& item);

/// A manifest row that offers no file: key "manifest:<row>".
Item ProblemRow(const Manifest::Row& row, const SourceOptions& options, std::string_view code,
                std::string_view text);

/// What columns say about rights and origin, and of the sample by the columns that `meanings`
/// names; `source` is whose they are, for evidence.
std::vector<Fact> ColumnFacts(const Meanings& meanings, const Manifest::Columns& columns,
                              const std::string& source);

/// Whether a column is called as one that names files.
bool NamesAFile(const Manifest::Columns& columns);

}  // namespace assay::pipeline::internal
