// SPDX-License-Identifier: Apache-2.0
//
// The life of a worker: map the slots, warm up, lock in, then answer requests until the parent goes
// away. It judges nothing; that is the parent's part.
#pragma once

#include "assay/worker/lockdown.h"

namespace assay::worker {

/// Answers requests on channel::kControlFd. Returns the exit code, for _exit: no destructor or
/// atexit handler of any library may run under the filter.
int Serve(const Confinement& confinement, bool may_misbehave);

}  // namespace assay::worker
