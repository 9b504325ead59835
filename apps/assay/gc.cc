// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "assay/pipeline/garbage.h"
#include "assay/pipeline/workspace.h"
#include "audit.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

Json ToJson(const pipeline::Garbage& garbage, bool is_dry) {
  return {{"schema", "assay.gc/1"},
          {"dry_run", is_dry},
          {"pictures", garbage.pictures},
          {"objects",
           {{"freed", garbage.objects}, {"bytes", garbage.bytes}, {"left", garbage.objects_left}}},
          {"packs", {{"removed", garbage.packs_removed}, {"rewritten", garbage.packs_rewritten}}},
          {"temporary", {{"files", garbage.files}, {"bytes", garbage.file_bytes}}}};
}

void Print(const pipeline::Garbage& garbage, bool is_dry) {
  fmt::print("{}\n", is_dry ? "Nothing was changed; this would go:" : "This went:");
  fmt::print("Objects    {}, {} bytes; {} stay\n", garbage.objects, garbage.bytes,
             garbage.objects_left);
  fmt::print("Pictures   {} that no data set asks for, among the objects\n", garbage.pictures);
  fmt::print("Packs      {} removed, {} rewritten\n", garbage.packs_removed,
             garbage.packs_rewritten);
  fmt::print("Temporary  {} files, {} bytes\n", garbage.files, garbage.file_bytes);
}

int Collect(bool is_dry, const Globals& globals) {
  const fs::path root = FindWorkspace(globals);
  std::error_code unknown;
  if (root.empty() || !fs::exists(pipeline::Layout{root}.catalog(), unknown))
    return Fail("A0320", "no workspace here", globals.json);
  auto workspace = pipeline::Workspace::Open(root);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  const auto garbage =
      pipeline::CollectGarbage(workspace.value(), {ProgramVersion(), /*removes=*/!is_dry});
  if (!garbage.ok())
    return Fail(WorkspaceProblem(garbage.error()), garbage.error().what, globals.json);
  if (globals.json)
    PrintJson(ToJson(garbage.value(), is_dry));
  else
    Print(garbage.value(), is_dry);
  return kDone;
}

}  // namespace

void AddGc(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command =
      app.add_subcommand("gc", "Take away what a workspace holds and nothing names");
  auto is_dry = std::make_shared<bool>(false);
  command->add_flag("--dry-run", *is_dry, "say what would go, and change nothing");
  command->callback([is_dry, &globals, &action] {
    action = [is_dry, &globals] { return Collect(*is_dry, globals); };
  });
}

}  // namespace assay::cli
