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
#include "assay/policy/engine.h"
#include "deadletters.h"
#include "problem.h"
#include "witnesses.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// What is to be run, and for whom.
struct Work {
  std::vector<std::string> keys;
  std::optional<pipeline::Plan> plan;   ///< none: nothing is to be replayed
  std::optional<Unreadable> hindrance;  ///< why the plan cannot be run
};

AuditJob JobFor(const pipeline::Plan& plan, const fs::path& workspace, const ReplayFlags& flags) {
  const fs::path folder = fs::absolute(workspace);
  AuditJob job;
  job.workspace = workspace;
  job.out = !flags.out.empty() ? fs::absolute(flags.out)
            : plan.build       ? folder / "report"
                               : folder.parent_path();
  TakeRunFlags(flags.run, job);
  job.waits = plan.build.has_value();
  return job;
}

/// What RunAudit and the run would refuse, for who must know before it begins.
std::optional<Unreadable> FindHindrance(const pipeline::Plan& plan, const AuditJob& job) {
  if (auto found = FindUnreadable(plan)) return found;
  const Status valid = pipeline::Validate(plan);
  if (!valid.ok()) return Unreadable{"A0120", valid.error().what};
  const auto told = FindCorrespondents(plan, job);
  if (!told.ok()) return Unreadable{"A0120", told.error().what};
  const auto pack = pipeline::LoadPolicy(plan, {job.workspace});
  if (!pack.ok()) return Unreadable{"A0200", pack.error().what};
  const auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Unreadable{"A0200", engine.error().what};
  return std::nullopt;
}

/// A replay that was stopped has taken its letters back: the run is to be ended all the same.
bool IsNothingLeft(const Work& work, const std::optional<catalog::Run>& run) {
  return !run || (work.keys.empty() && !run->finished_at.empty());
}

/// Reopens the latest run for its dead letters, with its plan as it was stored. No letter is taken
/// back before it is known that the run can begin.
Result<Work> Reopen(const fs::path& place, const ReplayFlags& flags) {
  ASSAY_LET(pipeline::Workspace workspace, pipeline::Workspace::Open(place));
  ASSAY_LET(const auto run, workspace.catalog().LatestRun());
  Work work;
  ASSAY_LET(work.keys, pipeline::DeadKeys(workspace.catalog(), flags.filter));
  if (IsNothingLeft(work, run)) return work;
  ASSAY_LET(work.plan, pipeline::FromIdentity(run->plan));
  // A converter that has changed is no longer this run's.
  ASSAY_TRY(pipeline::PinConverters(work.plan->converters));
  if (flags.run.jobs > 0) work.plan->limits.workers = flags.run.jobs;
  work.hindrance = FindHindrance(*work.plan, JobFor(*work.plan, place, flags));
  if (work.hindrance) return work;
  ASSAY_TRY(pipeline::ReviveDead(workspace, work.keys));
  return work;
}

/// A changed plan starts a run of its own, which reuses what is known of everything else.
Result<Work> Rewrite(const fs::path& place, const ReplayFlags& flags) {
  ASSAY_LET(const catalog::Catalog catalog,
            catalog::Catalog::Open(pipeline::Layout{place}.catalog()));
  ASSAY_LET(const auto run, catalog.LatestRun());
  Work work;
  ASSAY_LET(work.keys, pipeline::DeadKeys(catalog, flags.filter));
  if (IsNothingLeft(work, run)) return work;
  ASSAY_LET(work.plan, ReadPlan(flags.plan, flags.run));
  work.hindrance = FindUnreadable(*work.plan);
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
  const Status asked = Check(flags.filter);
  if (!asked.ok()) return Fail(LetterProblem(asked.error()), asked.error().what, globals.json);
  const fs::path workspace = PlaceOf(flags, globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const auto work = flags.plan.empty() ? Reopen(workspace, flags) : Rewrite(workspace, flags);
  if (!work.ok()) return Fail(LetterProblem(work.error()), work.error().what, globals.json);
  const Work& todo = work.value();
  if (!todo.plan) {
    fmt::print("no dead letters to replay\n");
    return kDone;
  }
  if (todo.hindrance) return Fail(todo.hindrance->code, todo.hindrance->what, globals.json);
  const int code = RunAudit(*todo.plan, JobFor(*todo.plan, workspace, flags), globals);
  if ((code != kDone && code != kFindings) || globals.json) return code;
  if (todo.keys.empty()) {
    fmt::print("No dead letters to replay; the run that was not finished went on\n");
    return code;
  }
  const Status told = TellFates(workspace, todo.keys);
  return told.ok() ? code : Fail(told.error(), globals.json);
}

}  // namespace assay::cli
