// SPDX-License-Identifier: Apache-2.0
//
// What HTML says of its elements, as far as nesting and visibility need it: one row a name.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::markup::internal {

/// Bits of a row. Source: WHATWG HTML, 13.1.2 (void, raw text), 13.2.4.2 (stack, scopes), 13.2.6.
enum TagBit : std::uint32_t {
  kVoid = 1U << 0U,
  kRaw = 1U << 1U,         ///< text up to its end tag, as it stands
  kEscapable = 1U << 2U,   ///< the same with character references
  kFormatting = 1U << 3U,  ///< its end tag may leave what stands inside open
  kSpecial = 1U << 4U,     ///< stops an end tag that looks for its element
  kClosesP = 1U << 5U,
  kScope = 1U << 6U,     ///< nothing outside is closed from inside
  kHeading = 1U << 7U,   ///< h1 to h6
  kTable = 1U << 8U,     ///< only inside a table
  kBreakout = 1U << 9U,  ///< ends SVG and MathML
  kAround = 1U << 10U,   ///< beside the main content: navigation, footer
  kUnseen = 1U << 11U,   ///< its text is not the page's
  kHead = 1U << 12U,     ///< may stand in the head
  kBlock = 1U << 13U,    ///< begins a line
};

struct TagInfo {
  std::string_view name;
  std::uint32_t bits = 0;

  [[nodiscard]] bool Has(std::uint32_t wanted) const { return (bits & wanted) != 0; }
};

/// The row of a name in any case; a row without bits for names that HTML does not know.
const TagInfo& TagOf(std::string_view name);

/// ASCII letters compare equal in any case.
bool SameName(std::string_view a, std::string_view b);

}  // namespace assay::markup::internal
