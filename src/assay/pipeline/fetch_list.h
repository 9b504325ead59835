// SPDX-License-Identifier: Apache-2.0
//
// Pictures whose addresses a manifest lists: fetched first, by the rules of every crawl, then read
// as a source of which each row is a record. Who was refused, or did not come, is a record too.
#pragma once

#include <memory>

#include "assay/catalog/crawl.h"
#include "assay/core/result.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/source.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {

class Workspace;
struct Environment;

/// Asks for what the manifest of `plan` lists (`plan.network` is there), and writes
/// requests.parquet into `environment.out`. A fetch whose run is not finished is not begun again.
///
/// Errors:  as Manifest::Load and RunCrawl.
/// Cost:    as RunCrawl, and memory for the rows of the manifest.
Result<catalog::CrawlId> FetchPictures(const Plan& plan, const policy::Pack& pack,
                                       policy::Engine& engine, Workspace& workspace,
                                       const Environment& environment);

/// The rows of `manifest` with what `crawl` has made of their addresses: facts of the host and of
/// the row. Dead letters of class "policy" for what was refused, "transient" for what failed.
std::unique_ptr<Source> OpenFetched(Workspace& workspace, catalog::CrawlId crawl,
                                    SourceOptions options, std::shared_ptr<Manifest> manifest);

}  // namespace assay::pipeline
