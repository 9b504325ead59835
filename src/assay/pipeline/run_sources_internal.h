// SPDX-License-Identifier: Apache-2.0
//
// What a plan names as its sources, opened.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "assay/core/result.h"
#include "assay/pipeline/source.h"

namespace assay::pipeline {
class Workspace;
struct Environment;
struct Plan;
}  // namespace assay::pipeline

namespace assay::pipeline::internal {

struct Sources {
  std::vector<std::unique_ptr<Source>> opened;
  std::int64_t bad_rows = 0;  ///< of manifests
};

/// Errors:  kInvalidArgument for a manifest that cannot be used; as the folder's and the worker's.
Result<Sources> OpenSources(const Plan& plan, Workspace& workspace, const Environment& environment);

}  // namespace assay::pipeline::internal
