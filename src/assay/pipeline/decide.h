// SPDX-License-Identifier: Apache-2.0
//
// Pass 2: facts of the record and of the set -> situation -> decision, one ledger leaf a record,
// in key order. Records whose facts and decision already stand are left alone.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/result.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {

class Inspector;
template <typename Tool>
class Crew;
using Inspectors = Crew<Inspector>;

/// What the barrier found out, by key. Absent: nothing but the record itself.
using SetFacts = std::map<std::string, std::vector<Fact>, std::less<>>;

struct DecideOptions {
  Use use;
  std::string policy_digest;
  Digest salt;  ///< of the one tree
  std::function<void(std::int64_t decided)> progress;
  const std::atomic<bool>* stop = nullptr;
};

struct Decided {
  Digest root;                     ///< of the one tree over all records
  std::int64_t policy_errors = 0;  ///< records whose decision is "policy.error"
};

/// Decides what is not decided yet, or was under other facts of the set.
///
/// Errors:  as Workspace::Commit; kCancelled after `stop`; kInvalidArgument for a record that is
///          still pending; kCorrupt for one that is not what the catalog promises.
Result<Decided> DecideAll(Workspace& workspace, catalog::RunId run, Inspectors& inspectors,
                          const SetFacts& set_facts, policy::Engine& engine,
                          const DecideOptions& options);

}  // namespace assay::pipeline
