// SPDX-License-Identifier: Apache-2.0
//
// What an audit of a data set says, as one JSON document. Every number comes from DatasetAudit;
// nothing is computed here. docs/formats/fairness.md says what the members mean.
#pragma once

#include "assay/core/json.h"
#include "assay/fairness/dataset_audit.h"

namespace assay::fairness {

/// Schema assay.fairness.dataset/1, but for the member `table` and the file of `population`, which
/// the caller knows. Requires names and values that are UTF-8, as CountTable gives them.
Json ToJson(const DatasetAudit& audit);

}  // namespace assay::fairness
