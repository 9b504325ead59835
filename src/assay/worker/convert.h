// SPDX-License-Identifier: Apache-2.0
//
// Locks the process in and becomes a converter: a program of the user's choice that reads foreign
// bytes. It knows nothing of what is converted.
#pragma once

#include <span>

#include "assay/worker/lockdown.h"

namespace assay::worker {

/// Becomes `command[0]`, a path, with the other words as its argv. Tells the parent at
/// channel::kJailerFd how it is locked in, and does not go on where that is not enough.
///
/// Errors:  returns only when it could not; the parent has been told why.
int BecomeConverter(Confinement confinement, std::span<char*> command);

}  // namespace assay::worker
