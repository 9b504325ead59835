// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/markup/page_reader_internal.h"

namespace assay::markup::internal {
namespace {

struct Reference {
  std::string_view tag;
  std::string_view attribute;
};

// Which attributes name something else. Source: WHATWG HTML, index of attributes; "data-src" is a
// habit of pages that load pictures late.
constexpr std::array kReferences = {
    Reference{"a", "href"},    Reference{"area", "href"},    Reference{"link", "href"},
    Reference{"img", "src"},   Reference{"img", "data-src"}, Reference{"iframe", "src"},
    Reference{"embed", "src"}, Reference{"frame", "src"},    Reference{"audio", "src"},
    Reference{"video", "src"}, Reference{"video", "poster"}, Reference{"source", "src"},
    Reference{"track", "src"}, Reference{"object", "data"},  Reference{"input", "src"}};

constexpr std::size_t kPicturesLimit = 64;  // of one figure, with its srcset
constexpr std::size_t kLongestCharacter_bytes = 4;

constexpr std::string_view kWhite = " \t\n\f\r";

bool IsPicture(std::string_view tag) {
  constexpr std::array<std::string_view, 5> kTags = {"img", "source", "video", "audio", "object"};
  return std::ranges::count(kTags, tag) > 0;
}

/// The page's own name for an element: "image" is read as "img".
std::string_view PlainName(const TagInfo& tag) { return tag.name == "image" ? "img" : tag.name; }

}  // namespace

std::vector<std::string> LowerWords(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kWhite), text.size()));
    if (text.empty()) return words;
    const std::size_t end = std::min(text.find_first_of(kWhite), text.size());
    words.push_back(ToLowerAscii(text.substr(0, end)));
    text.remove_prefix(end);
  }
}

// Source: WHATWG HTML, 4.8.4.2.2: an address may hold commas, but not end in one.
std::vector<std::string> SrcsetAddresses(std::string_view srcset) {
  std::vector<std::string> addresses;
  while (true) {
    srcset.remove_prefix(std::min(srcset.find_first_not_of(" \t\n\f\r,"), srcset.size()));
    if (srcset.empty()) return addresses;
    const std::size_t end = std::min(srcset.find_first_of(kWhite), srcset.size());
    std::string_view address = srcset.substr(0, end);
    srcset.remove_prefix(end);
    const bool has_descriptor = !address.ends_with(',');
    while (address.ends_with(',')) address.remove_suffix(1);
    addresses.emplace_back(address);
    if (has_descriptor) srcset.remove_prefix(std::min(srcset.find(','), srcset.size()));
  }
}

std::string PageReader::Value(const Token& token, std::string_view name) const {
  std::string value = token.Value(name);
  if (value.size() > options_.value_bytes) value = ToUtf8(value, options_.value_bytes);
  return value;
}

void PageReader::Collect(const Token& token, const TagInfo& tag, Context& context) {
  if (tag.name == "base" && page_.base.empty()) page_.base = Value(token, "href");
  if (tag.name == "meta") CollectMeta(token, context);
  if (tag.name == "title" && !has_title_) {
    has_title_ = true;
    Wait(Capture::Goal::kTitle, 0, 0, options_.value_bytes);
  }
  CollectFigure(tag, context);
  CollectMicrodata(token, context);
  CollectRdfa(token, tag, context);
  CollectLinks(token, tag, context);
  CollectSelected(token, context);
}

void PageReader::CollectMeta(const Token& token, const Context& context) {
  for (const std::string_view attribute : {"name", "property", "http-equiv"}) {
    if (!token.Has(attribute)) continue;
    if (page_.metas.size() == options_.metas) {
      page_.is_cut = true;
      return;
    }
    page_.metas.push_back({std::string(attribute), ToLowerAscii(Value(token, attribute)),
                           Value(token, "content"), PlaceOf(context)});
  }
}

void PageReader::CollectFigure(const TagInfo& tag, Context& context) {
  if (tag.name == "figure") {
    context.figure = -1;
    if (page_.figures.size() == options_.figures) {
      page_.is_cut = true;
      return;
    }
    context.figure = static_cast<int>(page_.figures.size());
    page_.figures.push_back({{}, "", PlaceOf(context)});
  } else if (tag.name == "figcaption" && context.figure >= 0) {
    Wait(Capture::Goal::kCaption, context.figure, 0, options_.value_bytes);
  }
}

void PageReader::AddPicture(int figure, const std::string& address) {
  if (figure < 0 || address.empty()) return;
  std::vector<std::string>& pictures = page_.figures[static_cast<std::size_t>(figure)].pictures;
  if (pictures.size() < kPicturesLimit) {
    pictures.push_back(address);
  } else {
    page_.is_cut = true;
  }
}

int PageReader::AddLink(const Token& token, std::string_view tag, std::string_view attribute,
                        std::string address, const Context& context) {
  if (address.starts_with("data:")) address.resize(std::min(address.size(), address.find(',')));
  // Half an address names something else.
  const bool is_whole = address.size() + kLongestCharacter_bytes <= options_.value_bytes;
  if (page_.links.size() == options_.links || !is_whole) {
    page_.is_cut = true;
    return -1;
  }
  Link link;
  link.tag = tag;
  link.attribute = attribute;
  link.address = std::move(address);
  link.rel = LowerWords(Value(token, "rel"));
  link.type = ToLowerAscii(Value(token, "type"));
  if (token.Has("alt"))
    link.text = ToUtf8(Collapsed(Value(token, "alt")), options_.link_text_bytes);
  link.place = PlaceOf(context);
  link.figure = context.figure;
  link.about = context.rdfa;
  page_.links.push_back(std::move(link));
  return static_cast<int>(page_.links.size()) - 1;
}

void PageReader::CollectLinks(const Token& token, const TagInfo& tag, Context& context) {
  const std::string_view name = PlainName(tag);
  if (name == "a") context.anchor = -1;
  std::vector<std::pair<std::string_view, std::string>> found;
  for (const Reference& reference : kReferences) {
    if (reference.tag == name && token.Has(reference.attribute))
      found.emplace_back(reference.attribute, Value(token, reference.attribute));
  }
  if ((name == "img" || name == "source") && token.Has("srcset")) {
    for (std::string& address : SrcsetAddresses(Value(token, "srcset")))
      found.emplace_back("srcset", std::move(address));
  }
  for (auto& [attribute, address] : found) {
    if (IsPicture(name)) AddPicture(context.figure, address);
    const int index = AddLink(token, name, attribute, std::move(address), context);
    if (name != "a" || index < 0) continue;
    context.anchor = index;
    Wait(Capture::Goal::kLink, index, 0, options_.link_text_bytes);
  }
  // A picture that is a link to itself in full: both are of the figure.
  if (name == "img" && context.anchor >= 0) {
    const Link& around = page_.links[static_cast<std::size_t>(context.anchor)];
    if (around.figure == context.figure) AddPicture(context.figure, around.address);
  }
}

}  // namespace assay::markup::internal
