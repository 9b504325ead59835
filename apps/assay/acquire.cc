// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_output.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/recheck.h"
#include "assay/pipeline/watch.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "audit.h"
#include "command.h"
#include "network.h"
#include "problem.h"
#include "progress.h"
#include "stop.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  pipeline::CrawlPlan plan;
  std::string plan_file;
  std::vector<std::string> hosts;
  std::string out = "assay-out";
  std::string policy;
  std::string fail_on = "review";
  bool no_pictures = false;
  bool no_audit = false;
  bool is_offline = false;
};

Json ToJson(const pipeline::CrawlResult& result, const Json& summary) {
  const catalog::CrawlCounts& count = result.counts;
  Json json = {{"schema", "assay.crawl/1"},
               {"crawl", result.crawl.id},
               {"resumed", result.resumed},
               {"terms_changed", result.has_reopened},
               {"accounting",
                {{"seen", count.seen},
                 {"fetched", count.fetched},
                 {"unchanged", count.unchanged},
                 {"redirected", count.redirected},
                 {"refused", count.refused},
                 {"failed", count.failed},
                 {"queued", count.queued}}}};
  json.update(summary);
  return json;
}

void Print(const pipeline::CrawlResult& result, const Json& summary, const fs::path& out) {
  const catalog::CrawlCounts& count = result.counts;
  fmt::print(
      "{} addresses: fetched {}  unchanged {}  redirected {}  refused {}  failed {}  "
      "not asked {}\n",
      count.seen, count.fetched, count.unchanged, count.redirected, count.refused, count.failed,
      count.queued);
  for (const auto& [verdict, number] : summary.at("pages").items())
    fmt::print("  pages {:<7} {}\n", verdict, number.get<std::int64_t>());
  for (const auto& [code, number] : summary.at("reasons").items())
    fmt::print("  {:>7}  {}\n", number.get<std::int64_t>(), code);
  fmt::print("{} products, {} pictures\n", summary.at("products").get<std::int64_t>(),
             summary.at("pictures").get<std::int64_t>());
  if (result.has_reopened)
    fmt::print("Terms that were cleared have changed: see `assay origin list`\n");
  fmt::print("Requests  {}\n", ToPrintable((out / "requests.parquet").native()));
}

/// As an audit: what was refused or denied is a finding, and what a person has to look at.
int ExitCode(const pipeline::CrawlResult& result, const Json& summary, const std::string& fail_on) {
  if (fail_on == "never") return kDone;
  const Json& pages = summary.at("pages");
  const bool denied = result.counts.refused > 0 || pages.contains("deny");
  return denied || (fail_on == "review" && pages.contains("review")) ? kFindings : kDone;
}

pipeline::Environment MakeEnvironment(const fs::path& out, ProgressBar& bar) {
  pipeline::Environment environment;
  environment.worker = WorkerProgram();
  environment.out = out;
  environment.today = pipeline::Now().substr(0, 10);
  environment.versions = fmt::format("assay {}", StringOr(Versions(), "assay"));
  environment.stop = &StopRequested();
  environment.progress = [&bar](const pipeline::Progress& progress) { bar.Show(progress); };
  return environment;
}

struct Crawled {
  pipeline::CrawlResult result;
  Json summary;
};

Result<Crawled> Crawl(const Flags& flags, const policy::Pack& pack, const AuditJob& job,
                      const Globals& globals) {
  ASSAY_LET(auto engine, policy::Engine::Make(pack));
  ASSAY_LET(auto workspace, pipeline::Workspace::Open(job.workspace));
  ProgressBar bar(StyleFor(globals.quiet || globals.json), -1);
  const pipeline::Environment environment = MakeEnvironment(job.out, bar);
  Crawled crawled;
  ASSAY_LET(crawled.result, pipeline::RunCrawl(flags.plan, pack, engine, workspace, environment));
  std::error_code failed;
  fs::create_directories(job.out, failed);
  ASSAY_LET(crawled.summary, pipeline::WriteCrawl(workspace, crawled.result.crawl.id, job.out));
  return crawled;
}

