// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/products.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/markup/address.h"
#include "assay/markup/json_ld_internal.h"
#include "assay/markup/price.h"
#include "assay/markup/products_internal.h"

namespace assay::markup {
namespace {

constexpr std::size_t kProductsLimit = 1'000;
constexpr std::size_t kItemsLimit = 10'000;

/// Products of all carriers that were read, each of them once.
class Merger {
 public:
  void Add(std::vector<Product> products) {
    const std::size_t before = all_.size();
    const bool is_only = products.size() == 1;
    for (Product& product : products) {
      std::optional<std::size_t> same = Find(product);
      // One thing on sale, said twice in other words.
      if (!same && is_only && before == 1 && !Contradict(all_[0], product)) same = 0;
      if (same) {
        Fill(std::move(product), all_[*same]);
        Learn(*same);
      } else {
        all_.push_back(std::move(product));
        Learn(all_.size() - 1);
      }
    }
  }

  std::vector<Product> Take() { return std::move(all_); }

 private:
  static bool Differ(const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() && a != b;
  }

  static bool Contradict(const Product& a, const Product& b) {
    return Differ(a.sku, b.sku) || Differ(a.gtin, b.gtin) ||
           (a.carrier == b.carrier &&
            (Differ(a.url, b.url) || Differ(a.mpn, b.mpn) || Differ(a.name, b.name)));
  }

  static std::vector<std::string> KeysOf(const Product& product) {
    std::vector<std::string> keys;
    if (!product.gtin.empty()) keys.push_back("gtin " + product.gtin);
    if (!product.sku.empty()) keys.push_back("sku " + product.sku);
    if (!product.url.empty()) keys.push_back("url " + NormalAddress(product.url));
    if (!product.name.empty()) keys.push_back("name " + ToLowerAscii(product.name));
    return keys;
  }

  [[nodiscard]] std::optional<std::size_t> Find(const Product& product) const {
    for (const std::string& key : KeysOf(product)) {
      const auto found = known_.find(key);
      if (found != known_.end() && !Contradict(all_[found->second], product)) return found->second;
    }
    return std::nullopt;
  }

  void Learn(std::size_t index) {
    for (std::string& key : KeysOf(all_[index])) known_.emplace(std::move(key), index);
  }

  static bool IsOutside(const std::string& price, const Product& range) {
    if (price.empty()) return false;
    return (!range.price_low.empty() && CompareAmounts(price, range.price_low) < 0) ||
           (!range.price_high.empty() && CompareAmounts(price, range.price_high) > 0);
  }

  static bool HasPrice(const Product& product) {
    return !product.price.empty() || !product.price_low.empty() || !product.price_high.empty();
  }

  static bool Conflict(const Product& a, const Product& b) {
    if (!HasPrice(a) || !HasPrice(b)) return false;
    const bool is_other =
        !a.price.empty() && !b.price.empty() && CompareAmounts(a.price, b.price) != 0;
    return is_other || Differ(a.currency, b.currency) || IsOutside(a.price, b) ||
           IsOutside(b.price, a);
  }

  /// What `into` lacks comes from `from`; a price with all that belongs to it.
  static void Fill(Product from, Product& into) {
    into.conflict = into.conflict || from.conflict || Conflict(into, from);
    if (!HasPrice(into) && !Differ(into.currency, from.currency)) {
      into.price = std::move(from.price);
      into.price_low = std::move(from.price_low);
      into.price_high = std::move(from.price_high);
      if (!from.price_raw.empty()) into.price_raw = from.price_raw;
    }
    for (const auto member : {&Product::sku, &Product::gtin, &Product::mpn, &Product::name,
                              &Product::brand, &Product::url, &Product::image, &Product::price_raw,
                              &Product::currency, &Product::condition}) {
      if ((into.*member).empty()) into.*member = std::move(from.*member);
    }
    if (into.availability == Availability::kUnknown) into.availability = from.availability;
  }

  std::vector<Product> all_;
  std::map<std::string, std::size_t> known_;
};

/// `items` of one syntax; others stay as empty places, so that indices hold.
std::vector<Item> OfSyntax(const std::vector<Item>& items, Syntax syntax) {
  std::vector<Item> own(items.size());
  std::ranges::transform(items, own.begin(),
                         [&](const Item& item) { return item.syntax == syntax ? item : Item{}; });
  return own;
}

}  // namespace

std::string_view Name(Availability availability) {
  constexpr std::array<std::string_view, 7> kNames = {
      "unknown", "in_stock", "limited", "preorder", "backorder", "out_of_stock", "discontinued"};
  return kNames[static_cast<std::size_t>(availability)];
}

std::string_view Name(ProductCarrier carrier) {
  constexpr std::array<std::string_view, 5> kNames = {"jsonld", "microdata", "rdfa", "opengraph",
                                                      "selector"};
  return kNames[static_cast<std::size_t>(carrier)];
}

Products ReadProducts(const Page& page, std::string_view page_url) {
  const std::string base = ResolveAddress(page_url, page.base);
  Products products;
  Merger merger;
  std::vector<Item> items;
  for (const std::string& script : page.json_ld) {
    // Scripts that are no JSON are counted by licence_scope.h.
    const Status status =
        internal::AppendJsonLd(script, internal::JsonLdView::kShop, kItemsLimit, items);
    const bool is_long = !status.ok() && status.error().code == ErrorCode::kExhausted;
    products.is_cut = products.is_cut || is_long;
  }
  const auto add = [&](const std::vector<Item>& own, ProductCarrier carrier) {
    Products found = internal::ProductsOf(own, base, carrier);
    products.is_cut = products.is_cut || found.is_cut;
    merger.Add(std::move(found.list));
  };
  add(items, ProductCarrier::kJsonLd);
  for (const auto& [syntax, carrier] : {std::pair{Syntax::kMicrodata, ProductCarrier::kMicrodata},
                                        std::pair{Syntax::kRdfa, ProductCarrier::kRdfa}})
    add(OfSyntax(page.items, syntax), carrier);
  merger.Add(internal::OpenGraphProduct(page.metas, base));
  add(page.selected, ProductCarrier::kSelector);
  products.list = merger.Take();
  products.is_cut = products.is_cut || products.list.size() > kProductsLimit;
  if (products.list.size() > kProductsLimit) products.list.resize(kProductsLimit);
  return products;
}

}  // namespace assay::markup
