// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/watch.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "assay/core/bytes.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "crawl_flags.h"
#include "problem.h"
#include "progress.h"
#include "stop.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

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

int RunWatch(const CrawlFlags& flags, const Globals& globals) {
  const auto plan = PlanOf(flags);
  if (!plan.ok()) return Fail("A0120", plan.error().what, globals.json);
  if (const Status valid = pipeline::Validate(plan.value()); !valid.ok())
    return Fail("A0120", valid.error().what, globals.json);
  const AuditJob job = JobOf(flags, globals);
  const auto pack = PackOf(flags, job);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  auto workspace = pipeline::Workspace::Open(job.workspace);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  const auto stops = pipeline::StopsWatch(workspace.value(), plan.value());
  if (!stops.ok()) return FailedCrawl(stops.error(), globals);
  if (!stops.value().empty()) {
    (void)Fail("A0131", stops.value(), globals.json);
    return kFindings;
  }
  CatchStopSignals();
  ProgressBar bar(StyleFor(globals.quiet || globals.json), -1);
  const pipeline::Environment environment = MakeEnvironment(job.out, bar);
  const auto watched =
      pipeline::WatchOnce(plan.value(), pack.value(), engine.value(), workspace.value(),
                          environment, std::chrono::system_clock::now());
  if (!watched.ok()) return FailedCrawl(watched.error(), globals);
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

}  // namespace

void AddWatch(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("watch", "One round of prices, and what has changed");
  auto flags = NewCrawlFlags("market-analysis");
  command->option_defaults()->take_last();
  command->add_option("PLAN", flags->plan_file, "a plan in YAML")->required()->type_name("");
  AddNetwork(*command, flags->network);
  AddUse(*command, *flags);
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return RunWatch(*flags, globals); };
  });
}

}  // namespace assay::cli
