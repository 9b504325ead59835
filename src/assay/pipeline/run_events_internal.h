// SPDX-License-Identifier: Apache-2.0
//
// The events that a run notes in its log (docs/formats/run-log.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "assay/catalog/catalog.h"
#include "assay/pipeline/run_log.h"

namespace assay::pipeline {
struct Progress;
struct RunResult;
}  // namespace assay::pipeline

namespace assay::pipeline::internal {

/// How a phase ended.
struct PhaseEnd {
  std::string_view phase;
  double seconds = 0;
  const Progress& progress;
  bool is_complete = false;
  std::optional<catalog::Accounting> count;
};

/// What a commit has made true of a phase.
struct ChunkEnd {
  std::string_view phase;
  double seconds = 0;  ///< since the chunk before
  std::int64_t records = 0;
  std::int64_t bytes = 0;
  std::int64_t dead = 0;
};

/// `effort` is ChunkEffort::ToJson, or null.
void NoteChunk(RunLog& log, const ChunkEnd& end, const Json& effort);

/// `workspace` is what only this workspace has: its ledger's key.
void NoteBegin(RunLog& log, const catalog::Run& run, std::string_view workspace,
               const std::string& versions, bool is_resumed);
/// How far a phase is, `seconds` after it has begun.
void NoteProgress(RunLog& log, const Progress& progress, double seconds);
void NotePhaseEnd(RunLog& log, const PhaseEnd& end);
void NoteFinish(RunLog& log, const RunResult& result);

}  // namespace assay::pipeline::internal
