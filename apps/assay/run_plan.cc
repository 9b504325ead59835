// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <thread>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/fetch_list.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "audit.h"
#include "command.h"
#include "network.h"
#include "problem.h"
#include "release.h"
#include "stop.h"
#include "witnesses.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// Files below the sources: cheap next to reading them, and what an ETA needs. -1: nobody knows
/// how many records they hold.
std::int64_t CountFiles(const pipeline::Plan& plan) {
  std::int64_t count = 0;
  for (const pipeline::SourceSpec& source : plan.sources) {
    if (source.kind != pipeline::SourceKind::kFiles || plan.network) return -1;
  }
  for (const pipeline::SourceSpec& source : plan.sources) {
    std::error_code error;
    constexpr auto kOptions = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at(source.path, kOptions, error), end;
         !error && at != end; at.increment(error)) {
      if (at->path().filename() == ".assay") at.disable_recursion_pending();
      count += at->is_regular_file(error) ? 1 : 0;
    }
  }
  return count;
}

void PrintRelease(const pipeline::Frozen& frozen) {
  const release::Statement& made = frozen.statement;
  fmt::print("Release {} {}: {} records in {} files, {} bytes\n", made.name, made.version,
             made.count, made.content_files, made.content_bytes);
  fmt::print("Root    {}\n", made.root.Hex());
  const release::LeftOut& out = made.left_out;
  if (out.changed + out.withdrawn + out.not_chosen > 0)
    fmt::print("Left out  {} changed, {} withdrawn, {} not chosen\n", out.changed, out.withdrawn,
               out.not_chosen);
  if (frozen.was_there) fmt::print("It was there already.\n");
  if (!frozen.replaced.empty()) fmt::print("It took the place of {}.\n", frozen.replaced);
}

Json ReportOf(const pipeline::RunResult& result) {
  Json report = result.report;
  if (!result.release) return report;
  const pipeline::Frozen& frozen = *result.release;
  report["release"] = {{"statement", ParseJson(release::TextOf(frozen.statement)).value()},
                       {"digest", frozen.digest},
                       {"was_there", frozen.was_there},
                       {"replaced", frozen.replaced.empty() ? Json() : Json(frozen.replaced)}};
  return report;
}

void PrintSummary(const pipeline::RunResult& result, const fs::path& out) {
  const catalog::Accounting& count = result.accounting;
  const Json& use = result.report.at("use");
  fmt::print("For {} in {} on {}: {} records\n", StringOr(use, "purpose"),
             StringOr(use, "jurisdiction"), StringOr(use, "date"), count.seen);
  fmt::print("  allow {}  deny {}  review {}  dead {}\n", count.allow, count.deny, count.review,
             count.dead);
  std::vector<std::pair<std::int64_t, std::string>> reasons;
  for (const auto& [code, number] : result.report.at("reasons").items())
    reasons.emplace_back(number.get<std::int64_t>(), code);
  std::ranges::sort(reasons, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  fmt::print("Reasons:\n");
  for (const auto& [number, code] : reasons) fmt::print("  {:>7}  {}\n", number, code);
  for (const auto& [name, number] : result.report.at("dead_codes").items())
    fmt::print("  {:>7}  dead: {}\n", number.get<std::int64_t>(), name);
  fmt::print("Digest  {}\n", result.digest);
  fmt::print("Ledger  {} entries, root {}\n", result.ledger_size, result.ledger_root);
  fmt::print("Key     {}\n", result.ledger_vkey);
  fmt::print("Report  {}\n", ToPrintable((out / "report.html").native()));
  if (result.release) PrintRelease(*result.release);
}

int ExitCode(const pipeline::RunResult& result, const std::string& fail_on) {
  const catalog::Accounting& count = result.accounting;
  const bool denied = count.deny + count.dead > 0;
  if (fail_on == "never") return kDone;
  return denied || (fail_on == "review" && count.review > 0) ? kFindings : kDone;
}

int FailUnmet(const pipeline::RunResult& result, bool json) {
  std::vector<std::string> texts;
  for (const pipeline::Unmet& unmet : result.unmet) texts.push_back(unmet.ToText());
  return Fail("A0150", fmt::format("{}", fmt::join(texts, "; ")), json);
}

/// What the run itself could not settle outranks what it found.
int Conclude(const pipeline::RunResult& result, const AuditJob& job, const Globals& globals) {
  if (job.prints && globals.json) PrintJson(ReportOf(result));
  if (job.prints && !globals.json) PrintSummary(result, job.out);
  if (!result.unmet.empty()) return FailUnmet(result, globals.json);
  if (result.accounting.seen == 0) return Fail("A0101", "the sources hold no files", globals.json);
  if (result.policy_errors > 0)
    return Fail("A0201", fmt::format("{} records could not be judged", result.policy_errors),
                globals.json);
  if (result.bad_rows > 0)
    return Fail("A0111", fmt::format("{} rows of the manifest are wrong", result.bad_rows),
                globals.json);
  return ExitCode(result, job.fail_on);
}

}  // namespace

