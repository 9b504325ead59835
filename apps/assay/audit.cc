// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <memory>
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
#include "progress.h"
#include "release.h"
#include "stop.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::vector<std::string> sources;
  std::string plan;
  std::string manifest;
  std::string origins;
  std::string out = "assay-out";
  std::string purpose;
  std::string jurisdiction;
  std::string policy;
  std::string date;
  std::string fail_on = "review";
  std::int64_t jobs = 0;
};

Result<pipeline::Plan> PlanFrom(const Flags& flags) {
  pipeline::Plan plan;
  if (!flags.plan.empty()) {
    const fs::path file(flags.plan);
    ASSAY_LET(const std::string yaml, ReadFile(file, 1U << 20U));
    ASSAY_LET(plan, pipeline::ParsePlan(yaml, flags.plan, fs::absolute(file).parent_path()));
  }
  for (const std::string& source : flags.sources) {
    const fs::path path = fs::absolute(source).lexically_normal();
    plan.sources.push_back({pipeline::SourceName(path), path, pipeline::KindOf(path)});
  }
  if (!flags.manifest.empty()) plan.manifest.path = fs::absolute(flags.manifest).lexically_normal();
  if (!flags.origins.empty()) plan.origins = fs::absolute(flags.origins).lexically_normal();
  const auto replace = [](std::string& value, const std::string& flag) {
    if (!flag.empty()) value = flag;
  };
  replace(plan.use.purpose, flags.purpose);
  replace(plan.use.jurisdiction, flags.jurisdiction);
  replace(plan.use.date, flags.date);
  SetDefaults(plan);
  if (!flags.policy.empty())
    plan.policy =
        flags.policy.starts_with("builtin:") ? flags.policy : fs::absolute(flags.policy).string();
  if (flags.jobs > 0) plan.limits.workers = flags.jobs;
  if (plan.build)
    return Error{ErrorCode::kInvalidArgument, "this plan has a sink: run it with assay build"};
  ASSAY_TRY(pipeline::Validate(plan));
  return plan;
}

/// What is wrong with a path that a person named; empty when nothing is.
std::string ProblemOf(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  const std::string shown = ToPrintable(path.native());
  if (error || status.type() == fs::file_type::not_found)
    return fmt::format("{}: {}", shown, error ? error.message() : "no such file or folder");
  if (!fs::is_directory(status) && !fs::is_regular_file(status))
    return fmt::format("{} is neither a folder nor a file", shown);
  if (access(path.c_str(), fs::is_directory(status) ? R_OK | X_OK : R_OK) != 0)
    return fmt::format("{}: no permission to read it", shown);
  return "";
}

