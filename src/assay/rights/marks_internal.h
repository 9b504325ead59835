// SPDX-License-Identifier: Apache-2.0
//
// Which XMP property means what: also asked by readers of metadata inside content credentials.
#pragma once

#include <optional>
#include <string_view>

#include "assay/rights/statement_internal.h"

namespace assay::rights {

/// Meaning of "dc:rights", or of the last step of "plus:Licensor[1]/plus:LicensorURL"; none for
/// properties that say nothing about rights.
std::optional<Field> XmpField(std::string_view name);

}  // namespace assay::rights
