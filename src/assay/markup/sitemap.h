// SPDX-License-Identifier: Apache-2.0
//
// Sitemaps and their indices: addresses of pages, of further sitemaps, and of pictures. It fetches
// and unpacks nothing, and does not ask whether an address belongs to the site.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::markup {

inline constexpr std::size_t kSitemapEntries = 50'000;
inline constexpr std::size_t kSitemapAddress_bytes = 2'048;
inline constexpr std::size_t kSitemapBytes = 50U << 20U;

struct SitemapEntry {
  std::string address;
  std::string last_modified;          ///< as written
  std::vector<std::string> pictures;  ///< Google's extension
};

struct Sitemap {
  bool is_index = false;  ///< entries are sitemaps
  std::vector<SitemapEntry> entries;
  std::size_t left_out = 0;  ///< entries without an address, or with one that is too long
  bool is_cut = false;       ///< there are more than the standard allows
};

/// Reads a sitemap or an index.
///
/// Errors:  as ReadXml, with a limit of 50 MiB; kCorrupt when the root is neither.
/// Source:  sitemaps.org, protocol 0.9; Google, "image sitemaps" 1.1.
Result<Sitemap> ReadSitemap(ByteView bytes);

}  // namespace assay::markup
