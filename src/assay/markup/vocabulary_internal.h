// SPDX-License-Identifier: Apache-2.0
//
// The words of three vocabularies for rights, whatever prefix a page gives them: schema.org, ccREL
// and Dublin Core; and schema.org's words for goods on sale.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::markup::internal {

enum class Word {
  kNone,
  kLicence,
  kUsageInfo,
  kAcquire,
  kCopyright,
  kCredit,
  kCreator,
  kContent,  ///< names the asset
  kName,
  kAddress,
};

/// What a property means: "license", "schema:license", "https://schema.org/license", "cc:license".
/// Prefixes are taken as everybody binds them; a page that rebinds one is misread.
/// Source:  schema.org 29; ccREL (W3C submission 2008); DCMI Metadata Terms.
Word WordOf(std::string_view property);

/// What schema.org says of goods. `name` and `url` are words of both lists.
enum class ShopWord {
  kNone,
  kSku,
  kGtin,
  kMpn,
  kName,
  kBrand,
  kAddress,
  kImage,
  kOffers,
  kOfferOf,  ///< from an offer to what it sells
  kPrice,
  kLowPrice,
  kHighPrice,
  kCurrency,
  kAvailability,
  kCondition,
  kPriceDetail,  ///< a priceSpecification
  kPriceType,
  kMembers,  ///< a price that is for members
};
/// Source:  schema.org 29: Product, Offer, AggregateOffer, PriceSpecification.
ShopWord ShopWordOf(std::string_view property);

/// True for the names of properties that a page's items keep.
bool IsKept(std::string_view property);

/// A name without the prefix of its vocabulary, in lower case: "http://schema.org/InStock" gives
/// "instock".
std::string PlainName(std::string_view name);

enum class Kind {
  kMedia,  ///< a picture, film or sound: only its file's address says which
  kPage,   ///< the page or the work that it shows
  kOther,
};

/// What an item of these types is. Without a type it may be anything.
Kind KindOf(const std::vector<std::string>& types);

}  // namespace assay::markup::internal
