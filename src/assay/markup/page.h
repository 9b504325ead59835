// SPDX-License-Identifier: Apache-2.0
//
// One HTML page: what it links to, what it says of itself, and its text. Everything as written: it
// resolves no address, knows no licence and judges nothing (licence_scope.h reads on).
// Scripts do not run, styles do not apply: what they would add or hide is not seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/result.h"
#include "assay/markup/selectors.h"

namespace assay::markup {

/// Over `bytes`, `elements` and `depth` a page is refused; the lists are cut, and `is_cut` says so.
struct PageOptions {
  std::string charset = {};  ///< what the transport said; may be empty
  std::size_t bytes = 8U << 20U;
  std::size_t elements = 500'000;
  std::size_t depth = 512;
  std::size_t links = 10'000;
  std::size_t metas = 1'000;
  std::size_t items = 10'000;
  std::size_t figures = 2'000;
  std::size_t value_bytes = 8'192;        ///< of one attribute, caption or property
  std::size_t link_text_bytes = 512;      ///< of one link
  std::size_t scripts_bytes = 1U << 20U;  ///< JSON-LD and RSL, each all together
  std::size_t text_bytes = 1U << 20U;
  ProductSelectors products = {};  ///< what Page::selected is read by
};

/// Where something stands. `kMain` is inside <main> where the page has one, else outside of
/// navigation, footers, asides and the page's header; those are `kAround`.
enum class Place : std::uint8_t { kHead, kMain, kAround };

/// <meta>: `attribute` is "name", "property" or "http-equiv"; `name` is in lower case.
struct Meta {
  std::string attribute;
  std::string name;
  std::string content;
  Place place = Place::kHead;
  bool operator==(const Meta&) const = default;
};

/// A reference to something else. One element may have several.
struct Link {
  std::string tag;        ///< "a", "area", "link", "img", "iframe", "source", ...
  std::string attribute;  ///< "href", "src", "srcset" (one candidate), "data", "poster", "data-src"
  std::string address;
  std::vector<std::string> rel;  ///< in lower case
  std::string type;
  std::string text;  ///< of an "a"; of pictures the "alt"
  Place place = Place::kMain;
  int figure = -1;  ///< index of the innermost figure around it, or -1
  int about = -1;   ///< index of the RDFa item that the link speaks of, or -1
  [[nodiscard]] bool Rel(std::string_view token) const;
  bool operator==(const Link&) const = default;
};

enum class Syntax : std::uint8_t { kMicrodata, kRdfa, kJsonLd };

/// What an item says of itself. Only properties that licence_scope.h or products.h knows are kept.
struct Property {
  std::string name;  ///< as written: "license", "cc:attributionName", "https://schema.org/license"
  std::string value;
  bool is_address = false;  ///< the syntax says so: href, src, resource
  int item = -1;            ///< the value is this item
  bool is_machine = false;  ///< meant for programs: "content", "value", a number of JSON
  bool operator==(const Property&) const = default;
};

/// A thing described by microdata, RDFa or JSON-LD.
struct Item {
  Syntax syntax = Syntax::kMicrodata;
  std::vector<std::string> types;
  std::string id;  ///< itemid, about, resource, @id
  bool has_id = false;
  int parent = -1;
  Place place = Place::kMain;
  std::vector<Property> properties;
  bool operator==(const Item&) const = default;
};

/// <figure>: what it shows, and its caption's text.
struct Figure {
  std::vector<std::string> pictures;  ///< src, srcset, data-src; and where its picture links to
  std::string caption;
  Place place = Place::kMain;
  bool operator==(const Figure&) const = default;
};

struct Page {
  std::string encoding;
  bool is_exact_encoding = true;  ///< false: letters beyond ASCII may be wrong
  std::string base;               ///< of <base>; empty when there is none
  std::string title;
  std::string lang;
  std::vector<Meta> metas;
  std::vector<Link> links;
  std::vector<Figure> figures;
  std::vector<Item> items;
  std::vector<Item> selected;        ///< what selectors found, one a product
  std::vector<std::string> json_ld;  ///< texts of the scripts, unread
  std::vector<std::string> rsl;      ///< texts of scripts of type application/rsl+xml
  std::string text;  ///< seen in the main content; blocks are lines, white space is one blank
  bool is_cut = false;
  bool operator==(const Page&) const = default;
};

/// Reads a page. All its strings are UTF-8.
///
/// Errors:  kExhausted over a limit that refuses. There is no malformed HTML.
/// Cost:    O(bytes + elements * depth); memory O(bytes).
/// Source:  docs/decisions/0006; WHATWG HTML, sections 4.2, 4.6 and 13.2; microdata: section 5;
/// RDFa Core 1.1.
Result<Page> ReadPage(ByteView html, const PageOptions& options = {});

}  // namespace assay::markup
