// SPDX-License-Identifier: Apache-2.0
//
// An audit of predictions as a person reads it on a terminal. All of it is in the JSON document.
#pragma once

#include <optional>
#include <string>

#include "assay/fairness/model_audit.h"
#include "assay/fairness/score_audit.h"

namespace assay::cli {

/// Lines, with what is worst first. Long lists are cut, and say so.
std::string TextOf(const fairness::ModelAudit& audit,
                   const std::optional<fairness::ScoreAudit>& scores);

}  // namespace assay::cli
