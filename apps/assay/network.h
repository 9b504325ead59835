// SPDX-License-Identifier: Apache-2.0
//
// Flags of the commands that ask hosts: who asks, how fast, and which networks may be asked.
#pragma once

#include <CLI/CLI.hpp>

#include "assay/core/result.h"
#include "assay/pipeline/network.h"
#include "assay/policy/engine.h"

namespace assay::cli {

/// `network` must outlive the parsing.
void AddNetwork(CLI::App& command, pipeline::Network& network);

/// Sites are read by the tables of signals of `pack`, where it brings its own licences.json.
/// Errors:  kInvalidArgument for tables that are none.
Status UseTablesOf(const policy::Pack& pack);

}  // namespace assay::cli
