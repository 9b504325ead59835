// SPDX-License-Identifier: Apache-2.0
//
// A lawful crawl: asks each origin first, fetches what it has a permit for, and keeps what was
// asked, answered and refused. It can be killed at any moment and started again with the same plan.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assay/catalog/crawl.h"
#include "assay/core/decision.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/network.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {

class Workspace;
struct Environment;

inline constexpr std::int64_t kMostRedirects = 50;

/// Which archive of the web is asked how terms of use read around a day.
struct HistoryPlan {
  std::string archive;       ///< as acquire::ArchiveAddress spells it; empty: none is asked
  std::string at;            ///< day; empty: the crawl's
  std::set<std::string> of;  ///< origins, beside those whose terms the crawl finds
};

struct CrawlPlan {
  Use use;  ///< `date` empty: the day the crawl first starts
  std::vector<std::string> seeds;
  /// Pictures to be asked for, and nothing that they lead to but redirects. Not for a plan's YAML:
  /// a manifest has them.
  std::vector<std::string> list;
  std::set<std::string> hosts;  ///< beside those of the seeds
  std::vector<std::string> exclude;
  bool pictures = true;
  std::int64_t depth = 16;
  std::int64_t pages = 10'000;          ///< addresses asked for, over all hosts
  std::int64_t per_host = 0;            ///< of one host; 0: no limit of its own
  std::int64_t redirects = 10;          ///< in a row
  std::int64_t warc_bytes = 1LL << 30;  ///< of a WARC file: a new one begins beyond it
  HistoryPlan history;
  Network network;
  Json selectors = Json::object();     ///< {"item": ".product", "price": ...}: markup/selectors.h
  std::chrono::seconds every{86'400};  ///< of a watch: one round in each such stretch of time
  std::string slot;                    ///< of a watch: which stretch; part of the plan's identity
};

/// Reads a YAML plan: docs/guide/acquire.md. Relative paths are taken from `folder`.
/// Errors:  kInvalidArgument with `name:line:column`; kExhausted over 1 MiB.
Result<CrawlPlan> ParseCrawlPlan(std::string_view yaml, std::string_view name,
                                 const std::filesystem::path& folder);

/// Checks what can be checked without asking anybody.
/// Errors:  kInvalidArgument, in words for the person who wrote it.
Status Validate(const CrawlPlan& plan);

struct CrawlResult {
  catalog::CrawlRow crawl;
  catalog::CrawlCounts counts;
  bool resumed = false;
  bool has_reopened = false;  ///< terms that a person had cleared have changed
};

/// What makes two crawls one series: the plan without its slot, as canonical JSON.
std::string SeriesOf(const CrawlPlan& plan, const policy::Pack& pack);
/// The same of a crawl that was started. Errors: kCorrupt.
Result<std::string> SeriesOf(const catalog::CrawlRow& crawl);
/// Digest by which the catalog finds the crawl of `plan`.
std::string DigestOf(const CrawlPlan& plan, const policy::Pack& pack);

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
