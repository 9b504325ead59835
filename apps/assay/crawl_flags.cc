// SPDX-License-Identifier: Apache-2.0
#include "crawl_flags.h"

#include <fmt/format.h>

#include <utility>

#include "assay/core/file.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/workspace.h"
#include "problem.h"
#include "progress.h"
#include "stop.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// An option that goes over one text of a plan's use.
CLI::Option* AddUseText(CLI::App& command, CrawlFlags& flags, const char* name, const char* help,
                        std::string Use::* text) {
  return command.add_option_function<std::string>(
      name,
      [&flags, text](const std::string& value) {
        flags.over.emplace_back(
            [text, value](pipeline::CrawlPlan& plan) { plan.use.*text = value; });
      },
      help);
}

}  // namespace

std::shared_ptr<CrawlFlags> NewCrawlFlags(const char* usual_purpose) {
  auto flags = std::make_shared<CrawlFlags>();
  flags->usual_purpose = usual_purpose;
  return flags;
}

void AddUse(CLI::App& command, CrawlFlags& flags) {
  command.add_option("--out", flags.out, "where tables and reports go")
      ->type_name("DIR")
      ->capture_default_str();
  AddUseText(command, flags, "--purpose", "what for, as for audit", &Use::purpose)
      ->type_name("P")
      ->default_str(flags.usual_purpose);
  AddUseText(command, flags, "--jurisdiction", "EU, US, UK, JP", &Use::jurisdiction)
      ->type_name("J")
      ->default_str("EU");
  command.add_option("--policy", flags.policy, "a folder of Rego files")->type_name("DIR");
  AddUseText(command, flags, "--date", "the policy's clock", &Use::date)->type_name("YYYY-MM-DD");
  command.add_option("--fail-on", flags.fail_on, "what makes the exit code 1")
      ->check(CLI::IsMember({"deny", "review", "never"}))
      ->capture_default_str();
}

Result<pipeline::CrawlPlan> PlanOf(const CrawlFlags& flags) {
  pipeline::CrawlPlan plan;
  if (!flags.plan_file.empty()) {
    const fs::path file(flags.plan_file);
    ASSAY_LET(const std::string yaml, ReadFile(file, 1U << 20U));
    ASSAY_LET(plan,
              pipeline::ParseCrawlPlan(yaml, flags.plan_file, fs::absolute(file).parent_path()));
  }
  for (const auto& put : flags.over) put(plan);
  plan.network = Over(std::move(plan.network), flags.network);
  if (plan.use.purpose.empty()) plan.use.purpose = flags.usual_purpose;
  if (plan.use.jurisdiction.empty()) plan.use.jurisdiction = "EU";
  return plan;
}

AuditJob JobOf(const CrawlFlags& flags, const Globals& globals) {
  AuditJob job;
  job.out = fs::absolute(flags.out).lexically_normal();
  job.workspace = globals.workspace.empty() ? job.out / ".assay" : fs::path(globals.workspace);
  job.fail_on = flags.fail_on;
  return job;
}

Result<policy::Pack> PackOf(const CrawlFlags& flags, const AuditJob& job) {
  pipeline::Plan plan;
  if (!flags.policy.empty()) plan.policy = fs::absolute(flags.policy).string();
  ASSAY_LET(auto pack, pipeline::LoadPolicy(plan, {job.workspace}));
  ASSAY_TRY(UseTablesOf(pack));
  return pack;
}

pipeline::Environment MakeEnvironment(const fs::path& out, ProgressBar& bar) {
  pipeline::Environment environment;
  environment.worker = WorkerProgram();
  environment.out = out;
  environment.today = pipeline::Now().substr(0, 10);
  environment.versions = ProgramVersion();
  environment.stop = &StopRequested();
  environment.progress = [&bar](const pipeline::Progress& progress) { bar.Show(progress); };
  return environment;
}

int FailedCrawl(const Error& error, const Globals& globals) {
  const bool wrong = error.code == ErrorCode::kInvalidArgument;
  const int code = Fail(wrong ? "A0120" : RunProblem(error), error.what, globals.json);
  return StopSignal() != 0 ? 128 + StopSignal() : code;
}

}  // namespace assay::cli
