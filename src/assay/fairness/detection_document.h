// SPDX-License-Identifier: Apache-2.0
//
// What an audit of detections says, as one JSON document. Every number comes from DetectionAudit;
// nothing is computed here. docs/formats/fairness.md says what the members mean.
#pragma once

#include "assay/core/json.h"
#include "assay/fairness/detection_audit.h"

namespace assay::fairness {

/// Schema assay.fairness.detection/1, but for the members `truth`, `detections` and `pictures`,
/// which the caller knows. Requires names and values that are UTF-8, as VisitRows gives them.
Json ToJson(const DetectionAudit& audit, const DetectionSet& set);

}  // namespace assay::fairness
