// SPDX-License-Identifier: Apache-2.0
//
// Properties: a page is read the same each time, all its strings are UTF-8, indices name what is
// there, no statement is about another asset than the one that was asked for, and a product's price
// is digits.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "assay/markup/address.h"
#include "assay/markup/licence_scope.h"
#include "assay/markup/page.h"
#include "assay/markup/products.h"
#include "assay/markup/selectors.h"

namespace {

using assay::IsUtf8;

void CheckPage(const assay::markup::Page& page) {
  const auto has = [](int index, std::size_t size) {
    return index >= -1 && index < static_cast<int>(size);
  };
  ASSAY_CHECK(IsUtf8(page.title) && IsUtf8(page.text) && IsUtf8(page.base) && IsUtf8(page.lang));
  for (const auto& meta : page.metas) ASSAY_CHECK(IsUtf8(meta.name) && IsUtf8(meta.content));
  for (const auto& link : page.links) {
    ASSAY_CHECK(IsUtf8(link.address) && IsUtf8(link.text) && IsUtf8(link.type));
    ASSAY_CHECK(has(link.figure, page.figures.size()) && has(link.about, page.items.size()));
  }
  for (const auto& figure : page.figures) ASSAY_CHECK(IsUtf8(figure.caption));
  for (const auto& item : page.items) {
    ASSAY_CHECK(IsUtf8(item.id) && has(item.parent, page.items.size()));
    for (const auto& property : item.properties)
      ASSAY_CHECK(IsUtf8(property.value) && has(property.item, page.items.size()));
  }
}

/// The first line as a selector; of one that is refused a fixed one.
assay::markup::PageOptions Selecting(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  auto selectors = assay::markup::ParseProductSelectors({{"name", std::string(line)}});
  if (!selectors.ok())
    selectors = assay::markup::ParseProductSelectors({{"item", "div, p"}, {"price", "div > *"}});
  assay::markup::PageOptions options;
  options.products = std::move(selectors).value();
  return options;
}

void CheckProducts(const assay::markup::Page& page) {
  for (const auto& product : assay::markup::ReadProducts(page, "https://x.example/").list) {
    ASSAY_CHECK(IsUtf8(product.name) && IsUtf8(product.price_raw) && IsUtf8(product.url));
    ASSAY_CHECK(product.price.find_first_not_of("0123456789.") == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const assay::ByteView html(data, size);
  const auto page = assay::markup::ReadPage(html);
  if (!page.ok()) return 0;
  CheckPage(page.value());
  ASSAY_CHECK(page.value() == assay::markup::ReadPage(html).value());
  const auto all =
      assay::markup::LicenceStatements(page.value(), "https://x.example/", "https://x.example/p");
  for (const auto& one : all.list) {
    ASSAY_CHECK(IsUtf8(one.value) && IsUtf8(one.subject));
    const bool is_asset = one.scope == assay::markup::Scope::kAsset;
    ASSAY_CHECK(!is_asset || assay::markup::NormalAddress(one.subject) == "https://x.example/p");
  }
  CheckProducts(page.value());
  CheckProducts(assay::markup::ReadPage(html, Selecting(assay::AsText(html))).value());
  return 0;
}
