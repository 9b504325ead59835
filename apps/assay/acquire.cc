// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_output.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/recheck.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "audit.h"
#include "command.h"
#include "crawl_flags.h"
#include "problem.h"
#include "progress.h"
#include "stop.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

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

struct Crawled {
  pipeline::CrawlResult result;
  Json summary;
};

Result<Crawled> Crawl(const pipeline::CrawlPlan& plan, const policy::Pack& pack,
                      const AuditJob& job, const Globals& globals) {
  ShareArenas(1);  // readers of pages allocate as much as the crawl itself
  ASSAY_LET(auto engine, policy::Engine::Make(pack));
  ASSAY_LET(auto workspace, pipeline::Workspace::Open(job.workspace));
  ProgressBar bar(StyleFor(globals.quiet || globals.json), -1);
  const pipeline::Environment environment = MakeEnvironment(job.out, bar);
  Crawled crawled;
  ASSAY_LET(crawled.result, pipeline::RunCrawl(plan, pack, engine, workspace, environment));
  std::error_code failed;
  fs::create_directories(job.out, failed);
  ASSAY_LET(crawled.summary, pipeline::WriteCrawl(workspace, crawled.result.crawl.id, job.out));
  return crawled;
}

/// The pictures of a crawl are judged as those of a folder are.
int AuditPictures(const CrawlFlags& flags, const Use& use, const Crawled& crawled,
                  const AuditJob& job, const Globals& globals) {
  pipeline::Plan plan;
  plan.use = use;
  plan.use.date = crawled.result.crawl.date;
  if (!flags.policy.empty()) plan.policy = fs::absolute(flags.policy).string();
  plan.sources.push_back({"crawl", fmt::format("crawl:{}", crawled.result.crawl.id)});
  return RunAudit(plan, job, globals);
}

int Run(const CrawlFlags& flags, const Globals& globals) {
  const auto plan = PlanOf(flags);
  if (!plan.ok()) return Fail("A0120", plan.error().what, globals.json);
  if (const Status valid = pipeline::Validate(plan.value()); !valid.ok())
    return Fail("A0120", valid.error().what, globals.json);
  AuditJob job = JobOf(flags, globals);
  const auto pack = PackOf(flags, job);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  CatchStopSignals();
  const auto crawled = Crawl(plan.value(), pack.value(), job, globals);
  if (!crawled.ok()) return FailedCrawl(crawled.error(), globals);
  const auto& [result, summary] = crawled.value();
  if (globals.json)
    PrintJson(ToJson(result, summary));
  else
    Print(result, summary, job.out);
  const int code = ExitCode(result, summary, flags.fail_on);
  if (flags.no_audit || summary.at("pictures") == 0) return code;
  job.prints = !globals.json;  // one document: the audit's own is report.json
  return std::max(code, AuditPictures(flags, plan.value().use, crawled.value(), job, globals));
}

// ---- recheck ----

int RunRecheck(const CrawlFlags& flags, const Globals& globals) {
  const auto plan = PlanOf(flags);
  if (!plan.ok()) return Fail("A0120", plan.error().what, globals.json);
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
  Use use = plan.value().use;
  if (use.date.empty()) use.date = environment.today;
  const pipeline::Network& network = plan.value().network;
  const auto result = flags.is_offline ? pipeline::RecheckKept(use, network.token, engine.value(),
                                                               workspace.value(), environment)
                                       : pipeline::Recheck(use, network, engine.value(),
                                                           workspace.value(), environment);
  if (!result.ok()) return FailedCrawl(result.error(), globals);
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

/// Addresses and hosts are added to a plan's; numbers take the place of its own.
void AddCrawl(CLI::App& command, CrawlFlags& flags) {
  using pipeline::CrawlPlan;
  using Texts = std::vector<std::string>;
  const auto texts = [&](const char* name, const char* help,
                         void (*put)(CrawlPlan&, const std::string&)) {
    CLI::Option* option = command.add_option_function<Texts>(
        name,
        [&flags, put](const Texts& list) {
          flags.over.emplace_back([put, list](CrawlPlan& plan) {
            for (const std::string& text : list) put(plan, text);
          });
        },
        help);
    return option->take_all();
  };
  const auto number = [&](const char* name, const char* help, std::int64_t CrawlPlan::* place) {
    return command
        .add_option_function<std::int64_t>(
            name,
            [&flags, place](std::int64_t value) {
              flags.over.emplace_back([place, value](CrawlPlan& plan) { plan.*place = value; });
            },
            help)
        ->type_name("N")
        ->default_str(std::to_string(CrawlPlan{}.*place))
        ->check(CLI::NonNegativeNumber);
  };
  texts("URL", "where to begin; pages of their hosts are followed",
        [](CrawlPlan& plan, const std::string& url) { plan.seeds.push_back(url); })
      ->type_name("");
  TakeBrackets(*texts("--host", "also follow pages of this host",
                      [](CrawlPlan& plan, const std::string& host) { plan.hosts.insert(host); })
                    ->type_name("HOST"));
  texts("--exclude", "path pattern, as robots.txt writes them",
        [](CrawlPlan& plan, const std::string& pattern) { plan.exclude.push_back(pattern); })
      ->type_name("PATTERN");
  command.add_flag_callback(
      "--no-pictures",
      [&flags] { flags.over.emplace_back([](CrawlPlan& plan) { plan.pictures = false; }); },
      "pages only");
  number("--depth", "links from a first address", &CrawlPlan::depth);
  number("--requests", "addresses asked for, over all hosts", &CrawlPlan::pages);
  number("--per-host", "addresses asked for of one host; 0: no limit of its own",
         &CrawlPlan::per_host);
  number("--redirects", "in a row", &CrawlPlan::redirects)
      ->check(CLI::Range(std::int64_t{0}, pipeline::kMostRedirects));
}

}  // namespace

void AddAcquire(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("acquire", "Fetch lawfully, and be able to show it");
  auto flags = NewCrawlFlags("commercial-training");
  command->option_defaults()->take_last();
  AddCrawl(*command, *flags);
  AddNetwork(*command, flags->network);
  command->add_flag("--no-audit", flags->no_audit, "keep pictures, and judge them another time");
  command->add_option("--plan", flags->plan_file, "a plan in YAML; flags go over it")
      ->type_name("FILE");
  AddUse(*command, *flags);
  CLI::App* recheck =
      command->add_subcommand("recheck", "Ask all origins again; what they reserved is withdrawn");
  auto again = NewCrawlFlags("commercial-training");
  recheck->option_defaults()->take_last();
  AddNetwork(*recheck, again->network);
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

}  // namespace assay::cli
