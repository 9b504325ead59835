// SPDX-License-Identifier: Apache-2.0
//
// Running a plan from the command line: shared by `audit` and `deadletters replay`.
#pragma once

#include <filesystem>
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
  bool prints = true;  ///< false: standard output is the caller's
};

/// Runs or resumes `plan`, prints the summary or report.json if wanted, gives the exit code.
int RunAudit(const pipeline::Plan& plan, const AuditJob& job, const Globals& globals);

/// Problem code for an error of a run or a crawl.
std::string_view RunProblem(const Error& error);

/// Problem code for an error of Workspace::Open.
std::string_view WorkspaceProblem(const Error& error);

}  // namespace assay::cli