/// Files below the sources: cheap next to reading them, and what an ETA needs. -1: nobody knows
/// how many records they hold.
std::int64_t CountFiles(const pipeline::Plan& plan) {
  std::int64_t count = 0;
  for (const pipeline::SourceSpec& source : plan.sources) {
    if (source.kind != pipeline::SourceKind::kFiles) return -1;
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

/// What the run itself could not settle outranks what it found.
int Conclude(const pipeline::RunResult& result, const AuditJob& job, const Globals& globals) {
  if (job.prints && globals.json) PrintJson(ReportOf(result));
  if (job.prints && !globals.json) PrintSummary(result, job.out);
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

void SetDefaults(pipeline::Plan& plan) {
  if (plan.use.purpose.empty()) plan.use.purpose = "commercial-training";
  if (plan.use.jurisdiction.empty()) plan.use.jurisdiction = "EU";
}

std::optional<Unreadable> FindUnreadable(const pipeline::Plan& plan) {
  const auto look = [](std::string_view code, const fs::path& path) -> std::optional<Unreadable> {
    const std::string problem = path.empty() ? "" : ProblemOf(path);
    return problem.empty() ? std::nullopt : std::optional(Unreadable{code, problem});
  };
  for (const pipeline::SourceSpec& source : plan.sources) {
    if (auto found = look("A0100", source.path)) return found;
  }
  if (auto found = look("A0110", plan.manifest.path)) return found;
  return look("A0100", plan.origins);
}

namespace {

/// One start of a run, and the problem code of its error.
struct Attempt {
  Result<pipeline::RunResult> result;
  std::string_view code;
};

Attempt Start(pipeline::Plan plan, const AuditJob& job, const policy::Pack& pack,
              policy::Engine& engine, ProgressBar& bar) {
  auto workspace = pipeline::Workspace::Open(job.workspace);
  if (!workspace.ok()) return {workspace.error(), WorkspaceProblem(workspace.error())};
  pipeline::Environment environment;
  environment.worker = WorkerProgram();
  environment.out = job.out;
  environment.today = pipeline::Now().substr(0, 10);
  environment.versions = fmt::format("assay {}", StringOr(Versions(), "assay"));
  environment.stop = &StopRequested();
  bool is_building = false;
  environment.progress = [&](const pipeline::Progress& progress) {
    is_building = progress.phase == "build";
    bar.Show(progress);
  };
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

/// The least of what is free where the job writes.
std::uint64_t FreeBytes(const pipeline::Plan& plan, const AuditJob& job) {
  std::vector<fs::path> places = {job.workspace, job.out};
  if (plan.build) places.push_back(plan.build->sink.folder.parent_path());
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const fs::path& place : places) {
    std::error_code unknown;
    const fs::space_info space = fs::space(place, unknown);
    if (!unknown) least = std::min<std::uint64_t>(least, space.available);
  }
  return least;
}

/// False when that was not what stopped the run, or somebody stops us while we wait.
bool AwaitSpace(const pipeline::Plan& plan, const AuditJob& job, const Error& error) {
  constexpr std::uint64_t kReserve_bytes = 16ULL << 20U;
  const std::uint64_t before = FreeBytes(plan, job);
  if (!job.waits || error.code != ErrorCode::kExhausted || before >= kReserve_bytes) return false;
  fmt::print(stderr, "assay: the disk is full: waiting for space\n");
  while (!StopRequested() && FreeBytes(plan, job) < before + kReserve_bytes)
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  return !StopRequested();
}

}  // namespace

int RunAudit(const pipeline::Plan& plan, const AuditJob& job, const Globals& globals) {
  ShareArenas(4);  // our threads wait for workers far more than for the allocator
  const auto pack = pipeline::LoadPolicy(plan, {job.workspace});
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  if (const Status used = UseTablesOf(pack.value()); !used.ok())
    return Fail("A0200", used.error().what, globals.json);
  auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  CatchStopSignals();
  std::optional<ProgressBar> bar;
  const ProgressBar::Style style = StyleFor(globals.quiet || globals.json);
  bar.emplace(style, style == ProgressBar::Style::kNone ? -1 : CountFiles(plan));
  auto attempt = Start(plan, job, pack.value(), engine.value(), *bar);
  while (!attempt.result.ok() && AwaitSpace(plan, job, attempt.result.error()))
    attempt = Start(plan, job, pack.value(), engine.value(), *bar);
  bar.reset();
  if (!attempt.result.ok()) {
    const int code = Fail(attempt.code, attempt.result.error().what, globals.json);
    return StopSignal() != 0 ? 128 + StopSignal() : code;
  }
  return Conclude(attempt.result.value(), job, globals);
}

namespace {

int RunFlags(const Flags& flags, const Globals& globals) {
  if (flags.sources.empty() && flags.plan.empty())
    return Fail("A0001", "audit needs a SOURCE or a --plan", globals.json);
  auto plan = PlanFrom(flags);
  if (!plan.ok()) return Fail("A0120", plan.error().what, globals.json);
  if (const auto found = FindUnreadable(plan.value()))
    return Fail(found->code, found->what, globals.json);
  AuditJob job;
  job.out = fs::absolute(flags.out).lexically_normal();
  job.workspace = globals.workspace.empty() ? job.out / ".assay" : fs::path(globals.workspace);
  job.fail_on = flags.fail_on;
  return RunAudit(plan.value(), job, globals);
}

}  // namespace

void AddAudit(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("audit", "Say what may be used, and why");
  auto flags = std::make_shared<Flags>();
  command->option_defaults()->take_last();  // a later flag goes over an earlier one
  command
      ->add_option("SOURCE", flags->sources,
                   "folders, media files, manifests, tar archives of samples")
      ->type_name("")
      ->take_all();
  command->add_option("--plan", flags->plan, "a plan in YAML; flags go over it")->type_name("FILE");
  command
      ->add_option("--manifest", flags->manifest, "what is known of the files: CSV, JSONL, Parquet")
      ->type_name("FILE");
  command
      ->add_option("--origins", flags->origins,
                   "what the files' hosts said: DIR/HOST/robots.txt, ai.txt, tdmrep.json, "
                   "headers.json, page.html")
      ->type_name("DIR");
  command->add_option("--out", flags->out, "where reports go")
      ->type_name("DIR")
      ->capture_default_str();
  command
      ->add_option("--purpose", flags->purpose,
                   "commercial-training (default), research, internal-evaluation, "
                   "market-analysis, redistribution")
      ->type_name("P");
  command->add_option("--jurisdiction", flags->jurisdiction, "EU (default), US, UK, JP")
      ->type_name("J");
  command->add_option("--policy", flags->policy, "a folder of Rego files, or builtin:default")
      ->type_name("DIR");
  command
      ->add_option("--date", flags->date,
                   "the policy's clock; default: the day the run first starts")
      ->type_name("YYYY-MM-DD");
  command->add_option("--jobs", flags->jobs, "workers; default: one a core")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  command->add_option("--fail-on", flags->fail_on, "what makes the exit code 1")
      ->check(CLI::IsMember({"deny", "review", "never"}))
      ->capture_default_str();
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return RunFlags(*flags, globals); };
  });
}

}  // namespace assay::cli
