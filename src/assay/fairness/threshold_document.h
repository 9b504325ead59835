// SPDX-License-Identifier: Apache-2.0
//
// What a trial of thresholds says, as one JSON document. Every number comes from ThresholdTrial.
#pragma once

#include "assay/core/json.h"
#include "assay/fairness/threshold_trial.h"

namespace assay::fairness {

/// Schema assay.fairness.thresholds/1, but for the member `table`.
Json ToJson(const ThresholdTrial& trial);

}  // namespace assay::fairness
