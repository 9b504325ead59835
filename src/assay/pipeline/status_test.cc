// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/status.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

class StatusTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-status-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }

  /// A run of the plan "p" with `dead` dead letters and one record that waits.
  static catalog::RunId Run(Workspace& workspace, int dead, const std::string& finished_at) {
    catalog::Batch batch;
    batch.run = workspace.catalog().StartRun({.plan = "{}", .plan_digest = "p"}).value().id;
    batch.records.push_back({.key = "waits"});
    for (int i = 0; i < dead; ++i) {
      const std::string key = std::to_string(i);
      batch.records.push_back({.key = key, .state = catalog::State::kDead});
      batch.dead.push_back({.key = key,
                            .step = "inspect",
                            .error_class = i % 3 == 0 ? "resource" : "input",
                            .code = "truncated",
                            .first_at = "2026-11-22T10:00:0" + std::to_string(9 - i) + "Z"});
    }
    batch.finished_at = finished_at;
    EXPECT_TRUE(workspace.Commit(batch).ok());
    return batch.run;
  }

  fs::path root_;
};

RunState Going(PhaseTime phase) {
  RunState state;
  state.story.phases = {{.phase = "inspect", .seconds = 3}, std::move(phase)};
  return state;
}

TEST_F(StatusTest, OnlyWhoHoldsTheLockIsNamed) {
  EXPECT_FALSE(HolderOf(root_));
  {
    const auto lock = WorkspaceLock::Take(root_ / "lock");
    ASSERT_TRUE(lock.ok());
    EXPECT_EQ(HolderOf(root_), std::optional<std::int64_t>(getpid()));
    EXPECT_FALSE(WorkspaceLock::Take(root_ / "lock").ok()) << "asking gave nothing away";
  }
  EXPECT_FALSE(HolderOf(root_));
  std::ofstream(root_ / "lock") << getpid() << "\n";  // as one leaves it that was killed
  EXPECT_FALSE(HolderOf(root_));
}

TEST_F(StatusTest, TellsTheNewestRunAndItsDeadByClass) {
  EXPECT_EQ(ReadStatus(root_).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(fs::is_empty(root_)) << "looking made nothing";
  Workspace workspace = Workspace::Open(root_).value();
  EXPECT_FALSE(ReadStatus(root_).value().run);
  Run(workspace, 1, "2026-11-22T10:00:00Z");
  const catalog::RunId newest = Run(workspace, 5, "");
  const WorkspaceStatus status = ReadStatus(root_).value();
  EXPECT_EQ(status.run->run.id, newest);
  EXPECT_EQ(status.run->count.dead, 5);
  EXPECT_EQ(status.process, std::optional<std::int64_t>(getpid()));
  EXPECT_GT(status.free_bytes.value_or(0), 0U);
  ASSERT_EQ(status.dead.size(), 2U);
  EXPECT_EQ(status.dead[0].error_class, "input");
  EXPECT_EQ(status.dead[0].letters, 3);
  EXPECT_EQ(status.dead[0].oldest_at, "2026-11-22T10:00:05Z");
  EXPECT_EQ(status.dead[1].letters, 2);
  EXPECT_FALSE(status.pace) << "no log";
}

TEST_F(StatusTest, WhatTheRunBeforeHadIsExpectedOfThisOne) {
  Workspace workspace = Workspace::Open(root_).value();
  Run(workspace, 9, "2026-11-22T10:00:00Z");  // ten records
  const catalog::RunId newest = Run(workspace, 1, "");
  const fs::path log = workspace.layout().runs() / std::to_string(newest);
  fs::create_directories(log);
  std::ofstream(log / "log.jsonl")
      << R"({"time":"t1","run":2,"level":"info","event":"phase.begun","phase":"inspect"})" << "\n"
      << R"({"time":"t2","run":2,"level":"info","event":"phase.going","phase":"inspect",)"
      << R"("records":2,"seconds":0.5})" << "\n";
  const Pace pace = ReadStatus(root_).value().pace.value();
  EXPECT_EQ(pace.phase, "inspect");
  EXPECT_EQ(pace.since, "t1");
  EXPECT_EQ(pace.per_s, 4.0);
  EXPECT_EQ(pace.left, 8);
  EXPECT_EQ(pace.eta_s, 2.0);
}

TEST(PaceOf, FollowsWhatTheLogToldLast) {
  const PhaseTime decide{
      .phase = "decide", .since = "t", .told_records = 300, .told_total = 1'000, .told_s = 10};
  const Pace pace = PaceOf(Going(decide), std::nullopt).value();
  EXPECT_EQ(pace.per_s, 30.0);
  EXPECT_EQ(pace.left, 700);
  EXPECT_NEAR(*pace.eta_s, 23.33, 0.01);
}

TEST(PaceOf, SaysNothingThatNobodyKnows) {
  const Pace fresh = PaceOf(Going({.phase = "compare", .since = "t"}), std::nullopt).value();
  EXPECT_FALSE(fresh.per_s);
  EXPECT_FALSE(fresh.left);
  EXPECT_FALSE(fresh.eta_s);
  EXPECT_FALSE(PaceOf(Going({.phase = "decide"}), 7)) << "that phase has ended";
  RunState finished = Going({.phase = "decide", .since = "t"});
  finished.run.finished_at = "t2";
  EXPECT_FALSE(PaceOf(finished, 7));
}

}  // namespace
}  // namespace assay::pipeline
