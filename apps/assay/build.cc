// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "assay/core/bytes.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "assay/release/statement.h"
#include "audit.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::string plan;
  std::string report;
  RunFlags run;
  bool dry_run = false;
};

Result<pipeline::Plan> PlanFrom(const Flags& flags) {
  ASSAY_LET(pipeline::Plan plan, ReadPlan(flags.plan, flags.run));
  if (!plan.build)
    return Error{ErrorCode::kInvalidArgument, "this plan has no sink: run it with assay audit"};
  return plan;
}

/// What the plan says, as a run would understand it. Nothing is read but plan and policy.
int Show(const pipeline::Plan& plan, const AuditJob& job, const Globals& globals) {
  const auto pack = pipeline::LoadPolicy(plan, {job.workspace});
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  if (const auto engine = policy::Engine::Make(pack.value()); !engine.ok())
    return Fail("A0200", engine.error().what, globals.json);
  const Json identity = ParseJson(pipeline::Identity(plan, pack.value().Serialize())).value();
  if (globals.json) {
    PrintJson({{"schema", "assay.build.plan/1"}, {"plan", identity}});
    return kDone;
  }
  fmt::print("For {} in {}, by policy {}\n", plan.use.purpose, plan.use.jurisdiction,
             pack.value().digest().Hex());
  for (const pipeline::SourceSpec& source : plan.sources)
    fmt::print("from  {}\n", ToPrintable(source.path.native()));
  for (const pipeline::ConverterSpec& converter : plan.converters)
    fmt::print("with  {}, sha256 {}\n", ToPrintable(converter.program.native()), converter.sha256);
  fmt::print("do    {}\n", Canonical(plan.build->wish));
  fmt::print("into  {} {}\n", pipeline::Name(plan.build->sink.kind),
             ToPrintable(plan.build->sink.folder.native()));
  fmt::print("Nothing was done.\n");
  return kDone;
}

/// Told before hours of work: what is in the way will not give way. Only a release may.
bool IsInTheWay(const fs::path& folder) {
  std::error_code unknown;
  const fs::file_status status = fs::symlink_status(folder, unknown);
  return fs::exists(status) && !fs::exists(folder / release::kStatementFile, unknown);
}

int RunPlanOf(const Flags& flags, const Globals& globals) {
  auto plan = PlanFrom(flags);
  if (!plan.ok()) return Fail("A0120", plan.error().what, globals.json);
  if (const auto found = FindUnreadable(plan.value()))
    return Fail(found->code, found->what, globals.json);
  const fs::path& folder = plan.value().build->sink.folder;
  if (IsInTheWay(folder))
    return Fail("A0140",
                fmt::format("{} is there already, and is no release", ToPrintable(folder.native())),
                globals.json);
  AuditJob job;
  job.workspace = globals.workspace.empty() ? fs::absolute(flags.plan).parent_path() / ".assay"
                                            : fs::absolute(globals.workspace).lexically_normal();
  job.out = flags.report.empty() ? job.workspace / "report"
                                 : fs::absolute(flags.report).lexically_normal();
  TakeRunFlags(flags.run, job);
  job.waits = true;
  return flags.dry_run ? Show(plan.value(), job, globals) : RunAudit(plan.value(), job, globals);
}

}  // namespace

void AddBuild(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("build", "Make a sealed data set of what may be used");
  auto flags = std::make_shared<Flags>();
  command->add_option("PLAN", flags->plan, "a plan in YAML with a sink")->required()->type_name("");
  command
      ->add_option("--report", flags->report, "where reports go; default: report in the workspace")
      ->type_name("DIR");
  AddRunFlags(*command, flags->run);
  command->add_flag("--dry-run", flags->dry_run, "check the plan and say what it would do");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return RunPlanOf(*flags, globals); };
  });
}

}  // namespace assay::cli
