// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/run_history.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "assay/pipeline/run.h"
#include "assay/pipeline/run_events_internal.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

/// The story of a log with these lines.
RunStory Story(std::string_view text) {
  std::string pattern = fs::temp_directory_path() / "assay-story-XXXXXX";
  const int file = mkstemp(pattern.data());
  close(file);
  std::ofstream(pattern) << text;
  RunStory story = ReadStory(pattern);
  fs::remove(pattern);
  return story;
}

TEST(ReadStory, AddsUpTheTimesOfAPhaseOverAllStarts) {
  const RunStory story = Story(R"({"time":"t1","run":1,"level":"info","event":"run.started"}
{"time":"t2","run":1,"level":"info","event":"phase.begun","phase":"inspect"}
{"time":"t3","run":1,"level":"warn","event":"phase.ended","phase":"inspect","records":3,"seconds":1.5}
{"time":"t3","run":1,"level":"warn","event":"run.stopped","signal":15}
{"time":"t4","run":1,"level":"info","event":"run.resumed"}
{"time":"t5","run":1,"level":"info","event":"phase.begun","phase":"inspect"}
{"time":"t6","run":1,"level":"info","event":"phase.ended","phase":"inspect","records":4,"seconds":2}
{"time":"t7","run":1,"level":"info","event":"phase.begun","phase":"compare"}
)");
  EXPECT_EQ(story.starts, 2);
  ASSERT_EQ(story.phases.size(), 2U);
  EXPECT_EQ(story.phases[0].phase, "inspect");
  EXPECT_EQ(story.phases[0].seconds, 3.5);
  EXPECT_EQ(story.phases[0].records, 7);
  EXPECT_EQ(story.phases[0].since, "");
  EXPECT_EQ(story.phases[1].since, "t7");
  EXPECT_EQ(story.last_at, "t7");
  EXPECT_EQ(StringOr(story.last_problem, "event"), "run.stopped");
}

TEST(ReadStory, PassesOverWhatIsTornAndWhatItDoesNotKnow) {
  const RunStory story = Story(
      "{\"time\":\"t0\",\"run\":1,\"lev\n\nnull\n"
      "{\"time\":\"t1\",\"run\":1,\"level\":\"info\",\"event\":\"of.tomorrow\",\"phase\":7}\n"
      "{\"time\":\"t2\",\"run\":1,\"level\":\"info\",\"event\":\"phase.ended\",\"phase\":\"x\","
      "\"seconds\":\"many\",\"records\":{}}\n"
      "{\"time\":\"t2\",\"run\":1,\"level\":\"info\",\"event\":\"run.finished\",\"release\":{"
      "\"name\":\"a\"}}\n"
      "{\"time\":\"t3");
  EXPECT_EQ(story.unreadable, 3);
  EXPECT_EQ(story.last_event, "run.finished");
  EXPECT_EQ(StringOr(story.release, "name"), "a");
}

TEST(ReadStory, KnowsHowFarTheStartIsThatGoes) {
  const std::string begun =
      R"({"time":"t1","run":1,"level":"info","event":"phase.begun","phase":"decide"})";
  const std::string going =
      R"({"time":"t2","run":1,"level":"info","event":"phase.going","phase":"decide",)"
      R"("records":40,"seconds":10.5,"total":90})";
  const RunStory story = Story(begun + "\n" + going + "\n");
  ASSERT_EQ(story.phases.size(), 1U);
  EXPECT_EQ(story.phases[0].since, "t1");
  EXPECT_EQ(story.phases[0].told_records, 40);
  EXPECT_EQ(story.phases[0].told_total, 90);
  EXPECT_EQ(story.phases[0].told_s, 10.5);
  EXPECT_EQ(story.phases[0].records, 0) << "it has not ended";
  const RunStory again = Story(begun + "\n" + going + "\n" + begun + "\n");
  EXPECT_EQ(again.phases[0].told_records, 0) << "another start knows nothing of that one";
  EXPECT_EQ(again.phases[0].told_total, -1);
}

TEST(NoteProgress, WritesWhatReadStoryReads) {
  std::string folder = fs::temp_directory_path() / "assay-going-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  RunLog log;
  log.Open(folder, 1, "{}");
  Progress progress;
  progress.phase = "inspect";
  progress.done = 7;
  internal::NoteProgress(log, progress, 2.25);
  progress.phase = "build";
  progress.total = 9;
  internal::NoteProgress(log, progress, 3);
  const RunStory story = ReadStory(fs::path(folder) / "log.jsonl");
  ASSERT_EQ(story.phases.size(), 2U);
  EXPECT_EQ(story.phases[0].told_records, 7);
  EXPECT_EQ(story.phases[0].told_total, -1);
  EXPECT_EQ(story.phases[0].told_s, 2.25);
  EXPECT_EQ(story.phases[1].told_total, 9);
  EXPECT_EQ(story.last_event, "phase.going");
  fs::remove_all(folder);
}

TEST(ReadStory, TellsNothingOfAMissingLog) { EXPECT_EQ(ReadStory("/nowhere/log.jsonl").starts, 0); }

}  // namespace
}  // namespace assay::pipeline
