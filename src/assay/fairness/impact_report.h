// SPDX-License-Identifier: Apache-2.0
//
// Impact ratios as documents. Every number comes from ImpactAudit; docs/formats/fairness.md says
// what the members mean.
#pragma once

#include <string>
#include <string_view>

#include "assay/core/json.h"
#include "assay/fairness/impact_ratio.h"

namespace assay::fairness {

/// Schema assay.fairness.impact/1, but for the member `table`, which the caller knows.
Json ToJson(const ImpactAudit& audit);

/// A row a category, in the document's order; what has no value is empty.
/// Source:  RFC 4180.
std::string ToCsv(const ImpactAudit& audit);

/// One field of a CSV, quoted where it must be. What a spreadsheet would run as a formula begins
/// with an apostrophe.
/// Source:  RFC 4180; OWASP, "CSV Injection".
std::string CsvField(std::string_view text);

}  // namespace assay::fairness
