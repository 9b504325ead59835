// SPDX-License-Identifier: Apache-2.0
//
// A few questions to a site, one after the other, outside of a crawl: what it says today. It keeps
// nothing; who needs evidence crawls.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/gate.h"
#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/result.h"
#include "assay/pipeline/host_turns.h"
#include "assay/pipeline/licence_document.h"
#include "assay/pipeline/network.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {

/// A gate that several threads may use; and who may ask whom.
struct SharedGate {
  acquire::Gate& gate;
  std::mutex mutex{};
  HostTurns turns;
};

/// Who asks, and what for. All of it must outlive the question. Threads: one each.
struct Asker {
  acquire::Fetcher& fetcher;
  SharedGate& shared;
  LicenceReader& licences;
  const std::atomic<bool>* stop = nullptr;  ///< set: kCancelled
};

/// Asks `origin` whatever the gate is missing, following redirects of a probe: its own files, then
/// the licence documents that its robots.txt declares.
Status AskOrigin(const Asker& asker, const std::string& origin);

/// Asks for the licence documents that `response` of `url` declares and that the gate is missing.
Status AskLicences(const Asker& asker, const acquire::WebUrl& url,
                   const rights::ResponseSigns& response);

/// The system's clock as permits and probes count it.
policy::Time WallTime();

/// What a finished probe means, without its redirects.
acquire::ProbeResult ProbeResultOf(policy::WellKnown file, const acquire::Exchange& exchange);

struct SiteSays {
  std::vector<Fact> facts;          ///< of the origin, the header and the page
  std::optional<Decision> refusal;  ///< why the address itself was not asked
  int status = 0;                   ///< of the address; 0: not asked, or no answer
  std::string problem;
};

/// Asks the origin of `url`, and `url` itself where that is permitted.
/// Errors:  as MakeFetcher; kInvalidArgument for what is no http address.
Result<SiteSays> AskSite(const std::string& url, const Network& network, const Use& use,
                         policy::Engine& engine, const std::filesystem::path& worker);

}  // namespace assay::pipeline
