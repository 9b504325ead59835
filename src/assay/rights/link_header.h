// SPDX-License-Identifier: Apache-2.0
//
// Link header fields: targets with their relation types. It resolves no relative address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::rights {

struct WebLink {
  std::string target;             ///< as written, may be relative
  std::vector<std::string> rels;  ///< lower case
  std::string type;               ///< media type, lower case, without parameters
  std::string anchor;             ///< what the link is about, when it is not the response itself
};

/// The links of one field value, those before the first breach of the grammar.
/// Cost:    O(bytes).
/// Source:  RFC 8288, section 3 and appendix B.2.
std::vector<WebLink> ParseLinks(std::string_view value);

}  // namespace assay::rights