Result<pipeline::Plan> ReadPlan(const fs::path& file, const RunFlags& flags) {
  ASSAY_LET(const std::string yaml, ReadFile(file, 1U << 20U));
  ASSAY_LET(pipeline::Plan plan,
            pipeline::ParsePlan(yaml, file.string(), fs::absolute(file).parent_path()));
  SetDefaults(plan);
  if (flags.jobs > 0) plan.limits.workers = flags.jobs;
  ASSAY_TRY(pipeline::Validate(plan));
  ASSAY_TRY(pipeline::PinConverters(plan.converters));
  return plan;
}

std::string_view RunProblem(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
      return "A0110";
    case ErrorCode::kUnavailable:
      return "A0500";
    case ErrorCode::kExhausted:
      return "A0400";
    case ErrorCode::kCancelled:
      return "A0402";
    case ErrorCode::kCorrupt:
      return "A0300";
    default:
      return "A0401";
  }
}

std::string_view WorkspaceProblem(const Error& error) {
  switch (error.code) {
    case ErrorCode::kUnavailable:
      return "A0310";
    case ErrorCode::kExhausted:
      return "A0400";
    case ErrorCode::kCorrupt:
    case ErrorCode::kUnsupported:
      return "A0300";
    default:
      return "A0401";
  }
}

namespace {

/// One start of a run, and the problem code of its error.
struct Attempt {
  Result<pipeline::RunResult> result;
  std::string_view code;
};

Attempt Start(pipeline::Plan plan, const AuditJob& job, const policy::Pack& pack,
              policy::Engine& engine, Witnesses& witnesses) {
  auto workspace = pipeline::Workspace::Open(job.workspace);
  if (!workspace.ok()) return {workspace.error(), WorkspaceProblem(workspace.error())};
  pipeline::Environment environment;
  environment.worker = WorkerProgram();
  environment.out = job.out;
  environment.today = pipeline::Now().substr(0, 10);
  environment.versions = ProgramVersion();
  environment.stop = &StopRequested();
  bool is_building = false;
  environment.progress = [&](const pipeline::Progress& progress) {
    is_building = progress.phase == "build";
    witnesses.Show(progress);
  };
  environment.log = &witnesses.log();
  environment.complain = [](const std::string& complaint) {
    fmt::print(stderr, "assay: A0111: {}\n", complaint);
  };
  if (plan.network) {
    const auto crawl = pipeline::FetchPictures(plan, pack, engine, workspace.value(), environment);
    if (!crawl.ok()) return {crawl.error(), RunProblem(crawl.error())};
    plan.crawl = crawl.value();
  }
  auto result = pipeline::RunPlan(plan, pack, engine, workspace.value(), environment);
  const std::string_view code = result.ok()   ? ""
                                : is_building ? FreezeProblem(result.error())
                                              : RunProblem(result.error());
  return {std::move(result), code};
}

/// Where the job writes.
std::vector<std::pair<std::string, fs::path>> PlacesOf(const pipeline::Plan& plan,
                                                       const AuditJob& job) {
  std::vector<std::pair<std::string, fs::path>> places = {{"workspace", job.workspace},
                                                          {"report", job.out}};
  if (plan.build) places.emplace_back("release", plan.build->sink.folder.parent_path());
  return places;
}

/// The least of what is free there.
std::uint64_t FreeBytes(const pipeline::Plan& plan, const AuditJob& job) {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const auto& [name, place] : PlacesOf(plan, job)) {
    std::error_code unknown;
    const fs::space_info space = fs::space(place, unknown);
    if (!unknown) least = std::min<std::uint64_t>(least, space.available);
  }
  return least;
}

