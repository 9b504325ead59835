// SPDX-License-Identifier: Apache-2.0
//
// One execution of a plan: pass 1, barrier, pass 2, documents, and the data set where the plan has
// a sink. The only wiring of the modules. A run can be killed at any moment and started again with
// the same plan; it goes on where the last commit stood and ends with the same digest.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"
#include "assay/pipeline/freeze.h"
#include "assay/pipeline/plan.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {

class Workspace;
struct Layout;

class RunLog;

struct Progress {
  std::string phase;        ///< "inspect", "compare", "decide", "show", "write", "build"
  std::int64_t done = 0;    ///< records of this phase
  std::int64_t total = -1;  ///< -1 unknown
  std::int64_t dead = 0;
  std::int64_t bytes = 0;
  std::int64_t waiting = 0;  ///< records read ahead, with a worker or before one
  std::int64_t reused = 0;   ///< of inspect: what an earlier run has found of the same bytes
  std::int64_t made = 0;     ///< of inspect: pictures that were not there yet
};

/// What a run needs from outside.
struct Environment {
  std::filesystem::path worker;                      ///< assay-worker
  std::filesystem::path out;                         ///< where documents go
  std::string today;                                 ///< date of a new run whose plan has none
  std::string versions;                              ///< of the program, for documents
  std::function<void(const Progress&)> progress;     ///< called often; may be empty
  std::function<void(const std::string&)> complain;  ///< bad rows of a manifest; may be empty
  const std::atomic<bool>* stop = nullptr;           ///< set: finish the open chunk and return
  RunLog* log = nullptr;                             ///< none: the run keeps one of its own
};

struct RunResult {
  catalog::RunId run = 0;
  catalog::Accounting accounting;
  std::string digest;  ///< root of the one tree, hex
  std::string policy_digest;
  std::string ledger_origin;
  std::uint64_t ledger_size = 0;
  std::string ledger_root;  ///< base64
  std::string ledger_vkey;
  std::int64_t policy_errors = 0;
  std::int64_t bad_rows = 0;  ///< manifest rows that named no file, or one again
  bool resumed = false;
  Json report;                    ///< what report.json holds
  std::optional<Frozen> release;  ///< of a plan that builds
  std::vector<Unmet> unmet;       ///< of what the plan expects; then there is no release
};

/// The pack that a plan names: "builtin:default", a folder, or "object:<hex>" kept in `layout`.
/// Errors:  kNotFound, kInvalidArgument; kCorrupt for an object that lost its digest.
Result<policy::Pack> LoadPolicy(const Plan& plan, const Layout& layout);

/// Runs `plan` to its end, or resumes the unfinished run of an equal plan. `engine` is made of
/// `pack`.
///
/// Errors:  kInvalidArgument for a bad source, manifest, pack or sink; kCancelled after `stop`;
///          kExhausted when the disk is full (run again to resume); kCorrupt for a workspace that
///          contradicts itself; kUnavailable when workers do not start. After an error the
///          workspace must be opened anew.
/// Cost:    two visits of the records; memory for `workers` pictures, the open chunk, and about
///          0.5 kB a record at the barrier.
Result<RunResult> RunPlan(const Plan& plan, const policy::Pack& pack, policy::Engine& engine,
                          Workspace& workspace, const Environment& environment);

/// Which dead letters are meant; what is empty excludes none.
struct DeadFilter {
  std::string error_class;  ///< or code
  std::string key;
  std::string since;  ///< a day: of the last try
};
bool Matches(const catalog::DeadLetter& letter, const DeadFilter& filter);

/// Keys of the dead letters of the latest run, in their order.
/// Errors:  kNotFound when there is no run.
Result<std::vector<std::string>> DeadKeys(const catalog::Catalog& catalog,
                                          const DeadFilter& filter);

/// Takes these dead letters of the latest run back into it: the next RunPlan of its plan looks at
/// them again. Errors:  kNotFound when there is no run.
Status ReviveDead(Workspace& workspace, const std::vector<std::string>& keys);

}  // namespace assay::pipeline
