// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/status.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string>

#include "assay/core/bytes.h"
#include "command.h"
#include "problem.h"
#include "run_text.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using Seconds = std::int64_t;

/// How long ago that was; none for what is no time of ours. A clock that went back says 0.
std::optional<Seconds> AgeOf(const std::string& at) {
  std::tm time{};
  if (strptime(at.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time) == nullptr) return std::nullopt;
  return std::max<Seconds>(std::time(nullptr) - timegm(&time), 0);
}

/// "3 d 4 h", "12 min", "7 s": two units are enough for a person.
std::string Lasting(Seconds seconds) {
  constexpr Seconds kMinute = 60;
  constexpr Seconds kHour = 60 * kMinute;
  constexpr Seconds kDay = 24 * kHour;
  if (seconds >= kDay) return fmt::format("{} d {} h", seconds / kDay, seconds % kDay / kHour);
  if (seconds >= kHour)
    return fmt::format("{} h {} min", seconds / kHour, seconds % kHour / kMinute);
  if (seconds >= kMinute) return fmt::format("{} min", seconds / kMinute);
  return fmt::format("{} s", seconds);
}

std::string Ago(const std::string& at) {
  const auto age = AgeOf(at);
  return age ? fmt::format("{} ago", Lasting(*age)) : at;
}

template <typename Value>
Json OrNull(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json ToJson(const pipeline::Pace& pace) {
  return {{"phase", pace.phase},
          {"since", pace.since},
          {"age_s", OrNull(AgeOf(pace.since))},
          {"records_per_s", OrNull(pace.per_s)},
          {"left", OrNull(pace.left)},
          {"eta_s", OrNull(pace.eta_s)}};
}

Json ToJson(const pipeline::WorkspaceStatus& status, const fs::path& workspace) {
  Json json = {{"schema", "assay.status/1"},
               {"workspace", ToPrintable(workspace.native())},
               {"process", OrNull(status.process)},
               {"free_bytes", OrNull(status.free_bytes)},
               {"run", nullptr},
               {"pace", nullptr},
               {"last", nullptr},
               {"problem", nullptr},
               {"dead", Json::array()}};
  for (const catalog::DeadClass& dead : status.dead)
    json["dead"].push_back({{"class", dead.error_class},
                            {"letters", dead.letters},
                            {"oldest_at", dead.oldest_at},
                            {"oldest_age_s", OrNull(AgeOf(dead.oldest_at))}});
  if (status.pace) json["pace"] = ToJson(*status.pace);
  if (!status.run) return json;
  json["run"] = Brief(*status.run);
  const pipeline::RunStory& story = status.run->story;
  json["problem"] = story.last_problem;
  if (!story.last_event.empty())
    json["last"] = {{"event", story.last_event},
                    {"at", story.last_at},
                    {"age_s", OrNull(AgeOf(story.last_at))}};
  return json;
}

/// Nobody has it open and it is not finished: it was killed, has failed, or was stopped.
std::string StandingOf(const pipeline::RunState& run, bool is_open) {
  std::string state = StateOf(run);
  if (state != "finished") state += is_open ? ", going" : ", and nobody works on it";
  return state;
}

void PrintPace(const pipeline::Pace& pace) {
  std::string line = fmt::format("{} since {}", pace.phase, Ago(pace.since));
  if (pace.per_s) line += fmt::format(", {:.1f} records/s", *pace.per_s);
  if (pace.left) line += fmt::format(", {} left", *pace.left);
  if (pace.eta_s)
    line += fmt::format(", {} to go", Lasting(static_cast<Seconds>(std::ceil(*pace.eta_s))));
  fmt::print("Phase    {}\n", line);
}

void PrintRun(const pipeline::RunState& run, const pipeline::WorkspaceStatus& status) {
  fmt::print("Run      {}  {}\n", run.run.id, StandingOf(run, status.process.has_value()));
  fmt::print("Use      {}\n", UseIn(run));
  if (status.pace) PrintPace(*status.pace);
  fmt::print("Holds    {}\n", CountIn(run));
  if (!run.story.last_event.empty())
    fmt::print("Last     {} {}\n", run.story.last_event, Ago(run.story.last_at));
  if (run.story.last_problem.is_object())
    fmt::print("Problem  {} {} {}\n", StringOr(run.story.last_problem, "event"),
               Ago(StringOr(run.story.last_problem, "time")),
               ToPrintable(StringOr(run.story.last_problem, "message")));
  for (const catalog::DeadClass& dead : status.dead)
    fmt::print("Dead     {} {}, the oldest {}\n", dead.letters, dead.error_class,
               Ago(dead.oldest_at));
}

void Print(const pipeline::WorkspaceStatus& status) {
  if (const auto& run = status.run)
    PrintRun(*run, status);
  else
    fmt::print("Run      none yet\n");
  const auto& process = status.process;
  fmt::print("Process  {} has the workspace open\n", process ? std::to_string(*process) : "none");
  if (const auto& free_bytes = status.free_bytes)
    fmt::print("Disk     {} bytes free\n", *free_bytes);
}

int Show(const Globals& globals) {
  const fs::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const auto status = pipeline::ReadStatus(workspace);
  if (!status.ok() && status.error().code == ErrorCode::kNotFound)
    return Fail("A0320", status.error().what, globals.json);
  if (!status.ok()) return Fail(status.error(), globals.json);
  if (globals.json) {
    PrintJson(ToJson(status.value(), workspace));
    return kDone;
  }
  Print(status.value());
  return kDone;
}

}  // namespace

void AddStatus(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command =
      app.add_subcommand("status", "What goes on here now: run, pace, deaths, disk");
  command->callback([&globals, &action] { action = [&globals] { return Show(globals); }; });
}

}  // namespace assay::cli
