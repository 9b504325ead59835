// SPDX-License-Identifier: Apache-2.0
//
// An audit of a data set as a person reads it on a terminal. All of it is in the JSON document.
#pragma once

#include <string>

#include "assay/fairness/dataset_audit.h"

namespace assay::cli {

/// Lines, with what is least even first, and who is missing. Long lists are cut, and say so.
std::string TextOf(const fairness::DatasetAudit& audit);

}  // namespace assay::cli
