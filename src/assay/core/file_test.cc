// SPDX-License-Identifier: Apache-2.0
#include "assay/core/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace assay {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-file-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

TEST_F(File, WhatIsWrittenIsRead) {
  ASSERT_TRUE(WriteFileDurably(folder() / "a", "bytes", 0600).ok());
  EXPECT_EQ(ReadFile(folder() / "a", 5).value(), "bytes");
  EXPECT_EQ(ReadFile(folder() / "a", 4).error().code, ErrorCode::kExhausted);
  EXPECT_FALSE(fs::exists(folder() / "a.tmp"));
}

TEST_F(File, AFifoIsRefusedInsteadOfWaitedFor) {
  ASSERT_EQ(mkfifo((folder() / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(folder() / "fifo", 10).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(File, ErrorsNameThePathWithoutObeyingIt) {
  const Error error = ReadFile(folder() / "no\nsuch", 10).error();
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_NE(error.what.find("no\\x0asuch"), std::string::npos);
}

TEST(SystemError, SaysWhetherRoomOnTheDiskWouldHelp) {
  EXPECT_TRUE(SystemError(ENOSPC, "writing", "x").is_disk_full);
  EXPECT_TRUE(std::move(SystemError(EDQUOT, "writing", "x")).In("a run").is_disk_full);
  EXPECT_FALSE(SystemError(EMFILE, "opening", "x").is_disk_full);
}

}  // namespace
}  // namespace assay
