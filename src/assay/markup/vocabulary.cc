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

std::string Plain(std::string_view name) {
  for (const std::string_view prefix : kPrefixes) {
    if (name.starts_with(prefix)) return ToLowerAscii(name.substr(prefix.size()));
  }
  return ToLowerAscii(name);
}

}  // namespace

Word WordOf(std::string_view property) {
  const std::string plain = Plain(property);
  const auto* const found =
      std::ranges::find(kWords, std::string_view(plain), [](const auto& row) { return row.first; });
  return found == kWords.end() ? Word::kNone : found->second;
}

Kind KindOf(const std::vector<std::string>& types) {
  Kind kind = Kind::kOther;
  for (const std::string& type : types) {
    const std::string plain = Plain(type);
    if (std::ranges::count(kMedia, plain) > 0) return Kind::kMedia;
    if (std::ranges::count(kPages, plain) > 0) kind = Kind::kPage;
  }
  return kind;
}

}  // namespace assay::markup::internal
