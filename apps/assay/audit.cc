// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/plan.h"
#include "audit.h"
#include "command.h"
#include "problem.h"

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
  RunFlags run;
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
  if (flags.run.jobs > 0) plan.limits.workers = flags.run.jobs;
  if (plan.build)
    return Error{ErrorCode::kInvalidArgument, "this plan has a sink: run it with assay build"};
  ASSAY_TRY(pipeline::Validate(plan));
  ASSAY_TRY(pipeline::PinConverters(plan.converters));
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

}  // namespace

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

int RunPlanOf(const Flags& flags, const Globals& globals) {
  if (flags.sources.empty() && flags.plan.empty())
    return Fail("A0001", "audit needs a SOURCE or a --plan", globals.json);
  auto plan = PlanFrom(flags);
  if (!plan.ok()) return Fail("A0120", plan.error().what, globals.json);
  if (const auto found = FindUnreadable(plan.value()))
    return Fail(found->code, found->what, globals.json);
  AuditJob job;
  job.out = fs::absolute(flags.out).lexically_normal();
  job.workspace = globals.workspace.empty() ? job.out / ".assay" : fs::path(globals.workspace);
  TakeRunFlags(flags.run, job);
  return RunAudit(plan.value(), job, globals);
}

}  // namespace

void AddRunFlags(CLI::App& command, RunFlags& flags) {
  command.add_option("--jobs", flags.jobs, "workers; default: one a core")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  command.add_option("--metrics", flags.metrics, "a file for Prometheus, kept up to date: x.prom")
      ->type_name("FILE");
  command
      .add_option(
          "--otlp", flags.otlp,
          "a collector of traces: http://127.0.0.1:4318; default: as OTEL_EXPORTER_OTLP_* say")
      ->type_name("URL");
  command
      .add_option("--alert", flags.alert.url,
                  "a webhook for a bad end; default: ASSAY_ALERT_URL, which stays out of sight")
      ->type_name("URL");
  command.add_flag("--alert-success", flags.alert.success, "tell it of a good end as well");
  command.add_option("--fail-on", flags.fail_on, "what makes the exit code 1")
      ->check(CLI::IsMember({"deny", "review", "never"}))
      ->capture_default_str();
}

void TakeRunFlags(const RunFlags& flags, AuditJob& job) {
  if (!flags.metrics.empty()) job.metrics = fs::absolute(flags.metrics).lexically_normal();
  job.otlp = flags.otlp;
  job.alert = flags.alert;
  job.fail_on = flags.fail_on;
}

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
  AddRunFlags(*command, flags->run);
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return RunPlanOf(*flags, globals); };
  });
}

}  // namespace assay::cli
