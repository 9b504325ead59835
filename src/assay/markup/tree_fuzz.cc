// SPDX-License-Identifier: Apache-2.0
//
// Properties: a document is read the same each time, every element but the root is the child of one
// that stands before it, all strings are UTF-8; what is read as RSL or a sitemap keeps its limits.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/markup/rsl.h"
#include "assay/markup/sitemap.h"
#include "assay/markup/tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const assay::ByteView xml(data, size);
  const auto tree = assay::markup::ReadXml(xml);
  if (!tree.ok()) return 0;
  ASSAY_CHECK(tree.value() == assay::markup::ReadXml(xml).value());
  const auto& elements = tree.value().elements;
  std::vector<int> parents(elements.size(), 0);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    ASSAY_CHECK(assay::IsUtf8(elements[i].name) && assay::IsUtf8(elements[i].text));
    for (const auto& attribute : elements[i].attributes)
      ASSAY_CHECK(assay::IsUtf8(attribute.value) && assay::IsUtf8(attribute.name));
    for (const std::uint32_t child : elements[i].children) {
      ASSAY_CHECK(child > i && child < elements.size());
      ++parents[child];
    }
  }
  for (std::size_t i = 0; i < parents.size(); ++i) ASSAY_CHECK(parents[i] == (i == 0 ? 0 : 1));
  const auto rsl = assay::markup::ReadRsl(xml);
  if (rsl.ok()) ASSAY_CHECK(!rsl.value().contents.empty() && rsl.value().max_age_days >= 0);
  const auto sitemap = assay::markup::ReadSitemap(xml);
  if (sitemap.ok()) ASSAY_CHECK(sitemap.value().entries.size() <= assay::markup::kSitemapEntries);
  return 0;
}
