// SPDX-License-Identifier: Apache-2.0
//
// An audit of scores as JSON. Every number comes from ScoreAudit.
#pragma once

#include "assay/core/json.h"
#include "assay/fairness/score_audit.h"

namespace assay::fairness {

/// The member `scores` of schema assay.fairness.model/1.
Json ToJson(const ScoreAudit& audit);

}  // namespace assay::fairness
