// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/pipeline/run_history.h"
#include "assay/pipeline/run_log.h"
#include "assay/pipeline/workspace.h"
#include "command.h"
#include "problem.h"
#include "run_text.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

Json Whole(const pipeline::RunState& state, const fs::path& log) {
  Json run = Brief(state);
  run["plan"] = state.run.plan_digest;
  run["policy"] = state.run.policy_digest;
  run["phases"] = Json::array();
  for (const pipeline::PhaseTime& time : state.story.phases)
    run["phases"].push_back({{"phase", time.phase},
                             {"seconds", time.seconds},
                             {"records", time.records},
                             {"since", TextOrNull(time.since)}});
  run["dead"] = Json::array();
  for (const catalog::DeadCount& dead : state.dead)
    run["dead"].push_back(
        {{"class", dead.error_class}, {"code", dead.code}, {"letters", dead.letters}});
  run["log"] = {{"file", ToPrintable(log.native())},
                {"starts", state.story.starts},
                {"last_event", TextOrNull(state.story.last_event)},
                {"last_at", TextOrNull(state.story.last_at)},
                {"problem", state.story.last_problem},
                {"unreadable_lines", state.story.unreadable}};
  return run;
}

int FailReading(const Error& error, bool json) {
  return error.code == ErrorCode::kNotFound ? Fail("A0320", error.what, json) : Fail(error, json);
}

int List(const Globals& globals) {
  const fs::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const auto states = pipeline::AllRuns(workspace);
  if (!states.ok()) return FailReading(states.error(), globals.json);
  if (globals.json) {
    Json runs = Json::array();
    for (const pipeline::RunState& state : states.value()) runs.push_back(Brief(state));
    PrintJson({{"schema", "assay.runs/1"}, {"runs", runs}});
    return kDone;
  }
  for (const pipeline::RunState& state : states.value())
    fmt::print("{:>4}  {}  {:<8}  {}  {}  release {}\n", state.run.id, state.run.started_at,
               StateOf(state), UseIn(state), CountIn(state), ReleaseIn(state));
  fmt::print("{} runs\n", states.value().size());
  return kDone;
}

void PrintPhases(const pipeline::RunStory& story) {
  if (!story.phases.empty()) fmt::print("Phases:\n");
  for (const pipeline::PhaseTime& time : story.phases) {
    const double rate = time.seconds > 0 ? static_cast<double>(time.records) / time.seconds : 0.0;
    std::string line = fmt::format("  {:<8} {:>10.3f} s", time.phase, time.seconds);
    if (time.records > 0) line += fmt::format("  {} records, {:.0f}/s", time.records, rate);
    if (!time.since.empty()) line += fmt::format("  since {}", time.since);
    fmt::print("{}\n", line);
  }
}

void Print(const pipeline::RunState& state, const fs::path& log) {
  const catalog::Run& run = state.run;
  const pipeline::RunStory& story = state.story;
  fmt::print("Run {}  {}\n", run.id, StateOf(state));
  fmt::print("Use       {}\n", UseIn(state));
  fmt::print("Started   {}\n", run.started_at);
  if (!run.finished_at.empty()) fmt::print("Finished  {}\n", run.finished_at);
  fmt::print("Holds     {}\n", CountIn(state));
  fmt::print("Plan      {}\n", run.plan_digest);
  fmt::print("Policy    {}\n", run.policy_digest);
  if (!run.tree_root.empty()) fmt::print("Digest    {}\n", run.tree_root);
  if (!state.release.is_null())
    fmt::print("Release   {}, root {}\n", ReleaseIn(state), StringOr(state.release, "root"));
  PrintPhases(story);
  if (!state.dead.empty()) fmt::print("Dead:\n");
  for (const catalog::DeadCount& dead : state.dead)
    fmt::print("  {:>8}  {}  {}\n", dead.letters, dead.error_class, dead.code);
  if (story.last_problem.is_object())
    fmt::print("Problem   {} {} {}\n", StringOr(story.last_problem, "time"),
               StringOr(story.last_problem, "event"),
               ToPrintable(StringOr(story.last_problem, "message")));
  if (story.starts > 0)
    fmt::print("Log       {}: starts {}, last {} {}\n", ToPrintable(log.native()), story.starts,
               story.last_at, story.last_event);
}

int Show(std::int64_t id, const Globals& globals) {
  const fs::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const auto state = pipeline::OneRun(workspace, id);
  if (!state.ok() && state.error().code == ErrorCode::kNotFound && id != 0)
    return Fail("A0331", state.error().what, globals.json);
  if (!state.ok()) return FailReading(state.error(), globals.json);
  const fs::path log =
      pipeline::Layout{workspace}.runs() / std::to_string(state.value().run.id) / "log.jsonl";
  if (globals.json) {
    Json run = Whole(state.value(), log);
    run["schema"] = "assay.run/1";
    PrintJson(run);
  } else {
    Print(state.value(), log);
  }
  return kDone;
}

}  // namespace

void AddRuns(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("runs", "What ran here, how far it is, how it ended");
  command->require_subcommand(1);
  CLI::App* list = command->add_subcommand("list", "All runs of the workspace, oldest first");
  list->callback([&globals, &action] { action = [&globals] { return List(globals); }; });
  CLI::App* show = command->add_subcommand("show", "One run: its phases, dead letters, last words");
  auto id = std::make_shared<std::int64_t>(0);
  show->add_option("ID", *id, "a run's number; default: the newest")
      ->type_name("")
      ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()));
  show->callback(
      [id, &globals, &action] { action = [id, &globals] { return Show(*id, globals); }; });
}

}  // namespace assay::cli
