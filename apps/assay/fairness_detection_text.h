// SPDX-License-Identifier: Apache-2.0
//
// An audit of detections as a person reads it on a terminal. All of it is in the JSON document.
#pragma once

#include <string>

#include "assay/core/json.h"
#include "assay/fairness/detection_audit.h"

namespace assay::cli {

/// Lines, with what is worst first. Long lists are cut, and say so.
std::string TextOf(const fairness::DetectionAudit& audit, const Json& document);

}  // namespace assay::cli
