// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/sitemap.h"

#include <cstdint>
#include <utility>

#include "assay/markup/tree.h"

namespace assay::markup {
namespace {

constexpr std::size_t kPicturesLimit = 1'000;  // the extension's own

/// The first child's text by its name, whatever the namespace: many sitemaps have none.
std::string ChildText(const Tree& tree, const Element& element, std::string_view name) {
  for (const std::uint32_t index : element.children) {
    const Element& child = tree.elements[index];
    if (child.name == name) return std::string(Trim(child.text));
  }
  return "";
}

SitemapEntry ReadEntry(const Tree& tree, const Element& element) {
  SitemapEntry entry{ChildText(tree, element, "loc"), ChildText(tree, element, "lastmod"), {}};
  for (const std::uint32_t index : element.children) {
    const Element& child = tree.elements[index];
    if (child.name != "image" || entry.pictures.size() == kPicturesLimit) continue;
    std::string address = ChildText(tree, child, "loc");
    const bool is_fit = !address.empty() && address.size() <= kSitemapAddress_bytes;
    if (is_fit) entry.pictures.push_back(std::move(address));
  }
  return entry;
}

}  // namespace

Result<Sitemap> ReadSitemap(ByteView bytes) {
  // An entry has up to four elements of its own, pictures come on top.
  ASSAY_LET(const Tree tree,
            ReadXml(bytes, {.bytes = kSitemapBytes, .elements = kSitemapEntries * 20}));
  const Element& root = tree.elements.front();
  Sitemap sitemap;
  sitemap.is_index = root.name == "sitemapindex";
  if (!sitemap.is_index && root.name != "urlset")
    return Error{ErrorCode::kCorrupt, "neither a sitemap nor an index of sitemaps"};
  const std::string_view wanted = sitemap.is_index ? "sitemap" : "url";
  for (const std::uint32_t index : root.children) {
    const Element& element = tree.elements[index];
    if (element.name != wanted) continue;
    if (sitemap.entries.size() == kSitemapEntries) {
      sitemap.is_cut = true;
      break;
    }
    SitemapEntry entry = ReadEntry(tree, element);
    const bool is_fit = !entry.address.empty() && entry.address.size() <= kSitemapAddress_bytes;
    sitemap.left_out += is_fit ? 0 : 1;
    if (is_fit) sitemap.entries.push_back(std::move(entry));
  }
  return sitemap;
}

}  // namespace assay::markup
