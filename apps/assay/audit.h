// SPDX-License-Identifier: Apache-2.0
//
// Running a plan from the command line: shared by `audit`, `build` and `deadletters replay`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "assay/core/result.h"
#include "assay/pipeline/plan.h"
#include "command.h"

namespace assay::cli {

struct AuditJob {
  std::filesystem::path out;
  std::filesystem::path workspace;
  std::string fail_on = "review";
  bool prints = true;               ///< false: standard output is the caller's
  std::filesystem::path metrics{};  ///< file for Prometheus; empty: none
  std::string otlp{};               ///< collector of traces; empty: as the environment says
  pipeline::AlertSpec alert{};      ///< goes over environment and plan
  bool waits = false;               ///< when the disk is full: until there is space again
};

/// Flags of every command that runs a plan.
struct RunFlags {
  std::int64_t jobs = 0;  ///< 0: as the plan says
  std::string metrics;
  std::string otlp;
  pipeline::AlertSpec alert;
  std::string fail_on = "review";
};
void AddRunFlags(CLI::App& command, RunFlags& flags);
/// What of them a job takes over.
void TakeRunFlags(const RunFlags& flags, AuditJob& job);

/// Runs or resumes `plan`, prints the summary or report.json if wanted, gives the exit code.
int RunAudit(const pipeline::Plan& plan, const AuditJob& job, const Globals& globals);

/// What is wrong with the sources, manifest and origins of a plan: a problem code and what to say;
/// none when all of them can be read.
struct Unreadable {
  std::string_view code;
  std::string what;
};
std::optional<Unreadable> FindUnreadable(const pipeline::Plan& plan);

/// The plan in a YAML file, with `flags` over it, checked; converters are pinned.
/// Errors:  as ReadFile, ParsePlan, Validate and PinConverters.
Result<pipeline::Plan> ReadPlan(const std::filesystem::path& file, const RunFlags& flags);

/// Purpose and jurisdiction of a plan that names none.
void SetDefaults(pipeline::Plan& plan);

/// Problem code for an error of a run or a crawl.
std::string_view RunProblem(const Error& error);

/// Problem code for an error of Workspace::Open.
std::string_view WorkspaceProblem(const Error& error);

}  // namespace assay::cli
