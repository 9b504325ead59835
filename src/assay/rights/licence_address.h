// SPDX-License-Identifier: Apache-2.0
//
// Web addresses of licences -> the licence: Creative Commons in every written form, their buttons,
// RightsStatements, SPDX ids behind known prefixes. It fetches nothing and follows nothing.
#pragma once

#include <optional>
#include <string_view>

#include "assay/rights/licence.h"

namespace assay::rights {

/// The licence that `url` is the address of, or none: other hosts (also look-alikes such as
/// creativecommons.org.evil.test), addresses inside the query of another, unknown codes.
///
/// Shapes:  http, https, protocol-relative or no scheme; query and fragment are ignored; host and
///          path in any case; deed, legalcode, rdf and their languages accepted.
///          `Licence::problems`: "port" (4.0 has none), "path" (something unknown follows),
///          "version" (missing).
/// Cost:    O(length), at most 2,048 bytes; longer input is none.
/// Source:  https://creativecommons.org/licenses/list.en;
///          https://rightsstatements.org/en/documentation/technical.html
std::optional<Licence> ReadAddress(std::string_view url);

}  // namespace assay::rights
