// SPDX-License-Identifier: Apache-2.0
//
// The document that a policy judges: a record's facts with everything taken out that may not
// matter, so that equal situations are equal bytes. No names, texts, sizes or pixels.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/record.h"

namespace assay::policy {

struct Situation {
  std::string document;               ///< canonical JSON; evidence is a local number from 1
  std::vector<std::string> evidence;  ///< FactId of number i + 1
};

/// Shapes:  docs/reference/situation.md gives the document.
/// Cost:    O(facts log facts). Pure.
Situation Describe(const Use& use, Outcome outcome, std::span<const Fact> facts);

/// The document of Describe alone, for who asks for a decision and needs no evidence.
std::string DescribeForDecision(const Use& use, Outcome outcome, std::span<const Fact> facts);

}  // namespace assay::policy
