// SPDX-License-Identifier: Apache-2.0
//
// SIGINT and SIGTERM: the first asks a run to stop after its open chunk, a second one ends us at
// once; the next start recovers.
#pragma once

#include <atomic>

namespace assay::cli {

void CatchStopSignals();
const std::atomic<bool>& StopRequested();
int StopSignal();  ///< 0: none came

}  // namespace assay::cli
