// SPDX-License-Identifier: Apache-2.0
//
// What every page of ours has: a head with a content policy that lets nothing load or run, one
// style sheet, sections with headings, tables that scroll by themselves.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "assay/page/html.h"

namespace assay::page {

/// The common style sheet.
std::string_view StyleSheet();

/// From the doctype to the open body, with a link that skips to the element `content`. The SHA-256
/// of the style sheet, which `more_style` is added to, is all that the content policy allows.
void OpenPage(Html& html, std::string_view title, std::string_view content,
              std::string_view more_style = {});

struct Link {
  std::string_view id;  ///< of a section
  std::string_view title;
};
void WriteContents(Html& html, std::span<const Link> links);

/// A section with its heading, closed by the caller.
void OpenSection(Html& html, std::string_view id, std::string_view title);

/// A table that scrolls by itself on a narrow screen, open in its body. Headings that start with
/// '#' are of numbers. Close with CloseTable.
void OpenTable(Html& html, std::string_view caption,
               std::initializer_list<std::string_view> headings);
void CloseTable(Html& html);
void NumberCell(Html& html, std::int64_t number);
void TextCell(Html& html, std::string_view text);

}  // namespace assay::page
