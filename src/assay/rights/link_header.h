// SPDX-License-Identifier: Apache-2.0
//
// Link header fields: targets with their relation types. It resolves no relative address.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rights {

struct WebLink {
  std::string target;             ///< as written, may be relative
  std::vector<std::string> rels;  ///< lower case
  std::string type;               ///< media type, lower case, without parameters
  std::string datetime;           ///< of a memento, as written (RFC 7089)
  std::string anchor;             ///< what the link is about, when it is not the response itself
};

struct LinkLimits {
  std::size_t bytes = 64U << 10U;
  std::size_t links = 256;
};

struct LinkSet {
  std::vector<WebLink> links;
  bool is_whole = false;  ///< nothing is behind them that could not be read, or is over a limit
};

/// The links of a text in application/link-format, which is that of the field with line ends
/// between its parts.
/// Cost:    O(bytes).
/// Source:  RFC 7089, section 5; RFC 6690, section 2.
LinkSet ParseLinkSet(std::string_view text, const LinkLimits& limits);

/// The links of one field value, those before the first breach of the grammar.
/// Cost:    O(bytes).
/// Source:  RFC 8288, section 3 and appendix B.2.
std::vector<WebLink> ParseLinks(std::string_view value);

}  // namespace assay::rights
