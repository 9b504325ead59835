// SPDX-License-Identifier: Apache-2.0
//
// What the page around an asset states about rights, as facts. The HTML was parsed elsewhere, in a
// worker; a licence of the page stays one of the page.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"

namespace assay::rights {

/// One statement as module markup names it.
struct PageStatement {
  std::string kind;   ///< "licence", "licence_document", "usage_info", "acquire", "copyright", ...
  std::string value;  ///< an absolute address, or text
  std::string scope;  ///< "page", "asset", "unknown"
  std::string carrier;  ///< "html:rel=license", "jsonld:license"
};

/// Licences with the scope that was told, and licence documents that are declared ("rsl"). What
/// names a holder or a seller counts only when it speaks of the asset: of the page it may be about
/// the text.
std::vector<Fact> FromPage(std::span<const PageStatement> statements, std::string_view source);

}  // namespace assay::rights
