// SPDX-License-Identifier: Apache-2.0
//
// What commands that make or look at releases share.
#pragma once

#include <CLI/CLI.hpp>
#include <string_view>

#include "assay/core/result.h"
#include "command.h"

namespace assay::cli {

void AddReleaseVerify(CLI::App& command, const Globals& globals, Action& action);

/// Fail, with the code that fits an error of reading a release.
int FailOnRelease(const Error& error, bool json);

/// The problem code for an error of making a release.
std::string_view FreezeProblem(const Error& error);

}  // namespace assay::cli
