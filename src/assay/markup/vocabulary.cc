// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/markup/vocabulary_internal.h"

namespace assay::markup::internal {
namespace {

// Longest first where one begins another.
constexpr std::array<std::string_view, 16> kPrefixes = {"https://schema.org/",
                                                        "http://schema.org/",
                                                        "https://www.schema.org/",
                                                        "http://www.schema.org/",
                                                        "schema:",
                                                        "http://creativecommons.org/ns#",
                                                        "https://creativecommons.org/ns#",
                                                        "http://web.resource.org/cc/",
                                                        "cc:",
                                                        "http://purl.org/dc/terms/",
                                                        "http://purl.org/dc/elements/1.1/",
                                                        "dcterms:",
                                                        "dct:",
                                                        "dc:",
                                                        "http://www.w3.org/1999/xhtml/vocab#",
                                                        "xhv:"};

constexpr std::array kWords = {
    std::pair{std::string_view("license"), Word::kLicence},
    std::pair{std::string_view("usageinfo"), Word::kUsageInfo},
    std::pair{std::string_view("acquirelicensepage"), Word::kAcquire},
    std::pair{std::string_view("copyrightnotice"), Word::kCopyright},
    std::pair{std::string_view("rights"), Word::kCopyright},
    std::pair{std::string_view("credittext"), Word::kCredit},
    std::pair{std::string_view("creator"), Word::kCreator},
    std::pair{std::string_view("attributionname"), Word::kCreator},
    std::pair{std::string_view("contenturl"), Word::kContent},
    std::pair{std::string_view("name"), Word::kName},
    std::pair{std::string_view("url"), Word::kAddress},
};

constexpr std::array<std::string_view, 12> kMedia = {
    "imageobject", "videoobject",  "audioobject", "mediaobject",
    "photograph",  "datadownload", "image",       "imageobjectsnapshot",
    "stillimage",  "movingimage",  "sound",       "3dmodel"};
constexpr std::array<std::string_view, 22> kPages = {"webpage",
                                                     "article",
                                                     "newsarticle",
                                                     "blogposting",
                                                     "creativework",
                                                     "website",
                                                     "aboutpage",
                                                     "contactpage",
                                                     "collectionpage",
                                                     "itempage",
                                                     "imagegallery",
                                                     "faqpage",
                                                     "qapage",
                                                     "profilepage",
                                                     "mediagallery",
                                                     "techarticle",
                                                     "report",
                                                     "blog",
                                                     "socialmediaposting",
                                                     "scholarlyarticle",
                                                     "analysisnewsarticle",
                                                     "liveblogposting"};

constexpr std::array kShopWords = {
    std::pair{std::string_view("sku"), ShopWord::kSku},
    std::pair{std::string_view("gtin"), ShopWord::kGtin},
    std::pair{std::string_view("gtin8"), ShopWord::kGtin},
    std::pair{std::string_view("gtin12"), ShopWord::kGtin},
    std::pair{std::string_view("gtin13"), ShopWord::kGtin},
    std::pair{std::string_view("gtin14"), ShopWord::kGtin},
    std::pair{std::string_view("mpn"), ShopWord::kMpn},
    std::pair{std::string_view("name"), ShopWord::kName},
    std::pair{std::string_view("brand"), ShopWord::kBrand},
    std::pair{std::string_view("url"), ShopWord::kAddress},
    std::pair{std::string_view("contenturl"), ShopWord::kAddress},
    std::pair{std::string_view("image"), ShopWord::kImage},
    std::pair{std::string_view("offers"), ShopWord::kOffers},
    std::pair{std::string_view("itemoffered"), ShopWord::kOfferOf},
    std::pair{std::string_view("price"), ShopWord::kPrice},
    std::pair{std::string_view("lowprice"), ShopWord::kLowPrice},
    std::pair{std::string_view("highprice"), ShopWord::kHighPrice},
    std::pair{std::string_view("minprice"), ShopWord::kLowPrice},
    std::pair{std::string_view("maxprice"), ShopWord::kHighPrice},
    std::pair{std::string_view("pricecurrency"), ShopWord::kCurrency},
    std::pair{std::string_view("availability"), ShopWord::kAvailability},
    std::pair{std::string_view("itemcondition"), ShopWord::kCondition},
    std::pair{std::string_view("pricespecification"), ShopWord::kPriceDetail},
    std::pair{std::string_view("pricetype"), ShopWord::kPriceType},
    std::pair{std::string_view("validformembertier"), ShopWord::kMembers},
};

}  // namespace

std::string PlainName(std::string_view name) {
  for (const std::string_view prefix : kPrefixes) {
    if (name.starts_with(prefix)) return ToLowerAscii(name.substr(prefix.size()));
  }
  return ToLowerAscii(name);
}

ShopWord ShopWordOf(std::string_view property) {
  const std::string plain = PlainName(property);
  const auto* const found = std::ranges::find(kShopWords, std::string_view(plain),
                                              [](const auto& row) { return row.first; });
  return found == kShopWords.end() ? ShopWord::kNone : found->second;
}

bool IsKept(std::string_view property) {
  return WordOf(property) != Word::kNone || ShopWordOf(property) != ShopWord::kNone;
}

Word WordOf(std::string_view property) {
  const std::string plain = PlainName(property);
  const auto* const found =
      std::ranges::find(kWords, std::string_view(plain), [](const auto& row) { return row.first; });
  return found == kWords.end() ? Word::kNone : found->second;
}

Kind KindOf(const std::vector<std::string>& types) {
  Kind kind = Kind::kOther;
  for (const std::string& type : types) {
    const std::string plain = PlainName(type);
    if (std::ranges::count(kMedia, plain) > 0) return Kind::kMedia;
    if (std::ranges::count(kPages, plain) > 0) kind = Kind::kPage;
  }
  return kind;
}

}  // namespace assay::markup::internal