/// Why an attempt ended, for the log.
void NoteFailure(pipeline::RunLog& log, const Attempt& attempt, std::uint64_t free_bytes,
                 bool waits) {
  const Error& error = attempt.result.error();
  Json fields = {{"code", attempt.code},
                 {"title", FindProblem(attempt.code)->title},
                 {"message", ToUtf8(error.what, 4096)}};
  if (error.code == ErrorCode::kCancelled) {
    fields["signal"] = StopSignal();
    log.Note(pipeline::Level::kWarn, "run.stopped", fields);
  } else if (error.code == ErrorCode::kExhausted) {
    fields["free_bytes"] = free_bytes;
    fields["waits"] = waits;
    log.Note(pipeline::Level::kError, "disk.full", fields);
  } else {
    log.Note(pipeline::Level::kError, "run.failed", fields);
  }
}

/// False when that was not what stopped the run, or somebody stops us while we wait.
bool AwaitSpace(const pipeline::Plan& plan, const AuditJob& job, const Attempt& attempt,
                Witnesses& witnesses) {
  pipeline::RunLog& log = witnesses.log();
  constexpr std::uint64_t kReserve_bytes = 16ULL << 20U;
  const Error& error = attempt.result.error();
  const std::uint64_t before = FreeBytes(plan, job);
  // What was on its way may have gone with the attempt, and its room be free again.
  const bool is_full =
      error.is_disk_full || (error.code == ErrorCode::kExhausted && before < kReserve_bytes);
  const bool waits = job.waits && is_full;
  NoteFailure(log, attempt, before, waits);
  if (!waits) return false;
  fmt::print(stderr, "assay: the disk is full: waiting for space\n");
  log.Note(pipeline::Level::kWarn, "disk.waiting", {{"free_bytes", before}});
  witnesses.WaitForDisk(true);
  while (!StopRequested() && FreeBytes(plan, job) < before + kReserve_bytes)
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  witnesses.WaitForDisk(false);
  if (StopRequested())
    log.Note(pipeline::Level::kWarn, "run.stopped", {{"signal", StopSignal()}});
  else
    log.Note(pipeline::Level::kInfo, "disk.again", {{"free_bytes", FreeBytes(plan, job)}});
  return !StopRequested();
}

}  // namespace

int RunAudit(const pipeline::Plan& plan, const AuditJob& job, const Globals& globals) {
  auto told = FindCorrespondents(plan, job);
  if (!told.ok()) return Fail("A0120", told.error().what, globals.json);
  ShareArenas(4);  // our threads wait for workers far more than for the allocator
  const auto pack = pipeline::LoadPolicy(plan, {job.workspace});
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  if (const Status used = UseTablesOf(pack.value()); !used.ok())
    return Fail("A0200", used.error().what, globals.json);
  auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  CatchStopSignals();
  const ProgressBar::Style style = StyleFor(globals.quiet || globals.json);
  const std::int64_t files = style == ProgressBar::Style::kNone ? -1 : CountFiles(plan);
  Witnesses witnesses(style, files, std::move(told).value());
  if (!job.metrics.empty())
    witnesses.WriteMetrics(job.metrics,
                           {job.workspace, PlacesOf(plan, job), StringOr(Versions(), "assay")});
  auto attempt = Start(plan, job, pack.value(), engine.value(), witnesses);
  while (!attempt.result.ok() && AwaitSpace(plan, job, attempt, witnesses))
    attempt = Start(plan, job, pack.value(), engine.value(), witnesses);
  witnesses.Finish(attempt.result.ok() ? &attempt.result.value() : nullptr);
  if (!attempt.result.ok()) {
    const int code = Fail(attempt.code, attempt.result.error().what, globals.json);
    return StopSignal() != 0 ? 128 + StopSignal() : code;
  }
  return Conclude(attempt.result.value(), job, globals);
}

}  // namespace assay::cli
