// SPDX-License-Identifier: Apache-2.0
//
// A gate's report in the forms that people and their machines read. Every form says the same.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "assay/core/json.h"
#include "assay/fairness/gate.h"

namespace assay::fairness {

/// Findings of one gate that a document lists, the worst first; how many more there are it says.
inline constexpr std::size_t kListedFindings = 200;

/// All that is known: docs/formats/fairness.md.
Json ToJson(const GatePolicy& policy, const GateReport& report);

/// For a terminal: gates, the worst first, each with its worst findings. Foreign text is printable.
std::string ToText(const GatePolicy& policy, const GateReport& report);

/// A summary for a pull request: a table of gates, then what fails, is waived or wants data.
/// Foreign texts are escaped: they make neither markup nor further cells.
/// Source:  GitHub Flavored Markdown Spec, section 4.10.
std::string ToMarkdown(const GatePolicy& policy, const GateReport& report);

/// One test case a gate: failed, skipped (too little data) or passed.
/// Source:  the schema that Jenkins' JUnit plugin reads.
std::string ToJunit(const GatePolicy& policy, const GateReport& report);

/// One rule a gate, one result for what fails or wants data, at `policy_file`.
/// Source:  OASIS, "Static Analysis Results Interchange Format (SARIF) 2.1.0".
Json ToSarif(const GatePolicy& policy, const GateReport& report, std::string_view policy_file);

}  // namespace assay::fairness
