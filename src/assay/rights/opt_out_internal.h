// SPDX-License-Identifier: Apache-2.0
//
// Sentences that forbid a use: "No AI training", "Text und Data Mining vorbehalten". Only denials:
// prose grants nothing here.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "assay/rights/licence_text.h"
#include "assay/rights/words_internal.h"

namespace assay::rights {

/// A subject ("AI training") with a negation at most eight words away in the same sentence, or a
/// phrase that is an opt-out by itself ("noai").
/// Cost:    O(words).
std::vector<OptOut> FindOptOuts(std::span<const Word> words, std::string_view text);

}  // namespace assay::rights
