// SPDX-License-Identifier: Apache-2.0
//
// What the commands that crawl share: their flags, put over a plan in a file, and what they run
// with.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/run.h"
#include "assay/policy/engine.h"
#include "audit.h"
#include "command.h"
#include "network.h"

namespace assay::cli {

class ProgressBar;

struct CrawlFlags {
  std::string usual_purpose;  ///< where neither flags nor plan name one
  std::string plan_file;
  std::vector<std::function<void(pipeline::CrawlPlan&)>> over;  ///< to be put over the plan
  NetworkFlags network;
  std::string out = "assay-out";
  std::string policy;
  std::string fail_on = "review";
  bool no_audit = false;
  bool is_offline = false;
};

std::shared_ptr<CrawlFlags> NewCrawlFlags(const char* usual_purpose);

/// --out, --purpose, --jurisdiction, --date, --policy, --fail-on. `flags` must outlive `command`.
void AddUse(CLI::App& command, CrawlFlags& flags);

/// The plan of the file, if one is named, and over it what the command line says.
Result<pipeline::CrawlPlan> PlanOf(const CrawlFlags& flags);

AuditJob JobOf(const CrawlFlags& flags, const Globals& globals);
Result<policy::Pack> PackOf(const CrawlFlags& flags, const AuditJob& job);
pipeline::Environment MakeEnvironment(const std::filesystem::path& out, ProgressBar& bar);

/// Tells what ended a crawl, and gives the exit code.
int FailedCrawl(const Error& error, const Globals& globals);

}  // namespace assay::cli
