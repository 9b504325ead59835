// SPDX-License-Identifier: Apache-2.0
//
// What origins have answered, as a workspace keeps it: back from the catalog into a gate, whatever
// its age. Nobody is asked.
#pragma once

#include <string>

#include "assay/core/result.h"
#include "assay/pipeline/licence_document.h"
#include "assay/pipeline/workspace.h"

namespace assay::acquire {
class Gate;
}  // namespace assay::acquire

namespace assay::pipeline {

/// The answers of `origin`, and the licence documents that lie there.
/// Errors:  kCorrupt for rows that no crawl wrote; kNotFound when a kept text is gone.
Status TakeKept(Workspace& workspace, const std::string& origin, acquire::Gate& gate,
                LicenceReader& licences);

}  // namespace assay::pipeline
