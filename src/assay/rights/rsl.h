// SPDX-License-Identifier: Apache-2.0
//
// Really Simple Licensing 1.0: what a licence document says of one path, from its few fields. The
// XML was parsed elsewhere; where a document may be declared stands in web_signals.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/rights/web_signals.h"

namespace assay::rights {

/// <permits type> or <prohibits type>: words between blanks.
struct RslTerms {
  std::string type;  ///< "usage", "user", "geo"
  std::vector<std::string> values;
};

/// <license>.
struct RslLicence {
  std::vector<RslTerms> permits;
  std::vector<RslTerms> prohibits;
  std::string payment;       ///< type of its payment; empty and "free" cost nothing
  bool unsupported = false;  ///< asks for a report or a profile that we do not give
  bool has_terms = false;    ///< names terms that it does not tell
};

/// <content url server>.
struct RslContent {
  std::string url;     ///< path pattern, or absolute address of one; empty for the whole document
  std::string server;  ///< where a token has to be asked for first
  std::vector<RslLicence> licences;
};

struct RslDocument {
  std::vector<RslContent> contents;
  bool is_whole = true;  ///< false: what was left out may have held a refusal
};

/// "rights.signal" facts of protocol "rsl" for the context's path, one for each licence of the
/// content whose pattern is the longest that matches. A pattern that names a host holds on that
/// host alone, whatever the scheme; `*` in a host is any run. Of a document that is not whole,
/// nothing grants.
///
/// Permits are a closed list: uses that RSL names and that are not in it are denied. Prohibits
/// beat permits. Payment, terms, a server, and limits to users or places make a grant conditional.
/// `carrier` is where the document was declared, such as "robots:License".
/// Source:  rslstandard.org/rsl, version 1.0.
std::vector<Fact> FromRsl(const RslDocument& document, const WebContext& context,
                          std::string_view carrier);

/// The fact of a document that was declared and cannot be had or read: unlicensed. It asserts
/// nothing, and is malformed so that nobody takes it for consent.
Fact RslUnlicensed(const WebContext& context, std::string_view carrier, std::string_view address);

}  // namespace assay::rights
