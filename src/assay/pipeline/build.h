// SPDX-License-Identifier: Apache-2.0
//
// The last part of a build: what a run has allowed and transformed becomes a data set, and that a
// release.
#pragma once

#include "assay/core/result.h"
#include "assay/pipeline/freeze.h"

namespace assay::pipeline {

class Inspector;
struct Plan;

/// Writes the data set that `plan` asks for (`plan.build` is there) from the allowed records of
/// `run`, which is decided, and seals it. Pictures that pass 1 has made come from the workspace;
/// `inspector` makes what is missing.
///
/// Of `options`, `out`, `name`, `version` and `replaces` follow from the plan.
/// Errors:  as FreezeRun.
/// Cost:    two passes over the records; memory for a tenth of a kilobyte and the key of each.
/// Exact:   the same plan, seed and records give the same files, whatever was there before.
Result<Frozen> BuildRelease(Workspace& workspace, const catalog::Run& run, const Plan& plan,
                            Inspector& inspector, FreezeOptions options);

}  // namespace assay::pipeline