/// The pictures of a crawl are judged as those of a folder are.
int AuditPictures(const Flags& flags, const Crawled& crawled, const AuditJob& job,
                  const Globals& globals) {
  pipeline::Plan plan;
  plan.use = flags.plan.use;
  plan.use.date = crawled.result.crawl.date;
  if (!flags.policy.empty()) plan.policy = fs::absolute(flags.policy).string();
  plan.sources.push_back({"crawl", fmt::format("crawl:{}", crawled.result.crawl.id)});
  return RunAudit(plan, job, globals);
}

/// What was said on the command line goes over what a plan says.
void PutOver(const pipeline::CrawlPlan& flags, pipeline::CrawlPlan& plan) {
  const pipeline::CrawlPlan usual;
  const auto put = [](const auto& said, const auto& otherwise, auto& place) {
    if (said != otherwise) place = said;
  };
  const auto append = [](const auto& more, auto& list) {
    list.insert(list.end(), more.begin(), more.end());
  };
  put(flags.depth, usual.depth, plan.depth);
  put(flags.pages, usual.pages, plan.pages);
  put(flags.use.date, usual.use.date, plan.use.date);
  put(flags.network.token, usual.network.token, plan.network.token);
  put(flags.network.contact, usual.network.contact, plan.network.contact);
  put(flags.network.delay, usual.network.delay, plan.network.delay);
  put(flags.network.ca_file, usual.network.ca_file, plan.network.ca_file);
  if (flags.network.limits.total != usual.network.limits.total)
    plan.network.limits = flags.network.limits;
  append(flags.seeds, plan.seeds);
  append(flags.exclude, plan.exclude);
  append(flags.network.networks, plan.network.networks);
  append(flags.network.resolve, plan.network.resolve);
  if (plan.use.purpose.empty()) plan.use.purpose = flags.use.purpose;
  if (plan.use.jurisdiction.empty()) plan.use.jurisdiction = flags.use.jurisdiction;
}

Status TakePlan(Flags& flags) {
  if (flags.plan_file.empty()) return Done{};
  const fs::path file(flags.plan_file);
  ASSAY_LET(const std::string yaml, ReadFile(file, 1U << 20U));
  ASSAY_LET(auto plan,
            pipeline::ParseCrawlPlan(yaml, flags.plan_file, fs::absolute(file).parent_path()));
  PutOver(flags.plan, plan);
  flags.plan = std::move(plan);
  return Done{};
}

AuditJob JobOf(const Flags& flags, const Globals& globals) {
  AuditJob job;
  job.out = fs::absolute(flags.out).lexically_normal();
  job.workspace = globals.workspace.empty() ? job.out / ".assay" : fs::path(globals.workspace);
  job.fail_on = flags.fail_on;
  return job;
}

Result<policy::Pack> PackOf(const Flags& flags, const AuditJob& job) {
  pipeline::Plan plan;
  if (!flags.policy.empty()) plan.policy = fs::absolute(flags.policy).string();
  ASSAY_LET(auto pack, pipeline::LoadPolicy(plan, {job.workspace}));
  ASSAY_TRY(UseTablesOf(pack));
  return pack;
}

int FailedRun(const Error& error, const Globals& globals) {
  const bool wrong = error.code == ErrorCode::kInvalidArgument;
  const int code = Fail(wrong ? "A0120" : RunProblem(error), error.what, globals.json);
  return StopSignal() != 0 ? 128 + StopSignal() : code;
}

int Run(Flags flags, const Globals& globals) {
  if (const Status taken = TakePlan(flags); !taken.ok())
    return Fail("A0120", taken.error().what, globals.json);
  flags.plan.hosts.insert(flags.hosts.begin(), flags.hosts.end());
  flags.plan.pictures = flags.plan.pictures && !flags.no_pictures;
  if (const Status valid = pipeline::Validate(flags.plan); !valid.ok())
    return Fail("A0120", valid.error().what, globals.json);
  AuditJob job = JobOf(flags, globals);
  const auto pack = PackOf(flags, job);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  CatchStopSignals();
  const auto crawled = Crawl(flags, pack.value(), job, globals);
  if (!crawled.ok()) return FailedRun(crawled.error(), globals);
  const auto& [result, summary] = crawled.value();
  if (globals.json)
    PrintJson(ToJson(result, summary));
  else
    Print(result, summary, job.out);
  const int code = ExitCode(result, summary, flags.fail_on);
  if (flags.no_audit || summary.at("pictures") == 0) return code;
  job.prints = !globals.json;  // one document: the audit's own is report.json
  return std::max(code, AuditPictures(flags, crawled.value(), job, globals));
}

