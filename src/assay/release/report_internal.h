// SPDX-License-Identifier: Apache-2.0
//
// The sections of report.html, and the few shapes that they share.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "assay/page/html.h"
#include "assay/page/page.h"
#include "assay/release/report.h"

namespace assay::release::internal {

using page::CloseTable;
using page::Grouped;
using page::Html;
using page::NumberCell;
using page::OpenSection;
using page::OpenTable;
using page::Share;
using page::Shortened;
using page::TextCell;

void WriteReasons(Html& html, const Report& report);
void WriteObligations(Html& html, const Report& report);
void WriteLicences(Html& html, const Report& report);
void WriteCopies(Html& html, const Report& report);
void WritePersonal(Html& html, const Report& report);
void WriteQuality(Html& html, const Report& report);
void WriteDead(Html& html, const Report& report);
void WriteIntegrity(Html& html, const Report& report);
void WriteMethods(Html& html, const Report& report);

/// Commands or queries to copy, one a line, with a sentence on what they are for.
void Command(Html& html, std::string_view purpose, std::string_view command);

/// Sampled records as pictures with their keys; those without a picture as keys alone.
void Pictures(Html& html, const Report& report, const Examples& sample);

/// One picture, or a box that says that there is none.
void Picture(Html& html, const Report& report, const std::string& key);

/// `text` as an SQL string.
std::string SqlText(std::string_view text);

}  // namespace assay::release::internal
