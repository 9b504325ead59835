// SPDX-License-Identifier: Apache-2.0
//
// An audit of scores as a person reads it on a terminal: lines within those of the predictions.
#pragma once

#include <string>

#include "assay/fairness/score_audit.h"

namespace assay::cli {

/// What was measured, of all rows.
std::string ScoresHead(const fairness::ScoreAudit& audit);

std::string ScoresText(const fairness::ScoreAudit& audit, const fairness::ScoreGrouping& one);

}  // namespace assay::cli