// ---- recheck ----

int RunRecheck(const Flags& flags, const Globals& globals) {
  const AuditJob job = JobOf(flags, globals);
  const auto pack = PackOf(flags, job);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  auto workspace = pipeline::Workspace::Open(job.workspace);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  CatchStopSignals();
  ProgressBar bar(StyleFor(globals.quiet || globals.json), -1);
  const pipeline::Environment environment = MakeEnvironment(job.out, bar);
  Use use = flags.plan.use;
  if (use.date.empty()) use.date = environment.today;
  const pipeline::Network& network = flags.plan.network;
  const auto result = flags.is_offline ? pipeline::RecheckKept(use, network.token, engine.value(),
                                                               workspace.value(), environment)
                                       : pipeline::Recheck(use, network, engine.value(),
                                                           workspace.value(), environment);
  if (!result.ok()) return FailedRun(result.error(), globals);
  const pipeline::RecheckResult& found = result.value();
  if (globals.json) {
    PrintJson({{"schema", "assay.recheck/1"},
               {"origins", found.origins},
               {"unanswered", found.unanswered},
               {"addresses", found.addresses},
               {"unread", found.unread},
               {"withdrawn", found.withdrawn}});
  } else {
    fmt::print("{} origins {}, {} addresses judged again, {} withdrawn\n", found.origins,
               flags.is_offline ? "as they were" : "asked", found.addresses, found.withdrawn);
    if (found.unread > 0) fmt::print("  {} pages cannot be read again\n", found.unread);
    for (const std::string& origin : found.unanswered)
      fmt::print("  no answer from {}: nothing follows from that\n", ToPrintable(origin));
    fmt::print("Withdrawals  {}\n", ToPrintable((job.out / "withdrawals.json").native()));
  }
  return found.withdrawn > 0 && flags.fail_on != "never" ? kFindings : kDone;
}

// ---- watch ----

void PrintChanges(const Json& changes, const fs::path& out) {
  fmt::print("round {}: {} products\n", changes.at("rounds").get<std::int64_t>(),
             changes.at("products").get<std::int64_t>());
  for (const Json& change : changes.at("changed"))
    fmt::print("  {} {}: {} -> {}\n", ToPrintable(StringOr(change, "name")),
               StringOr(change, "what"), ToPrintable(StringOr(change, "from")),
               ToPrintable(StringOr(change, "to")));
  for (const char* what : {"new", "gone", "lost"})
    for (const Json& one : changes.at(what))
      fmt::print("  {} {}\n", what, ToPrintable(StringOr(one, "name")));
  fmt::print("Prices  {}\n", ToPrintable((out / "prices.parquet").native()));
}

int RunWatch(Flags flags, const Globals& globals) {
  if (const Status taken = TakePlan(flags); !taken.ok())
    return Fail("A0120", taken.error().what, globals.json);
  if (const Status valid = pipeline::Validate(flags.plan); !valid.ok())
    return Fail("A0120", valid.error().what, globals.json);
  const AuditJob job = JobOf(flags, globals);
  const auto pack = PackOf(flags, job);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  auto workspace = pipeline::Workspace::Open(job.workspace);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  const auto stops = pipeline::StopsWatch(workspace.value(), flags.plan);
  if (!stops.ok()) return FailedRun(stops.error(), globals);
  if (!stops.value().empty()) {
    (void)Fail("A0131", stops.value(), globals.json);
    return kFindings;
  }
  CatchStopSignals();
  ProgressBar bar(StyleFor(globals.quiet || globals.json), -1);
  const pipeline::Environment environment = MakeEnvironment(job.out, bar);
  const auto watched =
      pipeline::WatchOnce(flags.plan, pack.value(), engine.value(), workspace.value(), environment,
                          std::chrono::system_clock::now());
  if (!watched.ok()) return FailedRun(watched.error(), globals);
  const pipeline::WatchResult& result = watched.value();
  if (globals.json)
    PrintJson(result.changes);
  else
    PrintChanges(result.changes, job.out);
  if (!globals.json && result.was_done)
    fmt::print("This round was over already: nobody was asked\n");
  if (result.crawl.has_reopened) {
    (void)Fail("A0131", "cleared terms have changed: no further round begins", globals.json);
    return kFindings;
  }
  return kDone;
}

