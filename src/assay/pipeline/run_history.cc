// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/run_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

#include "assay/catalog/releases.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

/// There may be a million of these. "event" stands among the first members.
bool IsOfOneRecord(std::string_view line) {
  constexpr std::size_t kHead_bytes = 128;
  const std::string_view head = line.substr(0, kHead_bytes);
  return head.find(R"("event":"record.dead")") != std::string_view::npos ||
         head.find(R"("event":"release.left_out")") != std::string_view::npos;
}

PhaseTime& PhaseOf(RunStory& story, const std::string& phase) {
  const auto found = std::ranges::find(story.phases, phase, &PhaseTime::phase);
  return found == story.phases.end() ? story.phases.emplace_back(PhaseTime{.phase = phase})
                                     : *found;
}

bool IsProblem(std::string_view event) {
  return event == "run.failed" || event == "run.stopped" || event == "disk.full" ||
         event == "disk.waiting" || event == "expect.unmet";
}

double NumberOr(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_number() ? found->get<double>() : 0;
}

void Tell(RunStory& story, const Json& line) {
  const std::string event = StringOr(line, "event");
  const std::string phase = StringOr(line, "phase");
  story.last_at = StringOr(line, "time");
  story.last_event = event;
  if (event == "run.started" || event == "run.resumed") {
    ++story.starts;
    for (PhaseTime& each : story.phases) each.since.clear();  // a killed start ended nothing
  } else if (event == "phase.begun") {
    PhaseTime& time = PhaseOf(story, phase);
    time = {phase, time.seconds, time.records, story.last_at};
  } else if (event == "phase.going") {
    PhaseTime& time = PhaseOf(story, phase);
    time.told_records = static_cast<std::int64_t>(NumberOr(line, "records"));
    time.told_total =
        line.contains("total") ? static_cast<std::int64_t>(NumberOr(line, "total")) : -1;
    time.told_s = NumberOr(line, "seconds");
  } else if (event == "phase.ended") {
    PhaseTime& time = PhaseOf(story, phase);
    time.since.clear();
    time.seconds += NumberOr(line, "seconds");
    time.records += static_cast<std::int64_t>(NumberOr(line, "records"));
  } else if (event == "run.finished") {
    if (NumberOr(line, "unmet") == 0) story.last_problem = nullptr;
    story.release = line.value("release", Json());
  } else if (IsProblem(event)) {
    story.last_problem = line;
  }
}

Json Brief(const catalog::ReleaseRow& row) {
  return {{"name", row.name}, {"version", row.version}, {"root", row.root}};
}

/// A release that was there already belongs to an earlier run: of that only the log knows.
Json ReleaseOf(const std::vector<catalog::ReleaseState>& releases, const RunState& state) {
  for (auto at = releases.rbegin(); at != releases.rend(); ++at) {
    if (at->release.run == state.run.id) return Brief(at->release);
  }
  if (!state.story.release.is_object()) return {};
  const Json& told = state.story.release;
  return {{"name", StringOr(told, "name")},
          {"version", StringOr(told, "version")},
          {"root", StringOr(told, "root")}};
}

/// What the runs of one workspace are read from.
struct Reader {
  Layout layout;
  catalog::Catalog catalog;
  std::vector<catalog::ReleaseState> releases;

  static Result<Reader> Open(const fs::path& workspace) {
    const Layout layout{workspace};
    std::error_code unknown;
    if (!fs::exists(layout.catalog(), unknown))
      return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
    ASSAY_LET(catalog::Catalog catalog,
              catalog::Catalog::Open(layout.catalog(), catalog::Check::kSchema));
    ASSAY_LET(auto releases, catalog::Releases(catalog).All());
    return Reader{layout, std::move(catalog), std::move(releases)};
  }

  [[nodiscard]] Result<RunState> Read(catalog::Run run) const {
    RunState state;
    ASSAY_LET(state.count, catalog.Count(run.id));
    ASSAY_LET(state.dead, catalog.CountDead(run.id));
    state.story = ReadStory(layout.runs() / std::to_string(run.id) / "log.jsonl");
    state.run = std::move(run);
    state.release = ReleaseOf(releases, state);
    return state;
  }
};

}  // namespace

RunStory ReadStory(const fs::path& file) {
  RunStory story;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || IsOfOneRecord(line)) continue;
    const auto parsed = ParseJson(line);
    if (parsed.ok() && parsed.value().is_object())
      Tell(story, parsed.value());
    else
      ++story.unreadable;
  }
  return story;
}

Result<std::vector<RunState>> AllRuns(const fs::path& workspace) {
  ASSAY_LET(const Reader reader, Reader::Open(workspace));
  ASSAY_LET(const auto latest, reader.catalog.LatestRun());
  std::vector<RunState> states;
  for (catalog::RunId id = 1; latest && id <= latest->id; ++id) {
    ASSAY_LET(auto run, reader.catalog.FindRun(id));
    if (!run) continue;
    ASSAY_LET(RunState state, reader.Read(std::move(*run)));
    states.push_back(std::move(state));
  }
  return states;
}

Result<RunState> OneRun(const fs::path& workspace, catalog::RunId only) {
  ASSAY_LET(const Reader reader, Reader::Open(workspace));
  ASSAY_LET(auto run, only == 0 ? reader.catalog.LatestRun() : reader.catalog.FindRun(only));
  if (!run && only == 0) return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
  if (!run) return Error{ErrorCode::kNotFound, fmt::format("there is no run {}", only)};
  return reader.Read(std::move(*run));
}

}  // namespace assay::pipeline
