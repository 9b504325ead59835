// SPDX-License-Identifier: Apache-2.0
//
// The parts of `assay fairness`.
#pragma once

#include <string_view>

#include "assay/core/result.h"
#include "command.h"

namespace assay::cli {

void AddFairnessGate(CLI::App& parent, const Globals& globals, Action& action);

/// What is wrong with the table, the question or, by its code A0161, a gate's policy is the
/// caller's to mend; all else is the machine's.
int FailReadingTable(const Error& error, bool json, std::string_view code = "A0160");

}  // namespace assay::cli
