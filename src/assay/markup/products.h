// SPDX-License-Identifier: Apache-2.0
//
// What a page says of goods on sale: JSON-LD, microdata and RDFa in schema.org's words, and
// OpenGraph; and what selectors found. Facts of the goods only: no reviews, no sellers, no persons.
// It fetches nothing and keeps no history.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/markup/page.h"

namespace assay::markup {

enum class Availability : std::uint8_t {
  kUnknown,
  kInStock,
  kLimited,
  kPreorder,
  kBackorder,
  kOutOfStock,
  kDiscontinued,
};
std::string_view Name(Availability availability);  // "in_stock", "out_of_stock", ...

/// Where a product was read, the most specific first.
enum class ProductCarrier : std::uint8_t { kJsonLd, kMicrodata, kRdfa, kOpenGraph, kSelector };
std::string_view Name(ProductCarrier carrier);  // "jsonld", ..., "opengraph", "selector"

struct Product {
  std::string sku;
  std::string gtin;  ///< 8, 12, 13 or 14 digits, or empty
  std::string mpn;
  std::string name;
  std::string brand;
  std::string url;         ///< absolute
  std::string image;       ///< absolute
  std::string price;       ///< as Price::amount; empty where it cannot be told, or is a range
  std::string price_raw;   ///< as written; of several offers the first that has one
  std::string price_low;   ///< of a range
  std::string price_high;  ///< of a range
  std::string currency;    ///< ISO 4217
  Availability availability = Availability::kUnknown;
  std::string condition;  ///< "new", "used", "refurbished", "damaged", or empty
  ProductCarrier carrier = ProductCarrier::kJsonLd;
  /// Another carrier of the page, or the same one twice, gives another price.
  bool conflict = false;
  bool operator==(const Product&) const = default;
};

struct Products {
  std::vector<Product> list;
  bool is_cut = false;  ///< there are more than are read
};

/// The products of a page that was fetched from `page_url`, in the order in which they stand.
///
/// Shapes:  a product that several carriers describe is one: fields come from the first carrier
///          that has them. Equal are those of one sku, gtin, address or name, and the only products
///          of two carriers, unless a sku or gtin says otherwise. Several offers at one price are
///          that price, else a range from the lowest to the highest; goods that one offer has in
///          stock are in stock. List prices and prices for members are not the price.
/// Cost:    O(page); at most 1,000 products.
/// Source:  schema.org 29, Product and Offer; ogp.me and the product vocabulary of OpenGraph.
Products ReadProducts(const Page& page, std::string_view page_url);

}  // namespace assay::markup
