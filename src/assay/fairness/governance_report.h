// SPDX-License-Identifier: Apache-2.0
//
// A checked record in the forms that people and their machines read. Equal records, documents and
// days give equal bytes.
#pragma once

#include <string>

#include "assay/core/json.h"
#include "assay/fairness/governance_check.h"

namespace assay::fairness {

/// Schema assay.fairness.record/1: docs/formats/fairness.md.
Json ToJson(const GovernanceReport& report);

/// For a terminal: lists, each with its items and what they rest on or want.
std::string ToText(const GovernanceReport& report);

}  // namespace assay::fairness
