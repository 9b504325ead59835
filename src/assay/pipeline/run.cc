// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/run.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "assay/pipeline/barrier.h"
#include "assay/pipeline/build.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/decide.h"
#include "assay/pipeline/inspect_all.h"
#include "assay/pipeline/open_sources.h"
#include "assay/pipeline/origins.h"
#include "assay/pipeline/run_events_internal.h"
#include "assay/pipeline/run_log.h"
#include "assay/pipeline/workspace.h"
#include "assay/release/audit_report.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kTelling{10};  // between two lines about a phase that goes
constexpr std::string_view kInspect = "inspect";
constexpr std::string_view kDecide = "decide";
constexpr std::string_view kWrite = "write";
constexpr std::string_view kFinished = "finished";
constexpr std::int32_t kThumbnail_px = 160;

/// Nothing was allowed, a file is no longer what was judged, a folder is in the way: not a stop, a
/// full disk or a broken workspace.
bool IsOfTheSources(const Error& error) {
  return error.code != ErrorCode::kCancelled && error.code != ErrorCode::kExhausted &&
         error.code != ErrorCode::kCorrupt;
}

/// One run from its first to its last phase.
class Runner {
 public:
  Runner(const Plan& plan, const policy::Pack& pack, policy::Engine& engine, Workspace& workspace,
         const Environment& environment)
      : plan_(plan),
        pack_(pack),
        engine_(engine),
        workspace_(workspace),
        environment_(environment),
        own_log_(environment.complain),
        origins_(plan.origins.empty() ? nullptr : std::make_shared<Origins>(plan.origins)) {
    if (environment_.log == nullptr) environment_.log = &own_log_;
    environment_.progress = [this, &environment](const Progress& progress) {
      Tell(progress);
      if (environment.progress) environment.progress(progress);
    };
  }

  Result<RunResult> Run();

 private:
  Status FindOrStart();
  Status Start(const std::string& identity, const std::string& digest, const std::string& pack);
  Status Through(std::string_view phase, Status (Runner::*work)());
  Status Advance(std::string_view phase, catalog::Batch batch = {});
  void HireInspectors();
  Status Inspect();
  Status Compare();
  Status Decide();
  Status BeginDocuments();
  Status Show();
  Status Seal(const std::string& root);
  Status Write();
  Status Build();
  Status End();
  std::vector<Bytes> Thumbnails(std::vector<catalog::RecordRow> rows);
  [[nodiscard]] InspectOptions Options() const;
  [[nodiscard]] std::shared_ptr<const Making> MakingOf() const;
  [[nodiscard]] std::size_t Threads() const;
  void Tell(const Progress& progress);
  void Report(std::string_view phase, std::int64_t done, std::int64_t total) const;

  Plan plan_;
  const policy::Pack& pack_;
  policy::Engine& engine_;
  Workspace& workspace_;
  Environment environment_;
  RunLog own_log_;
  Progress progress_;  ///< the last that was reported
  Clock::time_point phase_begin_;
  Clock::time_point told_;  ///< when the log last heard how far the phase is
  catalog::Run run_;
  std::shared_ptr<Origins> origins_;
  std::shared_ptr<const Making> making_;    ///< from when the run is known, of a plan that builds
  std::unique_ptr<Inspectors> inspectors_;  ///< from when the run is known
  std::future<void> leaving_;               ///< the crew before them
  std::optional<SetFacts> set_facts_;       ///< from Compare to Decide
  std::optional<release::AuditDocuments> documents_;  ///< from when all records are known
  RunResult result_;
};

