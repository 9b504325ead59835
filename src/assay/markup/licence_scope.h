// SPDX-License-Identifier: Apache-2.0
//
// What a page states about rights, and what each statement speaks of: the page, one asset, or it
// cannot be told. A licence of the page is never read as one of its pictures. It knows no licence:
// values are addresses and texts as the page has them, for module rights to read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/markup/page.h"

namespace assay::markup {

enum class StatementKind : std::uint8_t {
  kLicence,
  kUsageInfo,
  kAcquire,    ///< where a licence is sold
  kCopyright,  ///< a notice
  kCredit,
  kCreator,
  kLicenceDocument,  ///< in a format of its own, RSL: its address
};
std::string_view Name(StatementKind kind);

/// Of an asset only where the statement names it: contentUrl, RDFa "about", the same figure.
enum class Scope : std::uint8_t { kPage, kAsset, kUnknown };
std::string_view Name(Scope scope);
std::string_view Name(Place place);

struct Statement {
  StatementKind kind = StatementKind::kLicence;
  std::string value;  ///< an absolute address, or text
  Scope scope = Scope::kUnknown;
  std::string carrier;  ///< "html:rel=license", "html:figcaption", "jsonld:license", "meta:rights"
  std::string subject;  ///< address of the asset or of the page; empty when it is not told
  /// A licence of the page that stands around its main content may speak of the text alone.
  Place place = Place::kMain;
  bool operator==(const Statement&) const = default;
};

struct Statements {
  std::vector<Statement> list;
  int malformed = 0;  ///< JSON-LD scripts that are not JSON: they may have said no
  bool is_cut = false;
};

/// The statements of a page that was fetched from `page_url`. With `asset_url` those about other
/// assets are left out.
///
/// Shapes:  an address that names the page itself (whatever its fragment) gives scope page; a link
///          without "rel" to a licence register is a hint, of scope unknown, carrier "html:a".
/// Cost:    O(page); at most 4,096 statements.
/// Source:  HTML, 4.6.7.6 "license"; schema.org; ccREL; Google, "image licence metadata".
Statements LicenceStatements(const Page& page, std::string_view page_url,
                             std::string_view asset_url = "");

}  // namespace assay::markup
