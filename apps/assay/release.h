// SPDX-License-Identifier: Apache-2.0
//
// The parts of `assay release` that look at finished releases.
#pragma once

#include <CLI/CLI.hpp>

#include "assay/core/result.h"
#include "command.h"

namespace assay::cli {

void AddReleaseVerify(CLI::App& command, const Globals& globals, Action& action);

/// Fail, with the code that fits an error of reading a release.
int FailOnRelease(const Error& error, bool json);

}  // namespace assay::cli
