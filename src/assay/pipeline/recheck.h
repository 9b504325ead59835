// SPDX-License-Identifier: Apache-2.0
//
// Asks again: what the origins of a workspace say today, and which of what was fetched they have
// reserved since.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/network.h"
#include "assay/pipeline/run.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {

class Workspace;

struct RecheckResult {
  std::int64_t origins = 0;
  std::vector<std::string> unanswered;  ///< origins that did not say: nothing follows from that
  std::int64_t addresses = 0;           ///< looked at
  std::int64_t unread = 0;              ///< of these, pages whose bytes are gone or unreadable
  std::int64_t withdrawn = 0;           ///< new ones
};

/// Asks every origin that was ever asked, and judges every address that was fetched under `use` as
/// of today. What is denied now is withdrawn from today on: in the catalog, in the ledger, and in
/// withdrawals.json of `environment.out`, for releases.
///
/// Errors:  as AskAll and Workspace::Commit; kCancelled after `environment.stop`, with what was
///          found kept.
Result<RecheckResult> Recheck(const Use& use, const Network& network, policy::Engine& engine,
                              Workspace& workspace, const Environment& environment);

/// The same without asking anybody: from the answers that are kept, whatever their age, and from
/// the head and the page of each address's last visit, under today's policy and tables of signals.
/// What was denied when it was fetched is left as it is. `token` is the name that rules speak of.
///
/// Errors:  as Workspace::Commit; kNotFound when a kept answer is gone; kCancelled as above.
Result<RecheckResult> RecheckKept(const Use& use, const std::string& token, policy::Engine& engine,
                                  Workspace& workspace, const Environment& environment);

}  // namespace assay::pipeline
