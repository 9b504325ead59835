// SPDX-License-Identifier: Apache-2.0
//
// The little of a file system that a converter sees.
#pragma once

#include <string>

namespace assay::worker::internal {

/// Makes "/" a read-only tmpfs that shows programs, libraries, their configuration and the file
/// `program` where they lie, and nothing else. Needs its own mount namespace; no writes are left
/// for the caller to make. False: files are as they were, for this process at least half.
bool EnterProgramRoot(const std::string& program);

/// Lets a Landlock rule set read and execute the same. A path that is not there needs no
/// permission.
bool AllowPrograms(int rules, const std::string& program);

}  // namespace assay::worker::internal
