// SPDX-License-Identifier: Apache-2.0
//
// Microdata: items and their properties by nesting; "itemref" is not read. RDFa: subjects by
// "about", "resource" and "typeof"; no chaining through "rel" without an object, no "inlist".
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/markup/page_reader_internal.h"
#include "assay/markup/vocabulary_internal.h"

namespace assay::markup::internal {
namespace {

constexpr std::size_t kTypesLimit = 8;
// Of one item. A catalogue's words leave room for what is said of rights.
constexpr std::size_t kPropertiesLimit = 128;
constexpr std::size_t kShopPropertiesLimit = 64;

/// Words as written: names of types and properties have case.
std::vector<std::string> Words(std::string_view text, std::size_t limit) {
  std::vector<std::string> words;
  while (words.size() < limit) {
    text = Trim(text);
    if (text.empty()) break;
    const std::size_t end = std::min(text.find_first_of(" \t\n\f\r"), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

bool IsShopOnly(std::string_view property) {
  return WordOf(property) == Word::kNone && ShopWordOf(property) != ShopWord::kNone;
}

/// The attribute in which an element has its microdata value; empty: its text.
/// Source: WHATWG HTML, section 5.2.4. Shops give any element a "content", as schema.org's own
/// examples do.
std::string_view ValueAttribute(const Token& token) {
  const std::string_view tag = TagOf(token.text).name;
  const bool is_shop = token.Has("content") && IsShopOnly(token.Value("itemprop"));
  if (tag == "meta" || is_shop) return "content";
  const bool is_data = SameName(token.text, "data") || SameName(token.text, "meter");
  if (is_data && token.Has("value")) return "value";
  if (tag == "a" || tag == "area" || tag == "link") return "href";
  constexpr std::array<std::string_view, 7> kSources = {"audio",  "embed", "iframe", "img",
                                                        "source", "track", "video"};
  if (std::ranges::count(kSources, tag) > 0) return "src";
  if (tag == "object") return "data";
  return tag == "time" && token.Has("datetime") ? "datetime" : "";
}

bool IsAddress(std::string_view attribute) {
  return attribute == "href" || attribute == "src" || attribute == "data" ||
         attribute == "resource";
}

bool IsMachine(std::string_view attribute) {
  return attribute == "content" || attribute == "value";
}

}  // namespace

int PageReader::AddItem(Item item, const Context& context) {
  if (page_.items.size() == options_.items) {
    page_.is_cut = true;
    return -1;
  }
  item.place = PlaceOf(context);
  page_.items.push_back(std::move(item));
  return static_cast<int>(page_.items.size()) - 1;
}

/// What RDFa says outside of any item it says of the page.
int PageReader::PageItem(const Context& context) {
  if (page_item_ < 0) {
    Item item{Syntax::kRdfa, {}, "", /*has_id=*/true, -1, Place::kMain, {}};
    page_item_ = AddItem(std::move(item), context);
  }
  return page_item_;
}

void PageReader::AddProperties(const Token& token, std::string_view names, int item, Property value,
                               bool is_text) {
  if (item < 0) return;
  std::vector<Property>& properties = page_.items[static_cast<std::size_t>(item)].properties;
  for (std::string& name : Words(Value(token, names), kTypesLimit)) {
    if (!IsKept(name)) continue;
    const std::size_t limit = IsShopOnly(name) ? kShopPropertiesLimit : kPropertiesLimit;
    if (properties.size() >= limit) {
      page_.is_cut = true;
      continue;
    }
    if (is_text) Wait(Capture::Goal::kProperty, item, properties.size(), options_.value_bytes);
    value.name = std::move(name);
    properties.push_back(value);
  }
}

void PageReader::CollectMicrodata(const Token& token, Context& context) {
  const int owner = context.microdata;
  Property value;
  if (token.Has("itemscope")) {
    Item item{Syntax::kMicrodata,
              Words(Value(token, "itemtype"), kTypesLimit),
              Value(token, "itemid"),
              token.Has("itemid"),
              owner,
              Place::kMain,
              {}};
    context.microdata = AddItem(std::move(item), context);
    value.item = context.microdata;
  }
  if (!token.Has("itemprop")) return;
  const std::string_view attribute = ValueAttribute(token);
  value.is_address = value.item < 0 && IsAddress(attribute);
  value.is_machine = value.item < 0 && IsMachine(attribute);
  if (value.item < 0) value.value = Value(token, attribute);
  const bool is_text = value.item < 0 && attribute.empty();
  AddProperties(token, "itemprop", owner, std::move(value), is_text);
}

// Source: RDFa Core 1.1, section 7.5, and ccREL: an <img> with "rel" and "resource" is the subject.
void PageReader::CollectRdfa(const Token& token, const TagInfo& tag, Context& context) {
  const int owner = context.rdfa;
  const bool has_about = token.Has("about");
  const bool has_property = token.Has("property");
  const bool has_rel = token.Has("rel");
  const bool has_resource = token.Has("resource");
  const bool is_subject = has_resource && !has_rel && !has_property;
  const bool is_picture = tag.name == "img" && has_rel && has_resource && !has_about;
  const bool is_typed = token.Has("typeof");
  if (has_about || is_typed || is_subject || is_picture) {
    const std::string_view id = has_about ? "about" : is_picture ? "src" : "resource";
    Item item{Syntax::kRdfa,
              Words(Value(token, "typeof"), kTypesLimit),
              Value(token, id),
              token.Has(id),
              owner,
              Place::kMain,
              {}};
    context.rdfa = AddItem(std::move(item), context);
  }
  const bool is_own = has_about || is_picture;
  const int subject = is_own ? context.rdfa : owner;
  if (has_property) {
    Property value;
    std::string_view attribute = "content";
    for (const std::string_view name : {"src", "href", "resource"})
      attribute = !token.Has("content") && token.Has(name) ? name : attribute;
    if (is_typed && !has_about) value.item = context.rdfa;
    const bool is_text = value.item < 0 && !token.Has(attribute);
    value.is_address = value.item < 0 && IsAddress(attribute);
    value.is_machine = value.item < 0 && !is_text && IsMachine(attribute);
    if (value.item < 0 && !is_text) value.value = Value(token, attribute);
    const bool says = std::ranges::any_of(Words(Value(token, "property"), kTypesLimit),
                                          [](const std::string& name) { return IsKept(name); });
    if (says)
      AddProperties(token, "property", subject < 0 ? PageItem(context) : subject, std::move(value),
                    is_text);
  }
  // Links have their "rel" read with their address; here is what is no link.
  const bool is_link =
      (tag.name == "a" || tag.name == "area" || tag.name == "link") && token.Has("href");
  if (!has_rel || is_link || !(has_resource || token.Has("href"))) return;
  Property value;
  value.value = Value(token, has_resource ? "resource" : "href");
  value.is_address = true;
  const bool says =
      std::ranges::any_of(Words(Value(token, "rel"), kTypesLimit),
                          [](const std::string& name) { return WordOf(name) == Word::kLicence; });
  if (says)
    AddProperties(token, "rel", subject < 0 ? PageItem(context) : subject, std::move(value), false);
}

}  // namespace assay::markup::internal
