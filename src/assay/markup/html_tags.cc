// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>

#include "assay/markup/html_tags_internal.h"

namespace assay::markup::internal {
namespace {

constexpr std::uint32_t kPlainBlock = kSpecial | kClosesP | kBlock;
constexpr std::uint32_t kCell = kSpecial | kScope | kTable | kBlock;
constexpr std::uint32_t kInlineBreak = kFormatting | kBreakout;

// Sorted by name.
constexpr std::array kTags = {
    TagInfo{"a", kFormatting},
    TagInfo{"address", kPlainBlock},
    TagInfo{"applet", kSpecial | kScope},
    TagInfo{"area", kSpecial | kVoid},
    TagInfo{"article", kPlainBlock},
    TagInfo{"aside", kPlainBlock | kAround},
    TagInfo{"audio", 0},
    TagInfo{"b", kInlineBreak},
    TagInfo{"base", kSpecial | kVoid | kHead},
    TagInfo{"basefont", kSpecial | kVoid | kHead},
    TagInfo{"bgsound", kSpecial | kVoid | kHead},
    TagInfo{"big", kInlineBreak},
    TagInfo{"blockquote", kPlainBlock | kBreakout},
    TagInfo{"body", kSpecial | kBreakout},
    TagInfo{"br", kSpecial | kVoid | kBreakout | kBlock},
    TagInfo{"button", kSpecial | kUnseen},
    TagInfo{"caption", kCell},
    TagInfo{"center", kPlainBlock | kBreakout},
    TagInfo{"code", kInlineBreak},
    TagInfo{"col", kSpecial | kVoid | kTable},
    TagInfo{"colgroup", kSpecial | kTable},
    TagInfo{"dd", kPlainBlock | kBreakout},
    TagInfo{"details", kPlainBlock},
    TagInfo{"dialog", kClosesP | kBlock},
    TagInfo{"dir", kPlainBlock},
    TagInfo{"div", kPlainBlock | kBreakout},
    TagInfo{"dl", kPlainBlock | kBreakout},
    TagInfo{"dt", kPlainBlock | kBreakout},
    TagInfo{"em", kInlineBreak},
    TagInfo{"embed", kSpecial | kVoid | kBreakout},
    TagInfo{"fieldset", kPlainBlock},
    TagInfo{"figcaption", kPlainBlock},
    TagInfo{"figure", kPlainBlock},
    TagInfo{"font", kFormatting},
    TagInfo{"footer", kPlainBlock | kAround},
    TagInfo{"form", kPlainBlock},
    TagInfo{"frame", kSpecial | kVoid},
    TagInfo{"frameset", kSpecial},
    TagInfo{"h1", kPlainBlock | kHeading | kBreakout},
    TagInfo{"h2", kPlainBlock | kHeading | kBreakout},
    TagInfo{"h3", kPlainBlock | kHeading | kBreakout},
    TagInfo{"h4", kPlainBlock | kHeading | kBreakout},
    TagInfo{"h5", kPlainBlock | kHeading | kBreakout},
    TagInfo{"h6", kPlainBlock | kHeading | kBreakout},
    TagInfo{"head", kSpecial | kBreakout | kHead},
    TagInfo{"header", kPlainBlock},
    TagInfo{"hgroup", kPlainBlock},
    TagInfo{"hr", kSpecial | kVoid | kClosesP | kBreakout | kBlock},
    TagInfo{"html", kSpecial | kScope | kHead},
    TagInfo{"i", kInlineBreak},
    TagInfo{"iframe", kSpecial | kRaw | kUnseen},
    TagInfo{"image", kSpecial | kVoid},
    TagInfo{"img", kSpecial | kVoid | kBreakout},
    TagInfo{"input", kSpecial | kVoid},
    TagInfo{"keygen", kSpecial | kVoid},
    TagInfo{"li", kPlainBlock | kBreakout},
    TagInfo{"link", kSpecial | kVoid | kHead},
    TagInfo{"listing", kPlainBlock | kBreakout},
    TagInfo{"main", kPlainBlock},
    TagInfo{"marquee", kSpecial | kScope},
    TagInfo{"math", kUnseen},
    TagInfo{"menu", kPlainBlock | kBreakout},
    TagInfo{"meta", kSpecial | kVoid | kBreakout | kHead},
    TagInfo{"nav", kPlainBlock | kAround},
    TagInfo{"nobr", kInlineBreak},
    TagInfo{"noembed", kSpecial | kRaw | kUnseen},
    TagInfo{"noframes", kSpecial | kRaw | kUnseen | kHead},
    TagInfo{"noscript", kSpecial | kUnseen | kHead},
    TagInfo{"object", kSpecial | kScope},
    TagInfo{"ol", kPlainBlock | kBreakout},
    TagInfo{"optgroup", kUnseen},
    TagInfo{"option", kUnseen},
    TagInfo{"p", kPlainBlock | kBreakout},
    TagInfo{"param", kSpecial | kVoid},
    TagInfo{"plaintext", kPlainBlock | kRaw | kUnseen},
    TagInfo{"pre", kPlainBlock | kBreakout},
    TagInfo{"ruby", kBreakout},
    TagInfo{"s", kInlineBreak},
    TagInfo{"script", kSpecial | kRaw | kUnseen | kHead},
    TagInfo{"section", kPlainBlock},
    TagInfo{"select", kSpecial | kUnseen},
    TagInfo{"small", kInlineBreak},
    TagInfo{"source", kSpecial | kVoid},
    TagInfo{"span", kBreakout},
    TagInfo{"strike", kInlineBreak},
    TagInfo{"strong", kInlineBreak},
    TagInfo{"style", kSpecial | kRaw | kUnseen | kHead},
    TagInfo{"sub", kBreakout},
    TagInfo{"summary", kPlainBlock},
    TagInfo{"sup", kBreakout},
    TagInfo{"svg", kUnseen},
    TagInfo{"table", kSpecial | kScope | kClosesP | kBreakout | kBlock},
    TagInfo{"tbody", kSpecial | kTable},
    TagInfo{"td", kCell},
    TagInfo{"template", kSpecial | kScope | kUnseen | kHead},
    TagInfo{"textarea", kSpecial | kEscapable | kUnseen},
    TagInfo{"tfoot", kSpecial | kTable},
    TagInfo{"th", kCell},
    TagInfo{"thead", kSpecial | kTable},
    TagInfo{"title", kSpecial | kEscapable | kUnseen | kHead},
    TagInfo{"tr", kSpecial | kTable | kBlock},
    TagInfo{"track", kSpecial | kVoid},
    TagInfo{"tt", kInlineBreak},
    TagInfo{"u", kInlineBreak},
    TagInfo{"ul", kPlainBlock | kBreakout},
    TagInfo{"var", kBreakout},
    TagInfo{"video", 0},
    TagInfo{"wbr", kSpecial | kVoid},
    TagInfo{"xmp", kPlainBlock | kRaw | kUnseen},
};
constexpr TagInfo kUnknown{};
constexpr std::size_t kLongest_chars = 10;

static_assert(std::ranges::is_sorted(kTags, {}, &TagInfo::name));

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

const TagInfo& TagOf(std::string_view name) {
  if (name.size() > kLongest_chars) return kUnknown;
  std::array<char, kLongest_chars> buffer{};
  std::ranges::transform(name, buffer.begin(), Lower);
  const std::string_view lower(buffer.data(), name.size());
  const auto* const found = std::ranges::lower_bound(kTags, lower, {}, &TagInfo::name);
  return found != kTags.end() && found->name == lower ? *found : kUnknown;
}

bool SameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, Lower, Lower);
}

}  // namespace assay::markup::internal