Result<RunResult> Runner::Run() {
  ASSAY_TRY(Validate(plan_));
  ASSAY_TRY(PinConverters(plan_.converters));
  result_.policy_digest = pack_.digest().Hex();
  ASSAY_TRY(FindOrStart());
  environment_.log->Open(workspace_.layout().runs() / std::to_string(run_.id), run_.id, run_.plan);
  internal::NoteBegin(*environment_.log, run_, workspace_.log().vkey(), environment_.versions,
                      result_.resumed);
  making_ = MakingOf();
  HireInspectors();
  if (run_.phase == kInspect) ASSAY_TRY(Through(kInspect, &Runner::Inspect));
  ASSAY_TRY(BeginDocuments());
  if (run_.phase == kDecide) {
    ASSAY_TRY(Through("compare", &Runner::Compare));
    ASSAY_TRY(Through(kDecide, &Runner::Decide));
  } else {
    ASSAY_TRY(Through("show", &Runner::Show));
  }
  ASSAY_TRY(Through(kWrite, &Runner::Write));
  result_.unmet = FindUnmet(plan_.expect, result_.accounting);
  const bool builds = plan_.build && result_.unmet.empty();
  const Status built = builds ? Through("build", &Runner::Build) : Status(Done{});
  // What another look at the sources may mend is not resumed: the next start looks again.
  if (built.ok() || IsOfTheSources(built.error())) ASSAY_TRY(End());
  ASSAY_TRY(built);
  result_.run = run_.id;
  internal::NoteFinish(*environment_.log, result_);
  return std::move(result_);
}

/// The unfinished run of an equal plan, or a new one that starts with a leaf of its own.
Status Runner::FindOrStart() {
  const std::string pack = pack_.Serialize();
  const std::string identity = Identity(plan_, pack);
  const std::string digest = Sha256(identity).Hex();
  ASSAY_LET(auto unfinished, workspace_.catalog().UnfinishedRun(digest));
  if (unfinished) {
    run_ = std::move(*unfinished);
    result_.resumed = true;
    return Done{};
  }
  return Start(identity, digest, pack);
}

Status Runner::Start(const std::string& identity, const std::string& digest,
                     const std::string& pack) {
  ASSAY_LET(const Digest kept, workspace_.Keep(pack));
  (void)kept;
  catalog::Run run;
  run.plan = identity;
  run.plan_digest = digest;
  run.date = plan_.use.date.empty() ? environment_.today : plan_.use.date;
  run.started_at = Now();
  run.phase = kInspect;
  run.policy_digest = result_.policy_digest;
  ASSAY_LET(run_, workspace_.catalog().StartRun(run));
  catalog::Batch batch;
  batch.run = run_.id;
  const Json meta = {{"run", run_.id}, {"policy", run_.policy_digest}, {"date", run_.date}};
  ASSAY_LET(const std::int64_t leaf,
            workspace_.AddLeaf("run.started", meta, {{"plan", identity}}, batch.outbox));
  (void)leaf;
  return workspace_.Commit(std::move(batch));
}

/// Does the work of a phase, and tells when it began and what it came to.
Status Runner::Through(std::string_view phase, Status (Runner::*work)()) {
  phase_begin_ = told_ = Clock::now();
  environment_.log->Note(Level::kInfo, "phase.begun", {{"phase", phase}});
  progress_ = {};
  const Status done = (this->*work)();
  const std::chrono::duration<double> time = Clock::now() - phase_begin_;
  internal::PhaseEnd end{phase, time.count(), progress_, done.ok(), {}};
  if (const auto count = workspace_.catalog().Count(run_.id); count.ok()) end.count = count.value();
  internal::NotePhaseEnd(*environment_.log, end);
  return done;
}

void Runner::Tell(const Progress& progress) {
  progress_ = progress;
  const Clock::time_point now = Clock::now();
  if (now - told_ < kTelling) return;
  told_ = now;
  const std::chrono::duration<double> time = now - phase_begin_;
  internal::NoteProgress(*environment_.log, progress, time.count());
}

Status Runner::Advance(std::string_view phase, catalog::Batch batch) {
  batch.run = run_.id;
  batch.phase = phase;
  ASSAY_TRY(workspace_.Commit(std::move(batch)));
  run_.phase = phase;
  // What one phase needed would stay with us while the next one needs other things.
  malloc_trim(0);
  return Done{};
}

