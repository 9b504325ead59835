// SPDX-License-Identifier: Apache-2.0
//
// What is known of the runs of a workspace: from the catalog what is true, from a run's log how it
// went. Reads only; takes no lock, so it may look at a run that is going.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::pipeline {

/// What a run's log (run_log.h) says of one phase, over all starts.
struct PhaseTime {
  std::string phase{};
  double seconds = 0;             ///< of the starts that ended it, whole or not
  std::int64_t records = 0;       ///< that were looked at
  std::string since{};            ///< when the start that has not ended it began; empty: none such
  std::int64_t told_records = 0;  ///< of that start, as it last told
  std::int64_t told_total = -1;   ///< -1: it does not know
  double told_s = 0;              ///< after its begin
};

/// A log from its first to its last whole line.
struct RunStory {
  std::vector<PhaseTime> phases;  ///< in the order of their first begin
  std::int64_t starts = 0;
  std::string last_at;  ///< of the last event
  std::string last_event;
  Json last_problem;  ///< the last of run.failed, run.stopped, disk.full …, with its members, or
                      ///< null
  Json release;       ///< of the last run.finished; null for none
  std::int64_t unreadable = 0;  ///< lines
};

/// Reads the log at `file`; a missing one tells nothing.
/// Cost:    one pass over the file; lines about single records are not parsed.
RunStory ReadStory(const std::filesystem::path& file);

/// A run as the catalog has it, with its release.
struct RunState {
  catalog::Run run;
  catalog::Accounting count;
  std::vector<catalog::DeadCount> dead;
  Json release;  ///< {"name", "version", "root"}; null for none
  RunStory story;
};

/// All runs, oldest first, or the one with id `only`, or the newest for `only` 0.
///
/// Errors:  kNotFound for an id that is not there, and for the newest where there is none; as the
///          catalog's.
/// Cost:    some reads of one row each a run, and the run's log; not the records.
Result<std::vector<RunState>> AllRuns(const std::filesystem::path& workspace);
Result<RunState> OneRun(const std::filesystem::path& workspace, catalog::RunId only);

}  // namespace assay::pipeline
