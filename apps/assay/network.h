// SPDX-License-Identifier: Apache-2.0
//
// Flags that tell who asks, how fast, how much is taken, and which networks may be asked: the same
// for every command that asks hosts.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "assay/core/result.h"
#include "assay/pipeline/network.h"
#include "assay/policy/engine.h"
#include "command.h"

namespace assay::cli {

/// What was said on the command line, to be put over what a plan says.
using NetworkFlags = std::vector<std::function<void(pipeline::Network&)>>;

/// `network` with the flags put over it.
pipeline::Network Over(pipeline::Network network, const NetworkFlags& flags);

/// `flags` must outlive `command`.
void AddNetwork(CLI::App& command, NetworkFlags& flags);

/// An option for what may be an IPv6 host in brackets: CLI11 would take those for a list.
void TakeBrackets(CLI::Option& option);

/// Takes "64MiB", as plans write numbers.
CLI::Validator Amount(std::int64_t least, std::int64_t most);

/// Sites are read by the tables of signals of `pack`, where it brings its own licences.json.
/// Errors:  kInvalidArgument for tables that are none.
Status UseTablesOf(const policy::Pack& pack);

}  // namespace assay::cli
