// SPDX-License-Identifier: Apache-2.0
#include "assay/release/sink.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "assay/release/sink_fixture_internal.h"
#include "assay/release/sink_internal.h"

namespace assay::release::internal {
namespace {

namespace fs = std::filesystem;

PictureSample Good() { return HardSamples(1).back(); }

ErrorCode CodeOf(const PictureSample& sample) {
  return SampleCheck::Make(HardOptions()).value().Check(sample).error().code;
}

TEST(SampleCheck, TakesEveryHardSample) {
  auto check = SampleCheck::Make(HardOptions()).value();
  for (const PictureSample& sample : HardSamples(5))
    EXPECT_TRUE(check.Check(sample).ok()) << sample.key;
}

TEST(SampleCheck, RefusesKeysThatDoNotAscend) {
  auto check = SampleCheck::Make(HardOptions()).value();
  PictureSample sample = Good();
  sample.key = "b";
  ASSERT_TRUE(check.Check(sample).ok());
  EXPECT_EQ(check.Check(sample).error().code, ErrorCode::kInvalidArgument);
  sample.key = "a";
  EXPECT_EQ(check.Check(sample).error().code, ErrorCode::kInvalidArgument);
  sample.key = "c";
  EXPECT_TRUE(check.Check(sample).ok());
}

TEST(SampleCheck, RefusesWhatWouldMakeAFileNameOfItsOwn) {
  for (const char* ext : {"", "j/g", "JPG", "tar.gz", "..", "a_b", "toolonger"}) {
    PictureSample sample = Good();
    sample.ext = ext;
    EXPECT_EQ(CodeOf(sample), ErrorCode::kInvalidArgument) << ext;
  }
  for (const char* split : {"..", "a/b", "Train", "a-b", "a split"}) {
    PictureSample sample = Good();
    sample.split = split;
    EXPECT_EQ(CodeOf(sample), ErrorCode::kInvalidArgument) << split;
  }
}

TEST(SampleCheck, RefusesWhatTheOptionsDoNotAnnounce) {
  PictureSample sample = Good();
  sample.label = "wolf";
  EXPECT_EQ(CodeOf(sample), ErrorCode::kInvalidArgument);
  sample = Good();
  sample.caption = "\xFF";
  EXPECT_EQ(CodeOf(sample), ErrorCode::kInvalidArgument);
  SinkOptions options = HardOptions();
  options.captions = false;
  EXPECT_EQ(SampleCheck::Make(options).value().Check(Good()).error().code,
            ErrorCode::kInvalidArgument);
  options.labels = {"b", "a"};
  EXPECT_EQ(SampleCheck::Make(options).error().code, ErrorCode::kInvalidArgument);
  options.labels = {"a", "a"};
  EXPECT_EQ(SampleCheck::Make(options).error().code, ErrorCode::kInvalidArgument);
}

TEST(SampleCheck, RefusesTheSeventeenthSplit) {
  auto check = SampleCheck::Make(HardOptions()).value();
  PictureSample sample = Good();
  for (int i = 0; i < 17; ++i) {
    sample.key = fmt::format("{:02}", i);
    sample.split = fmt::format("s{}", i);
    EXPECT_EQ(check.Check(sample).ok(), i < 16) << i;
  }
}

using StagedFolderTest = SinkTest;

TEST_F(StagedFolderTest, AppearsWholeOrNotAtAll) {
  const fs::path set = folder_ / "deep" / "set";
  {
    const StagedFolder staged = StagedFolder::Create(set).value();
    std::ofstream(staged / "a") << "1";
    EXPECT_FALSE(fs::exists(set));
  }
  EXPECT_TRUE(fs::is_empty(folder_ / "deep")) << "without Commit nothing is left";
  StagedFolder staged = StagedFolder::Create(set / "").value();
  std::ofstream(staged / "b") << "2";
  ASSERT_TRUE(staged.Commit().ok());
  EXPECT_EQ(FilesBelow(folder_), (std::map<std::string, std::string>{{"deep/set/b", "2"}}));
}

TEST_F(StagedFolderTest, WhatAKilledWriterLeftIsGone) {
  fs::create_directories(folder_ / "set.assay-tmp" / "train");
  std::ofstream(folder_ / "set.assay-tmp" / "train" / "old") << "1";
  StagedFolder staged = StagedFolder::Create(folder_ / "set").value();
  ASSERT_TRUE(staged.Commit().ok());
  EXPECT_TRUE(FilesBelow(folder_).empty());
}

TEST_F(StagedFolderTest, HasOneWriterAtATime) {
  const StagedFolder first = StagedFolder::Create(folder_ / "set").value();
  std::ofstream(first / "a") << "1";
  EXPECT_EQ(StagedFolder::Create(folder_ / "set").error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(fs::exists(first / "a"));
}

TEST_F(StagedFolderTest, NeverTouchesWhatIsThere) {
  std::ofstream(folder_ / "mine") << "1";
  EXPECT_EQ(StagedFolder::Create(folder_).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(StagedFolder::Create(folder_ / "mine").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(FilesBelow(folder_), (std::map<std::string, std::string>{{"mine", "1"}}));
}

}  // namespace
}  // namespace assay::release::internal
