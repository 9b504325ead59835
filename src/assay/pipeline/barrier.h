// SPDX-License-Identifier: Apache-2.0
//
// Between the passes: what only the whole set can say. Copies, near copies, and copies that
// contradict each other about the licence. It decides nothing and commits nothing.
#pragma once

#include <cstddef>
#include <filesystem>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"
#include "assay/pipeline/set_facts.h"

namespace assay::pipeline {

class Inspector;
template <typename Tool>
class Crew;
using Inspectors = Crew<Inspector>;

/// Facts "set.exact", "set.near" and "set.twin_conflict" for the records of `run` that have a
/// twin (docs/reference/facts.md). Dead records take no part.
///
/// Errors:  as the catalog's; kUnavailable when workers do not start.
/// Cost:    one pass over the records; 70 bytes of memory each, as Comparison, which also says
///          what lies on the disk of `folder` while it lasts; a full decode of each picture whose
///          pixels may be another's, by the workers.
/// Exact:   the same for any order of the records and any number of threads.
Result<SetFacts> CompareAll(const catalog::Catalog& catalog, catalog::RunId run,
                            Inspectors& inspectors, const std::filesystem::path& folder);

}  // namespace assay::pipeline
