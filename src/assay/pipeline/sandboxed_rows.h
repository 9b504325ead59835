// SPDX-License-Identifier: Apache-2.0
//
// How a release's index is read: by a sandboxed worker, for it may be a stranger's.
#pragma once

#include <filesystem>

#include "assay/channel/table_worker.h"
#include "assay/release/manifest.h"

namespace assay::pipeline {

/// Starts `worker` (assay-worker) for each table. Errors of what it returns: channel::ReadManifest.
inline release::ReadTable SandboxedRows(const std::filesystem::path& worker) {
  return [worker](const std::filesystem::path& file, const auto& visit) {
    channel::Options options;
    options.program = worker;
    return channel::ReadManifest(options, file, visit);
  };
}

}  // namespace assay::pipeline