void AddUse(CLI::App& command, Flags& flags) {
  command.add_option("--out", flags.out, "where tables and reports go")
      ->type_name("DIR")
      ->capture_default_str();
  command.add_option("--purpose", flags.plan.use.purpose, "what for, as for audit")
      ->type_name("P")
      ->capture_default_str();
  command.add_option("--jurisdiction", flags.plan.use.jurisdiction, "EU, US, UK, JP")
      ->type_name("J")
      ->capture_default_str();
  command.add_option("--policy", flags.policy, "a folder of Rego files")->type_name("DIR");
  command.add_option("--date", flags.plan.use.date, "the policy's clock")->type_name("YYYY-MM-DD");
  command.add_option("--fail-on", flags.fail_on, "what makes the exit code 1")
      ->check(CLI::IsMember({"deny", "review", "never"}))
      ->capture_default_str();
}

std::shared_ptr<Flags> NewFlags(const char* purpose) {
  auto flags = std::make_shared<Flags>();
  flags->plan.use.purpose = purpose;
  flags->plan.use.jurisdiction = "EU";
  return flags;
}

}  // namespace

void AddAcquire(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("acquire", "Fetch lawfully, and be able to show it");
  auto flags = NewFlags("commercial-training");
  command->option_defaults()->take_last();
  command->add_option("URL", flags->plan.seeds, "where to begin; pages of their hosts are followed")
      ->type_name("")
      ->take_all();
  AddNetwork(*command, flags->plan.network);
  command->add_option("--host", flags->hosts, "also follow pages of this host")
      ->type_name("HOST")
      ->take_all();
  command->add_option("--exclude", flags->plan.exclude, "path pattern, as robots.txt writes them")
      ->type_name("PATTERN")
      ->take_all();
  command->add_flag("--no-pictures", flags->no_pictures, "pages only");
  command->add_flag("--no-audit", flags->no_audit, "keep pictures, and judge them another time");
  command->add_option("--depth", flags->plan.depth, "links from a first address")
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--requests", flags->plan.pages, "addresses asked for, over all hosts")
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--plan", flags->plan_file, "a plan in YAML; addresses are added to its own")
      ->type_name("FILE");
  AddUse(*command, *flags);
  CLI::App* recheck =
      command->add_subcommand("recheck", "Ask all origins again; what they reserved is withdrawn");
  auto again = NewFlags("commercial-training");
  recheck->option_defaults()->take_last();
  AddNetwork(*recheck, again->plan.network);
  AddUse(*recheck, *again);
  recheck->add_flag("--offline", again->is_offline,
                    "ask nobody: judge what is kept by today's policy and tables");
  recheck->callback([again, &globals, &action] {
    action = [again, &globals] { return RunRecheck(*again, globals); };
  });
  command->callback([flags, recheck, &globals, &action] {
    if (!recheck->parsed()) action = [flags, &globals] { return Run(*flags, globals); };
  });
}

void AddWatch(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("watch", "One round of prices, and what has changed");
  auto flags = NewFlags("market-analysis");
  command->option_defaults()->take_last();
  command->add_option("PLAN", flags->plan_file, "a plan in YAML")->required()->type_name("");
  AddUse(*command, *flags);
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return RunWatch(*flags, globals); };
  });
}

}  // namespace assay::cli
