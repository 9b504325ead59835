// SPDX-License-Identifier: Apache-2.0
//
// A lawful crawl: asks each origin first, fetches what it has a permit for, and keeps what was
// asked, answered and refused. It can be killed at any moment and started again with the same plan.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "assay/catalog/crawl.h"
#include "assay/core/decision.h"
#include "assay/core/result.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {

struct CrawlPlan {
  Use use;  ///< `date` empty: the day the crawl first starts
  std::vector<std::string> seeds;
  std::set<std::string> hosts;  ///< beside those of the seeds
  std::vector<std::string> exclude;
  bool pictures = true;
  std::int64_t depth = 16;
  std::int64_t pages = 10'000;  ///< addresses asked for, over all hosts
  Network network;
};

/// Checks what can be checked without asking anybody.
/// Errors:  kInvalidArgument, in words for the person who wrote it.
Status Validate(const CrawlPlan& plan);

struct CrawlResult {
  catalog::CrawlRow crawl;
  catalog::CrawlCounts counts;
  bool resumed = false;
  bool has_reopened = false;  ///< terms that a person had cleared have changed
};

/// Crawls to the end, or goes on with the unfinished crawl of an equal plan.
///
/// Errors:  kInvalidArgument as Validate; kCancelled after `environment.stop`, with everything that
///          was fetched kept; kExhausted when the disk is full; kUnavailable when workers or TLS
///          do not start; kCorrupt for a workspace that contradicts itself.
/// Cost:    memory for the answers of the origins, 32 waiting addresses a host, and the bodies that
///          are under way.
Result<CrawlResult> RunCrawl(const CrawlPlan& plan, const policy::Pack& pack,
                             policy::Engine& engine, Workspace& workspace,
                             const Environment& environment);

}  // namespace assay::pipeline
