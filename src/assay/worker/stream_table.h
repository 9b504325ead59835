// SPDX-License-Identifier: Apache-2.0
//
// Table mode: the one table or archive on channel::kTableFd goes to the parent as JSON lines. It
// gives no column a meaning but those of known data sets.
#pragma once

#include <string_view>

#include "assay/worker/lockdown.h"

namespace assay::worker {

/// `format` is "csv", "jsonl", "parquet", or a job that channel/protocol.h names: samples, or
/// counts of combinations of values, of a table or of a known data set. The lines are those that
/// channel/rows_internal.h reads. Returns the exit code, for _exit.
int StreamTable(std::string_view format, const Confinement& confinement);

}  // namespace assay::worker
