// SPDX-License-Identifier: Apache-2.0
//
// Flags of the commands that ask hosts: who asks, how fast, and which networks may be asked.
#pragma once

#include <CLI/CLI.hpp>

#include "assay/pipeline/network.h"

namespace assay::cli {

/// `network` must outlive the parsing.
void AddNetwork(CLI::App& command, pipeline::Network& network);

}  // namespace assay::cli
