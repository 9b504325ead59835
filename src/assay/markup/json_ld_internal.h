// SPDX-License-Identifier: Apache-2.0
//
// JSON-LD scripts -> items, wherever in the documents they stand. No context is fetched; terms are
// read as schema.org's, as search engines do.
#pragma once

#include <string_view>
#include <vector>

#include "assay/markup/page.h"

namespace assay::markup::internal {

/// Which properties are kept, and what their values may be.
enum class JsonLdView {
  kRights,  ///< words for rights; texts
  kShop,    ///< words for goods; texts and numbers
};

/// Appends the items of one script to `items`; parents stand before their children.
///
/// Exact:   a number is the shortest decimal that reads back as the same double: the text itself
///          where that has at most 15 digits.
/// Errors:  kCorrupt or kExhausted as ParseJson, after comments and CDATA marks around it.
/// Source:  JSON-LD 1.1, sections 4 and 9.
Status AppendJsonLd(std::string_view script, JsonLdView view, std::size_t limit,
                    std::vector<Item>& items);

}  // namespace assay::markup::internal
