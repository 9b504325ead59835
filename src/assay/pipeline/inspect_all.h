// SPDX-License-Identifier: Apache-2.0
//
// Pass 1 over all sources: items in source order through several inspectors, committed in chunks.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/source.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {

/// Brings every item of `sources` that `run` does not know yet to "inspected" or "dead".
///
/// Errors:  kCancelled after environment.stop, with all finished work committed; kUnavailable when
///          workers do not start; as Workspace::Commit.
Status InspectAll(Workspace& workspace, const catalog::Run& run,
                  std::vector<std::unique_ptr<Source>> sources, Inspectors& inspectors,
                  const Environment& environment);

}  // namespace assay::pipeline
