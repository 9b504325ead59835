// SPDX-License-Identifier: Apache-2.0
//
// SPDX licence expressions: ids, "+", WITH, AND, OR, parentheses. It judges no compatibility.
#pragma once

#include <optional>
#include <string_view>

#include "assay/rights/licence.h"

namespace assay::rights {

/// The licence that `text` states as a whole, or none when any part is unknown or the grammar is
/// broken.
///
/// Shapes:  one id gives that licence; more give one of family "expression", whose `spdx` is the
///          normalised expression and whose `key` is that in lower case. Ids and operators in any
///          case. At most 32 ids and 8 levels.
/// Source:  SPDX 2.3, annex D.
std::optional<Licence> SpdxExpression(std::string_view text);

}  // namespace assay::rights
