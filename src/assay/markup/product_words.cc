// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/markup/address.h"
#include "assay/markup/price.h"
#include "assay/markup/products_internal.h"
#include "assay/markup/vocabulary_internal.h"

namespace assay::markup::internal {
namespace {

constexpr std::size_t kWord_bytes = 512;

// schema.org's ItemAvailability, and the words that OpenGraph's catalogues use for it.
constexpr std::array kAvailabilities = {
    std::pair{std::string_view("instock"), Availability::kInStock},
    std::pair{std::string_view("instoreonly"), Availability::kInStock},
    std::pair{std::string_view("onlineonly"), Availability::kInStock},
    std::pair{std::string_view("limitedavailability"), Availability::kLimited},
    std::pair{std::string_view("preorder"), Availability::kPreorder},
    std::pair{std::string_view("presale"), Availability::kPreorder},
    std::pair{std::string_view("backorder"), Availability::kBackorder},
    std::pair{std::string_view("availablefororder"), Availability::kBackorder},
    std::pair{std::string_view("outofstock"), Availability::kOutOfStock},
    std::pair{std::string_view("oos"), Availability::kOutOfStock},
    std::pair{std::string_view("soldout"), Availability::kOutOfStock},
    std::pair{std::string_view("discontinued"), Availability::kDiscontinued},
};

constexpr std::array kConditions = {
    std::pair{std::string_view("new"), std::string_view("new")},
    std::pair{std::string_view("used"), std::string_view("used")},
    std::pair{std::string_view("refurbished"), std::string_view("refurbished")},
    std::pair{std::string_view("damaged"), std::string_view("damaged")},
};

/// "https://schema.org/InStock", "in stock" and "in_stock" become "instock".
std::string Letters(std::string_view text) {
  std::string letters = PlainName(Trim(text));
  std::erase_if(letters, [](char c) { return c < 'a' || c > 'z'; });
  return letters;
}

/// The tags of one page by name; the first of a name counts.
class Tags {
 public:
  explicit Tags(const std::vector<Meta>& metas) {
    for (const Meta& meta : metas) {
      const bool is_own = meta.name.starts_with("og:") || meta.name.starts_with("product:");
      if (!is_own || meta.attribute == "http-equiv") continue;
      const std::string text = ToUtf8(Trim(meta.content), kWord_bytes);
      if (!text.empty()) tags_.emplace(meta.name, text);
    }
  }

  std::string First(std::initializer_list<const char*> names) const {
    for (const char* const name : names) {
      const auto found = tags_.find(name);
      if (found != tags_.end()) return found->second;
    }
    return "";
  }

 private:
  std::map<std::string, std::string> tags_;
};

}  // namespace

Availability AvailabilityOf(std::string_view text) {
  const std::string letters = Letters(text);
  const auto* const found = std::ranges::find(kAvailabilities, std::string_view(letters),
                                              [](const auto& row) { return row.first; });
  return found == kAvailabilities.end() ? Availability::kUnknown : found->second;
}

std::string ConditionOf(std::string_view text) {
  std::string letters = Letters(text);
  constexpr std::string_view kTail = "condition";
  if (letters.ends_with(kTail)) letters.resize(letters.size() - kTail.size());
  const auto* const found = std::ranges::find(kConditions, std::string_view(letters),
                                              [](const auto& row) { return row.first; });
  return found == kConditions.end() ? "" : std::string(found->second);
}

std::string GtinOf(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (c < '0' || c > '9') return "";
    digits += c;
  }
  constexpr std::array<std::size_t, 4> kLengths = {8, 12, 13, 14};
  return std::ranges::count(kLengths, digits.size()) > 0 ? digits : "";
}

std::vector<Product> OpenGraphProduct(const std::vector<Meta>& metas, std::string_view base) {
  const Tags tags(metas);
  const std::string type = ToLowerAscii(tags.First({"og:type"}));
  const std::string raw =
      tags.First({"product:sale_price:amount", "product:price:amount", "og:price:amount"});
  const bool is_typed = type == "product" || type == "product.item" || type == "og:product";
  if (!is_typed && raw.empty()) return {};
  Product product;
  product.carrier = ProductCarrier::kOpenGraph;
  product.name = tags.First({"og:title"});
  const auto address = [&](const std::string& text) {
    return text.empty() ? "" : ResolveAddress(base, text);
  };
  product.url = address(tags.First({"og:url"}));
  product.image = address(tags.First({"og:image", "og:image:url"}));
  product.brand = tags.First({"product:brand", "og:brand"});
  product.sku = tags.First({"product:retailer_item_id", "product:sku"});
  product.gtin = GtinOf(tags.First({"product:gtin", "product:ean", "product:upc"}));
  product.mpn = tags.First({"product:mfr_part_no"});
  product.condition = ConditionOf(tags.First({"product:condition"}));
  product.availability = AvailabilityOf(tags.First({"product:availability", "og:availability"}));
  const std::string currency =
      tags.First({"product:sale_price:currency", "product:price:currency", "og:price:currency"});
  Price price = ReadPrice(raw, currency, PriceForm::kMachine);
  product.price_raw = raw;
  product.price = std::move(price.amount);
  product.currency = std::move(price.currency);
  if (product.name.empty() && product.sku.empty() && product.price_raw.empty()) return {};
  return {std::move(product)};
}

}  // namespace assay::markup::internal
