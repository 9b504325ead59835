// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "assay/core/hash.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/run_events_internal.h"

namespace assay::pipeline::internal {
namespace {

/// One trace for all starts of a run, on whatever machine.
std::string TraceIdOf(const catalog::Run& run, std::string_view workspace) {
  constexpr std::size_t kHex = 32;
  return Sha256(fmt::format("assay.trace/1\n{}\n{}\n{}", workspace, run.id, run.started_at))
      .Hex()
      .substr(0, kHex);
}

/// To thousandths: what a person reads.
double Rounded(double number) { return std::round(number * 1000) / 1000; }

}  // namespace

void NoteChunk(RunLog& log, const ChunkEnd& end, const Json& effort) {
  Json fields = {{"phase", end.phase},
                 {"seconds", end.seconds},
                 {"records", end.records},
                 {"bytes", end.bytes},
                 {"dead", end.dead}};
  if (!effort.is_null()) fields["effort"] = effort;
  log.Note(Level::kDetail, "chunk.committed", fields);
}

void NoteBegin(RunLog& log, const catalog::Run& run, std::string_view workspace,
               const std::string& versions, bool is_resumed) {
  log.Note(Level::kInfo, is_resumed ? "run.resumed" : "run.started",
           {{"plan", run.plan_digest},
            {"policy", run.policy_digest},
            {"date", run.date},
            {"phase", run.phase},
            {"versions", versions},
            {"trace", TraceIdOf(run, workspace)},
            {"process", getpid()}});
}

void NoteProgress(RunLog& log, const Progress& progress, double seconds) {
  Json fields = {
      {"phase", progress.phase}, {"seconds", Rounded(seconds)}, {"records", progress.done}};
  if (progress.total >= 0) fields["total"] = progress.total;
  log.Note(Level::kInfo, "phase.going", fields);
}

void NotePhaseEnd(RunLog& log, const PhaseEnd& end) {
  Json fields = {
      {"phase", end.phase}, {"seconds", Rounded(end.seconds)}, {"complete", end.is_complete}};
  if (end.progress.done > 0) {
    fields["records"] = end.progress.done;
    if (end.seconds > 0)
      fields["records_per_s"] = Rounded(static_cast<double>(end.progress.done) / end.seconds);
  }
  if (end.progress.bytes > 0) fields["bytes"] = end.progress.bytes;
  if (end.phase == "inspect") {
    fields["reused"] = end.progress.reused;
    fields["made"] = end.progress.made;
  }
  if (end.count) fields["accounting"] = ToJson(*end.count);
  log.Note(end.is_complete ? Level::kInfo : Level::kWarn, "phase.ended", fields);
}

void NoteFinish(RunLog& log, const RunResult& result) {
  Json fields = {{"accounting", ToJson(result.accounting)},
                 {"digest", result.digest},
                 {"policy_errors", result.policy_errors},
                 {"bad_rows", result.bad_rows},
                 {"unmet", result.unmet.size()}};
  if (result.release) {
    const release::Statement& made = result.release->statement;
    fields["release"] = {{"name", made.name},
                         {"version", made.version},
                         {"root", made.root.Hex()},
                         {"records", made.count},
                         {"bytes", made.content_bytes},
                         {"changed", made.left_out.changed},
                         {"withdrawn", made.left_out.withdrawn},
                         {"not_chosen", made.left_out.not_chosen},
                         {"was_there", result.release->was_there}};
  }
  for (const Unmet& unmet : result.unmet)
    log.Note(Level::kError, "expect.unmet",
             {{"count", unmet.expected.count},
              {"expected", unmet.expected.text},
              {"found", unmet.found},
              {"seen", unmet.seen},
              {"message", unmet.ToText()}});
  log.Note(result.unmet.empty() ? Level::kInfo : Level::kError, "run.finished", fields);
}

}  // namespace assay::pipeline::internal
