// SPDX-License-Identifier: Apache-2.0
//
// Pass 2: facts of the record and of the set -> situation -> decision, one ledger leaf a record,
// in key order. Records whose facts and decision already stand are left alone. Documents see every
// record as it passes.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/result.h"
#include "assay/pipeline/set_facts.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "assay/release/audit_report.h"

namespace assay::pipeline {

class Inspector;
class RunLog;
template <typename Tool>
class Crew;
using Inspectors = Crew<Inspector>;

struct DecideOptions {
  Use use;
  std::string policy_digest;
  std::function<void(std::int64_t decided)> progress;
  const std::atomic<bool>* stop = nullptr;
  RunLog* log = nullptr;  ///< told of each commit; may be null
};

/// Decides what is not decided yet, or was under other facts of the set. Returns how many records
/// the policy could not judge ("policy.error").
///
/// Errors:  as Workspace::Commit and AuditDocuments::Add; kCancelled after `stop`; kInvalidArgument
/// for a record that is
///          still pending; kCorrupt for one that is not what the catalog promises.
Result<std::int64_t> DecideAll(Workspace& workspace, catalog::RunId run, Inspectors& inspectors,
                               const SetFacts& set_facts, policy::Engine& engine,
                               const DecideOptions& options, release::AuditDocuments& documents);

/// Shows `documents` every record of a run that is decided.
/// Errors:  kInvalidArgument for a record that is still pending; as AuditDocuments::Add.
Status ShowAll(const catalog::Catalog& catalog, catalog::RunId run, Inspectors& inspectors,
               release::AuditDocuments& documents);

}  // namespace assay::pipeline
