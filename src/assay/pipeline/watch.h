// SPDX-License-Identifier: Apache-2.0
//
// Prices over time: one crawl a round, and a series over all rounds of the same plan. Rights and
// terms are asked anew in each round; what has changed there ends the series until a person has
// looked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/crawl.h"

namespace assay::pipeline {

struct WatchResult {
  CrawlResult crawl;
  bool was_done = false;  ///< this round was over already: nothing was asked
  /// {"rounds", "observations", "changed": [{product, name, what, from, to, page}], "new": [...],
  /// "gone": [...], "lost": [...]}: against the round before. Lost are products whose page could
  /// not be looked at.
  Json changes;
};

/// Why no round may begin: terms that changed or are blocked, by origin. Empty when one may.
Result<std::string> StopsWatch(Workspace& workspace, const CrawlPlan& plan);

/// One round: the crawl of `plan` for the stretch of time that holds `now`, then prices.parquet and
/// changes.json in `out`, over all rounds. Done twice in one stretch it asks nobody again.
///
/// Errors:  as RunCrawl; kRefused-like stops are told by StopsWatch, which is to be asked first.
/// Cost:    memory for the products of two rounds.
Result<WatchResult> WatchOnce(CrawlPlan plan, const policy::Pack& pack, policy::Engine& engine,
                              Workspace& workspace, const Environment& environment,
                              std::chrono::system_clock::time_point now);

}  // namespace assay::pipeline
