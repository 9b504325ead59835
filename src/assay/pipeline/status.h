// SPDX-License-Identifier: Apache-2.0
//
// What goes on in a workspace now, for who was woken: its newest run, who has it open, how fast the
// phase goes that is at work, what died, how much room is left. Reads only and takes no lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/catalog/dead_classes.h"
#include "assay/core/result.h"
#include "assay/pipeline/run_history.h"

namespace assay::pipeline {

/// The phase that the last start of a run has begun and not ended.
struct Pace {
  std::string phase;
  std::string since;                 ///< RFC 3339 UTC
  std::optional<double> per_s;       ///< records of this start, as last told by the log
  std::optional<std::int64_t> left;  ///< records; of `inspect` as many as the run before had
  std::optional<double> eta_s;
};

struct WorkspaceStatus {
  std::optional<std::int64_t> process;  ///< that has the workspace open, of this machine
  std::optional<RunState> run;          ///< the newest; none before the first
  std::optional<Pace> pace;             ///< none while nobody has the workspace open
  std::vector<catalog::DeadClass> dead;
  std::optional<std::uint64_t> free_bytes;  ///< where the workspace lies
};

/// Errors:  kNotFound where there is no catalog; as the catalog's.
/// Cost:    one row a run, the dead letters of the newest and its log; not the records.
Result<WorkspaceStatus> ReadStatus(const std::filesystem::path& workspace);

/// How fast the phase goes that `run` is in; `expected` is how many records it will have.
std::optional<Pace> PaceOf(const RunState& run, std::optional<std::int64_t> expected);

/// The process that holds the lock of a workspace, as the kernel lists it.
std::optional<std::int64_t> HolderOf(const std::filesystem::path& workspace);

}  // namespace assay::pipeline
