// SPDX-License-Identifier: Apache-2.0
//
// Pass 1 over all sources: items in source order through several inspectors, committed in chunks.
#pragma once

#include <memory>
#include <vector>

#include "assay/core/result.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/source.h"

namespace assay::pipeline {

class Workspace;
struct Environment;

/// Brings every item of `sources` that `run` does not know yet to "inspected" or "dead".
///
/// Errors:  kCancelled after environment.stop, with all finished work committed; kUnavailable when
///          workers do not start; as Workspace::Commit.
Status InspectAll(Workspace& workspace, const catalog::Run& run,
                  std::vector<std::unique_ptr<Source>> sources, Inspectors& inspectors,
                  const Environment& environment);

}  // namespace assay::pipeline
