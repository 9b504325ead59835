// SPDX-License-Identifier: Apache-2.0
//
// The system calls of a locked-in process. Everything that is not named is refused.
#pragma once

#include "assay/worker/lockdown.h"

namespace assay::worker::internal {

/// Loads the filter of the profile; for good. False when the kernel refuses.
bool FilterSystemCalls(Profile profile, Violation violation);

}  // namespace assay::worker::internal
