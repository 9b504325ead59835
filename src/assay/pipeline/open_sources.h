// SPDX-License-Identifier: Apache-2.0
//
// The sources of a plan, opened: what lies at a path decides which kind it is, unless the plan
// says it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "assay/core/result.h"
#include "assay/pipeline/source.h"

namespace assay::pipeline {

struct Environment;
struct Plan;
class Workspace;

struct OpenedSources {
  std::vector<std::unique_ptr<Source>> sources;  ///< in the plan's order
  std::int64_t bad_rows = 0;                     ///< RunResult::bad_rows
};

/// The rows of a manifest, read in a sandboxed worker. A reader that dies is started once more.
/// Errors:  as Manifest::Load; kInvalidArgument for one that cannot be read.
Result<Manifest> LoadManifest(const ManifestSpec& spec, const std::filesystem::path& file,
                              const std::filesystem::path& folder, const Environment& environment);

/// Can a data set of `plan` have the splits that the manifest names? Known before any picture is
/// looked at. Errors:  kInvalidArgument.
Status CheckSplits(const Plan& plan, const Manifest& manifest);

/// Errors:  as CheckSplits, Manifest::Load, OpenFolder and OpenSamples.
Result<OpenedSources> OpenSources(Workspace& workspace, const Plan& plan,
                                  const Environment& environment);

}  // namespace assay::pipeline
