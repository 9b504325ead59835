// SPDX-License-Identifier: Apache-2.0
//
// The sections of report.html, and the few shapes that they share.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "assay/release/html.h"
#include "assay/release/report.h"

namespace assay::release::internal {

/// The style sheet; its SHA-256 stands in the page's content security policy.
std::string_view StyleSheet();

void WriteReasons(Html& html, const Report& report);
void WriteObligations(Html& html, const Report& report);
void WriteLicences(Html& html, const Report& report);
void WriteCopies(Html& html, const Report& report);
void WritePersonal(Html& html, const Report& report);
void WriteQuality(Html& html, const Report& report);
void WriteDead(Html& html, const Report& report);
void WriteIntegrity(Html& html, const Report& report);
void WriteMethods(Html& html, const Report& report);

/// A section with its heading, closed by the caller.
void OpenSection(Html& html, std::string_view id, std::string_view title);

/// A table that scrolls by itself on a narrow screen, open in its body. Headings that start with
/// '#' are of numbers. Close with CloseTable.
void OpenTable(Html& html, std::string_view caption,
               std::initializer_list<std::string_view> headings);
void CloseTable(Html& html);
void NumberCell(Html& html, std::int64_t number);
void TextCell(Html& html, std::string_view text);

/// Commands or queries to copy, one a line, with a sentence on what they are for.
void Command(Html& html, std::string_view purpose, std::string_view command);

/// Sampled records as pictures with their keys; those without a picture as keys alone.
void Pictures(Html& html, const Report& report, const Examples& sample);

/// One picture, or a box that says that there is none.
void Picture(Html& html, const Report& report, const std::string& key);

/// `text` as an SQL string.
std::string SqlText(std::string_view text);

}  // namespace assay::release::internal
