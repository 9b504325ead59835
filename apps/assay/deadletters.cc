// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "audit.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

struct Flags {
  std::string error_class;
  std::string out;
};

bool Matches(const catalog::DeadLetter& letter, const std::string& wanted) {
  return wanted.empty() || letter.error_class == wanted || letter.code == wanted;
}

Status ListInto(const pipeline::Layout& layout, const Flags& flags, Json& letters) {
  ASSAY_LET(const catalog::Catalog catalog, catalog::Catalog::Open(layout.catalog()));
  ASSAY_LET(const auto run, catalog.LatestRun());
  if (!run) return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
  return catalog.ForEachDead(run->id, [&](const catalog::DeadLetter& letter) -> Status {
    if (Matches(letter, flags.error_class))
      letters.push_back({{"key", letter.key},
                         {"step", letter.step},
                         {"class", letter.error_class},
                         {"code", letter.code},
                         {"message", letter.message},
                         {"tries", letter.tries},
                         {"first_at", letter.first_at},
                         {"last_at", letter.last_at}});
    return Done{};
  });
}

int List(const Flags& flags, const Globals& globals) {
  const std::filesystem::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  Json letters = Json::array();
  const Status listed = ListInto({workspace}, flags, letters);
  if (!listed.ok()) {
    if (listed.error().code == ErrorCode::kNotFound)
      return Fail("A0320", listed.error().what, globals.json);
    return Fail(listed.error(), globals.json);
  }
  if (globals.json) {
    PrintJson({{"schema", "assay.deadletters/1"}, {"deadletters", letters}});
    return kDone;
  }
  for (const Json& letter : letters)
    fmt::print("{:<10} {:<22} {}  {}\n", StringOr(letter, "class"), StringOr(letter, "code"),
               ToPrintable(StringOr(letter, "key")), StringOr(letter, "message"));
  fmt::print("{} dead letters\n", letters.size());
  return kDone;
}

/// Reopens the latest run for its dead letters; the plan as it was stored, or none when there is
/// nothing to replay.
Result<std::optional<pipeline::Plan>> Reopen(const std::filesystem::path& workspace_path,
                                             const Flags& flags) {
  ASSAY_LET(pipeline::Workspace workspace, pipeline::Workspace::Open(workspace_path));
  ASSAY_LET(const std::int64_t revived, pipeline::ReviveDead(workspace, flags.error_class));
  ASSAY_LET(const auto run, workspace.catalog().LatestRun());
  if (revived == 0 || !run) return std::optional<pipeline::Plan>();
  ASSAY_LET(pipeline::Plan plan, pipeline::FromIdentity(run->plan));
  return std::optional<pipeline::Plan>(std::move(plan));
}

int Replay(const Flags& flags, const Globals& globals) {
  const std::filesystem::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const auto plan = Reopen(workspace, flags);
  if (!plan.ok()) {
    if (plan.error().code == ErrorCode::kNotFound)
      return Fail("A0320", plan.error().what, globals.json);
    return Fail(WorkspaceProblem(plan.error()), plan.error().what, globals.json);
  }
  if (!plan.value()) {
    fmt::print("no dead letters to replay\n");
    return kDone;
  }
  AuditJob job;
  job.workspace = workspace;
  job.out = flags.out.empty() ? std::filesystem::absolute(workspace).parent_path()
                              : std::filesystem::absolute(flags.out);
  return RunAudit(*plan.value(), job, globals);
}

}  // namespace

void AddDeadLetters(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("deadletters", "Records that could not be processed");
  command->require_subcommand(1);
  auto flags = std::make_shared<Flags>();
  constexpr const char* kClass =
      "only this class (input, resource, poison …) or code (truncated …)";
  CLI::App* list = command->add_subcommand("list", "Print them with class, code and message");
  list->add_option("--class", flags->error_class, kClass)->type_name("C");
  list->callback(
      [flags, &globals, &action] { action = [flags, &globals] { return List(*flags, globals); }; });
  CLI::App* replay = command->add_subcommand("replay", "Look at them again, in the same run");
  replay->add_option("--class", flags->error_class, kClass)->type_name("C");
  replay->add_option("--out", flags->out, "where reports go; default: the workspace's folder")
      ->type_name("DIR");
  replay->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Replay(*flags, globals); };
  });
}

}  // namespace assay::cli
