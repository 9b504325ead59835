// SPDX-License-Identifier: Apache-2.0
//
// What a decoder under an attacker's control would try. For tests of the sandbox: a worker obeys
// only when it was started to misbehave.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "assay/channel/protocol.h"

namespace assay::worker {

/// "open", "socket", "fork", "exec", "ptrace", "kill", "thread", "exec_memory", "write_input",
/// "allocate", "loop", "segfault", "abort", "exit", "talk", "nothing". Returns only when the deed
/// was refused or failed harmlessly; true when it was refused.
bool Commit(std::string_view deed);

/// "lie_size", "lie_blob", "lie_id", "lie_kind", "lie_json", "lie_list": what a reply would say.
/// `output` is the slot; other deeds change nothing.
void Lie(std::string_view deed, std::span<std::uint8_t> output, channel::Reply& reply);

}  // namespace assay::worker
