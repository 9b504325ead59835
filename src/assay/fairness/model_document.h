// SPDX-License-Identifier: Apache-2.0
//
// What an audit of predictions says, as one JSON document. Every number comes from ModelAudit;
// nothing is computed here. docs/formats/fairness.md says what the members mean.
#pragma once

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/model_audit.h"

namespace assay::fairness {

/// Schema assay.fairness.model/1, but for the member `table`, which the caller knows. Requires
/// names and values that are UTF-8, as CountTable gives them.
Json ToJson(const ModelAudit& audit);

}  // namespace assay::fairness
