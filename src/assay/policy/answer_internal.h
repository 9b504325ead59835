// SPDX-License-Identifier: Apache-2.0
//
// Whether what a policy answered is a decision about this situation, or nonsense.
#pragma once

#include <string_view>

#include "assay/core/decision.h"
#include "assay/core/result.h"

namespace assay::policy::internal {

/// Reads a policy's answer and puts it in order: reasons by (code, evidence), obligations by code,
/// repetitions dropped.
///
/// Errors:  kCorrupt when it is no decision document, names evidence that the situation does not
///          hold, refuses without a reason of some tier, gives a reason with a tier but without
///          evidence although the situation has some, or a recheck_by that is no RFC 3339 time.
Result<Decision> ReadAnswer(std::string_view answer, std::string_view situation);

/// The decision for a record that the policy could not judge.
Decision PolicyError(std::string_view why);

}  // namespace assay::policy::internal
