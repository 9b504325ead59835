// SPDX-License-Identifier: Apache-2.0
//
// What a person is told when something goes wrong: a stable code, one sentence, what to do next.
// The codes and their pages live in one table; `assay explain A0300` prints it offline.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::cli {

/// Exit codes. 3 outranks 2, 2 outranks 1.
inline constexpr int kDone = 0;
inline constexpr int kFindings = 1;   ///< the answer is "no": denied, under review, dead
inline constexpr int kBadInput = 2;   ///< usage, configuration, environment, I/O
inline constexpr int kIntegrity = 3;  ///< ledger, digest, signature, accounting

/// One row of the table of codes. Codes are never reused.
struct ProblemPage {
  std::string_view code;  ///< "A0300"
  std::string_view title;
  std::string_view help;  ///< what to do next
};
std::span<const ProblemPage> ProblemPages();
const ProblemPage* FindProblem(std::string_view code);

/// Prints the problem to stderr (as JSON when `json`) and gives the exit code that belongs to it:
/// kIntegrity for kCorrupt problems of codes A03xx, else kBadInput.
/// `help` stands in the place of the page's, where the command knows better what to do next.
int Fail(std::string_view code, std::string_view message, bool json, std::string_view help = "");

/// As above, with the code that fits `error` best when nothing closer is known.
int Fail(const Error& error, bool json);

}  // namespace assay::cli