/// In place of those that there were. Workers start, and go, while we do other things.
void Runner::HireInspectors() {
  const auto make = [this] { return std::make_unique<Inspector>(Options()); };
  auto before = std::exchange(inspectors_, std::make_unique<Inspectors>(Threads(), make));
  leaving_ = std::async(std::launch::async, [crew = std::move(before)]() mutable { crew.reset(); });
  for (std::size_t i = 0; i < Threads(); ++i)
    inspectors_->Post([](Inspector& inspector) { inspector.WakeWorker(); });
}

std::size_t Runner::Threads() const {
  return plan_.limits.workers > 0
             ? static_cast<std::size_t>(std::min<std::int64_t>(plan_.limits.workers, 256))
             : std::max(1U, std::thread::hardware_concurrency());
}

InspectOptions Runner::Options() const {
  InspectOptions options;
  options.worker.program = environment_.worker;
  options.worker.memory_bytes = static_cast<std::uint64_t>(plan_.limits.memory_bytes);
  options.worker.deadline = std::chrono::seconds(plan_.limits.per_record_s);
  options.steps = plan_.steps;
  options.arguments = {{"pixels", plan_.limits.pixels}};
  options.cache = workspace_.layout().catalog();
  options.packs = workspace_.layout().packs();
  options.origins = origins_;
  options.date = run_.date;
  options.converters = plan_.converters;
  options.making = making_;
  options.transforms_follow = making_ != nullptr;
  return options;
}

/// Policy is asked by whoever inspects; the engine itself serves one thread.
std::shared_ptr<const Making> Runner::MakingOf() const {
  struct Judge {
    explicit Judge(policy::Engine clone) : engine(std::move(clone)) {}
    std::mutex mutex;
    policy::Engine engine;
  };
  if (!plan_.build) return nullptr;
  Making making{plan_.build->wish, RecipeOf(*plan_.build, environment_.versions), plan_.use, {}};
  making.use.date = run_.date;
  making.judge = [judge = std::make_shared<Judge>(engine_.Clone())](std::string_view situation) {
    const std::scoped_lock lock(judge->mutex);
    return judge->engine.Decide(situation).verdict;
  };
  return std::make_shared<const Making>(std::move(making));
}

void Runner::Report(std::string_view phase, std::int64_t done, std::int64_t total) const {
  Progress progress;
  progress.phase = phase;
  progress.done = done;
  progress.total = total;
  environment_.progress(progress);
}

Status Runner::Inspect() {
  ASSAY_LET(auto opened, OpenSources(workspace_, plan_, environment_));
  result_.bad_rows = opened.bad_rows;
  ASSAY_TRY(InspectAll(workspace_, run_, std::move(opened.sources), *inspectors_, environment_));
  return Advance(kDecide);
}

Status Runner::BeginDocuments() {
  release::AuditContext context;
  context.run = run_.id;
  context.versions = environment_.versions;
  context.policy_digest = run_.policy_digest;
  context.thumbnails = [this](std::vector<catalog::RecordRow> rows) {
    return Thumbnails(std::move(rows));
  };
  ASSAY_LET(documents_, release::AuditDocuments::Begin(workspace_.catalog(), std::move(context),
                                                       environment_.out));
  return Done{};
}

Status Runner::Compare() {
  Report("compare", 0, -1);
  ASSAY_LET(set_facts_,
            CompareAll(workspace_.catalog(), run_.id, *inspectors_, workspace_.layout().root));
  // Fresh workers for the report's pictures: these keep the memory of the largest record, and we
  // that of the hashes that were compared.
  HireInspectors();
  malloc_trim(0);
  return Done{};
}

