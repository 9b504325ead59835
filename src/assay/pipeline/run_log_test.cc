// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/run_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

class RunLogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-run-log-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }

  [[nodiscard]] std::vector<std::string> Lines() const {
    std::ifstream file(root_ / "7" / "log.jsonl");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  fs::path root_;
  std::vector<std::string> told_;
  RunLog log_{[this](const std::string& what) { told_.push_back(what); }};
};

TEST_F(RunLogTest, WritesOneLineAnEventAndThePlanOnce) {
  log_.Note(Level::kInfo, "too.early");
  log_.Open(root_ / "7", 7, "{}");
  log_.Note(Level::kInfo, "run.started");
  log_.Note(Level::kError, "record.dead", {{"key", "a \"b\".jpg"}, {"code", "bomb"}});
  RunLog second;
  second.Open(root_ / "7", 7, "another plan");
  second.Note(Level::kWarn, "run.stopped");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 3U);
  const Json dead = ParseJson(lines[1]).value();
  EXPECT_EQ(dead.at("run"), 7);
  EXPECT_EQ(dead.at("level"), "error");
  EXPECT_EQ(dead.at("event"), "record.dead");
  EXPECT_EQ(dead.at("key"), "a \"b\".jpg");
  EXPECT_EQ(dead.at("time").get<std::string>().size(), std::string("2026-11-22T00:00:00Z").size());
  EXPECT_EQ(ParseJson(lines[2]).value().at("event"), "run.stopped");
  EXPECT_EQ(ReadFile(root_ / "7" / "plan.json", 100).value(), "{}\n");
  EXPECT_TRUE(told_.empty());
}

TEST_F(RunLogTest, EndsTheTornLineOfAKilledProcess) {
  fs::create_directories(root_ / "7");
  std::ofstream(root_ / "7" / "log.jsonl") << "{\"time\":\"2026-11-22T00:00:00Z\",\"ev";
  log_.Open(root_ / "7", 7, "{}");
  log_.Note(Level::kInfo, "run.resumed");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(ParseJson(lines[1]).value().at("event"), "run.resumed");
}

TEST_F(RunLogTest, TellsOnceWhatItCannotWriteAndFailsNothing) {
  std::ofstream(root_ / "7") << "in the way";
  log_.Open(root_ / "7", 7, "{}");
  log_.Note(Level::kInfo, "run.started");
  log_.Open(root_ / "7", 7, "{}");
  EXPECT_EQ(told_.size(), 1U);
}

// /dev/full refuses every byte: a disk that is full.
TEST_F(RunLogTest, KeepsWhatAFullDiskRefuses) {
  fs::create_directories(root_ / "7");
  fs::create_symlink("/dev/full", root_ / "7" / "log.jsonl");
  log_.Open(root_ / "7", 7, "{}");
  for (int i = 0; i < 3; ++i) log_.Note(Level::kError, "disk.full");
  EXPECT_EQ(told_.size(), 1U);
}

}  // namespace
}  // namespace assay::pipeline
