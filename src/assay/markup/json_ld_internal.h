// SPDX-License-Identifier: Apache-2.0
//
// JSON-LD scripts -> items, wherever in the documents they stand. No context is fetched; terms are
// read as schema.org's, as search engines do.
#pragma once

#include <string_view>
#include <vector>

#include "assay/markup/page.h"

namespace assay::markup::internal {

/// Appends the items of one script to `items`; parents stand before their children.
///
/// Errors:  kCorrupt or kExhausted as ParseJson, after comments and CDATA marks around it.
/// Source:  JSON-LD 1.1, sections 4 and 9.
Status AppendJsonLd(std::string_view script, std::size_t limit, std::vector<Item>& items);

}  // namespace assay::markup::internal
