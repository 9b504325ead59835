// SPDX-License-Identifier: Apache-2.0
//
// Content credentials, already validated, as JSON -> signals and statements. It verifies nothing:
// how far a manifest is to be trusted was found out where it was read.
#pragma once

#include "assay/core/fact.h"
#include "assay/rights/statement_internal.h"

namespace assay::rights {

/// Mark "store": {"state": "Trusted" | "Valid" | "Invalid", "store": manifest store}; mark
/// "error": why there is none. A denial counts in any state and also from an ingredient; a grant
/// counts from the active manifest of a valid store only.
///
/// Errors:  text that is no such JSON gives one "rights.c2pa" of state kMalformed.
/// Source:  C2PA 1.4, section 19.18; CAWG Training and Data Mining Assertion 1.1.
void ReadContentCredentials(const Mark& mark, Statements& out);

}  // namespace assay::rights