Status Runner::Decide() {
  ASSAY_LET(const catalog::Accounting accounting, workspace_.catalog().Count(run_.id));
  const auto set_facts = std::exchange(set_facts_, std::nullopt);
  DecideOptions options;
  options.use = plan_.use;
  options.use.date = run_.date;
  options.policy_digest = run_.policy_digest;
  options.stop = environment_.stop;
  options.log = environment_.log;
  options.progress = [&](std::int64_t decided) { Report("decide", decided, accounting.seen); };
  ASSAY_LET(result_.policy_errors, DecideAll(workspace_, run_.id, *inspectors_, *set_facts, engine_,
                                             options, *documents_));
  ASSAY_LET(const Digest root, documents_->Root());
  return Seal(root.Hex());
}

/// A run that was stopped after its last decision has only its documents left to write.
Status Runner::Show() {
  ASSAY_TRY(ShowAll(workspace_.catalog(), run_.id, *inspectors_, *documents_));
  ASSAY_LET(const Digest root, documents_->Root());
  (void)root;
  return Done{};
}

/// Logs the root of the one tree.
Status Runner::Seal(const std::string& root) {
  ASSAY_LET(const catalog::Accounting count, workspace_.catalog().Count(run_.id));
  catalog::Batch batch;
  const Json meta = {{"run", run_.id}, {"digest", root}, {"accounting", ToJson(count)}};
  ASSAY_LET(const std::int64_t leaf,
            workspace_.AddLeaf("run.decided", meta, Json::object(), batch.outbox));
  (void)leaf;
  batch.tree_root = root;
  run_.tree_root = root;
  return Advance(kWrite, std::move(batch));
}

std::vector<Bytes> Runner::Thumbnails(std::vector<catalog::RecordRow> rows) {
  std::vector<Bytes> jpegs;
  const auto show = [](Inspector& inspector, const catalog::RecordRow& row) {
    return inspector.Thumbnail(row.locator, kThumbnail_px);
  };
  const auto take = [&jpegs](Bytes jpeg) -> Status {
    jpegs.push_back(std::move(jpeg));
    return Done{};
  };
  const Status taken = ForEachInOrder<Bytes>(*inspectors_, std::move(rows), show, take);
  ASSAY_CHECK(taken.ok());
  return jpegs;
}

/// Documents, computed from the catalog.
Status Runner::Write() {
  ASSAY_LET(result_.accounting, workspace_.catalog().Count(run_.id));
  result_.digest = run_.tree_root;
  result_.ledger_origin = workspace_.log().origin();
  result_.ledger_size = workspace_.log().size();
  result_.ledger_root = ToBase64(workspace_.log().root().bytes);
  result_.ledger_vkey = workspace_.log().vkey();
  Report("write", 0, -1);
  const release::LedgerState ledger = {result_.ledger_origin, result_.ledger_size,
                                       result_.ledger_root, result_.ledger_vkey};
  ASSAY_LET(result_.report, documents_->Finish(ledger, result_.digest));
  documents_.reset();
  return Done{};
}

Status Runner::Build() {
  Report("build", 0, result_.accounting.allow);
  FreezeOptions options;
  options.versions = {{"assay", environment_.versions}};
  options.left_out = [this](const std::string& key, std::string_view why) {
    environment_.log->Note(Level::kWarn, "release.left_out", {{"key", key}, {"why", why}});
    if (environment_.complain)
      environment_.complain(fmt::format("left out {}: {}", ToPrintable(key), why));
  };
  options.stop = environment_.stop;
  options.progress = [this](std::int64_t done) { Report("build", done, result_.accounting.allow); };
  Inspector inspector(Options());
  ASSAY_LET(result_.release, BuildRelease(workspace_, run_, plan_, inspector, std::move(options)));
  return Done{};
}

/// A run ends when all that it has to write is on disk.
Status Runner::End() {
  catalog::Batch batch;
  batch.finished_at = Now();
  return Advance(kFinished, std::move(batch));
}

}  // namespace

Result<RunResult> RunPlan(const Plan& plan, const policy::Pack& pack, policy::Engine& engine,
                          Workspace& workspace, const Environment& environment) {
  return Runner(plan, pack, engine, workspace, environment).Run();
}

}  // namespace assay::pipeline
