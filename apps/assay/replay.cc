// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/workspace.h"
#include "deadletters.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// What is to be run, and for whom.
struct Work {
  std::vector<std::string> keys;
  std::optional<pipeline::Plan> plan;  ///< none: nothing is to be replayed
};

/// Reopens the latest run for its dead letters, with its plan as it was stored.
Result<Work> Reopen(const fs::path& place, const ReplayFlags& flags) {
  ASSAY_LET(pipeline::Workspace workspace, pipeline::Workspace::Open(place));
  ASSAY_LET(const auto run, workspace.catalog().LatestRun());
  Work work;
  ASSAY_LET(work.keys, pipeline::DeadKeys(workspace.catalog(), flags.filter));
  if (work.keys.empty() || !run) return work;
  ASSAY_LET(work.plan, pipeline::FromIdentity(run->plan));
  // Before anything is taken back: a converter that has changed is no longer this run's.
  ASSAY_TRY(pipeline::PinConverters(work.plan->converters));
  if (flags.run.jobs > 0) work.plan->limits.workers = flags.run.jobs;
  ASSAY_TRY(pipeline::ReviveDead(workspace, work.keys));
  return work;
}

/// A changed plan starts a run of its own, which reuses what is known of everything else.
Result<Work> Rewrite(const fs::path& place, const ReplayFlags& flags) {
  ASSAY_LET(const catalog::Catalog catalog,
            catalog::Catalog::Open(pipeline::Layout{place}.catalog()));
  Work work;
  ASSAY_LET(work.keys, pipeline::DeadKeys(catalog, flags.filter));
  if (work.keys.empty()) return work;
  ASSAY_LET(work.plan, ReadPlan(flags.plan, flags.run));
  return work;
}

/// Where the letters stand in the latest run.
Status TellFates(const fs::path& place, const std::vector<std::string>& keys) {
  ASSAY_LET(const catalog::Catalog catalog,
            catalog::Catalog::Open(pipeline::Layout{place}.catalog()));
  ASSAY_LET(const auto run, catalog.LatestRun());
  if (!run) return Error{ErrorCode::kCorrupt, "the run is gone"};
  std::int64_t dead = 0;
  std::int64_t gone = 0;
  for (const std::string& key : keys) {
    ASSAY_LET(const auto row, catalog.FindRecord(run->id, key));
    gone += row ? 0 : 1;
    dead += row && row->state == catalog::State::kDead ? 1 : 0;
  }
  const auto all = static_cast<std::int64_t>(keys.size());
  fmt::print("Of {} dead letters {} live again, {} are still dead", all, all - dead - gone, dead);
  if (gone > 0) fmt::print(", {} are no longer in the source", gone);
  fmt::print("\n");
  return Done{};
}

fs::path PlaceOf(const ReplayFlags& flags, const Globals& globals) {
  if (flags.plan.empty() || !globals.workspace.empty()) return FindWorkspace(globals);
  const fs::path beside = fs::absolute(flags.plan).parent_path() / ".assay";
  return fs::exists(beside) ? beside : FindWorkspace(globals);
}

}  // namespace

std::string_view LetterProblem(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return "A0320";
    case ErrorCode::kInvalidArgument:
      return "A0120";
    default:
      return WorkspaceProblem(error);
  }
}

int Replay(const ReplayFlags& flags, const Globals& globals) {
  const fs::path workspace = PlaceOf(flags, globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const auto work = flags.plan.empty() ? Reopen(workspace, flags) : Rewrite(workspace, flags);
  if (!work.ok()) return Fail(LetterProblem(work.error()), work.error().what, globals.json);
  const Work& todo = work.value();
  if (!todo.plan) {
    fmt::print("no dead letters to replay\n");
    return kDone;
  }
  const pipeline::Plan& plan = *todo.plan;
  if (const auto found = FindUnreadable(plan)) return Fail(found->code, found->what, globals.json);
  const fs::path folder = fs::absolute(workspace);
  AuditJob job;
  job.workspace = workspace;
  job.out = !flags.out.empty() ? fs::absolute(flags.out)
            : plan.build       ? folder / "report"
                               : folder.parent_path();
  if (!flags.run.metrics.empty()) job.metrics = fs::absolute(flags.run.metrics).lexically_normal();
  job.fail_on = flags.run.fail_on;
  job.waits = plan.build.has_value();
  const int code = RunAudit(plan, job, globals);
  if ((code != kDone && code != kFindings) || globals.json) return code;
  const Status told = TellFates(workspace, todo.keys);
  return told.ok() ? code : Fail(told.error(), globals.json);
}

}  // namespace assay::cli
