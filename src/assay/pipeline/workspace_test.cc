// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/workspace.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "assay/core/file.h"
#include "assay/core/hash.h"
#include "assay/store/objects.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

class WorkspaceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-workspace-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }

  /// A temporary object, as a writer leaves it that is killed.
  [[nodiscard]] fs::path Leave() const {
    const fs::path object =
        store::Objects::Open(root_ / "objects").value().PathOf(Sha256("half of it"));
    fs::create_directories(object.parent_path());
    std::ofstream(object.native() + ".tmp") << "half";
    return object.native() + ".tmp";
  }

  fs::path root_;
};

TEST_F(WorkspaceTest, WhatAKilledProcessLeftHalfWrittenGoes) {
  ASSERT_TRUE(Workspace::Open(root_).ok());
  const fs::path left = Leave();
  std::ofstream(root_ / "lock") << "12345\n";  // whoever was killed did not give it back
  ASSERT_TRUE(Workspace::Open(root_).ok());
  EXPECT_FALSE(fs::exists(left));
}

TEST_F(WorkspaceTest, NobodyLooksForItAfterACleanEnd) {
  ASSERT_TRUE(Workspace::Open(root_).ok());
  EXPECT_EQ(ReadFile(root_ / "lock", 100).value(), "");
  const fs::path left = Leave();
  ASSERT_TRUE(Workspace::Open(root_).ok());
  EXPECT_TRUE(fs::exists(left));
}

TEST_F(WorkspaceTest, AProcessThatIsThereIsNamedAndItsFilesStay) {
  const auto first = Workspace::Open(root_);
  ASSERT_TRUE(first.ok());
  const fs::path left = Leave();
  const auto second = Workspace::Open(root_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(second.error().what.find(std::to_string(getpid())), std::string::npos);
  EXPECT_TRUE(fs::exists(left));
}

}  // namespace
}  // namespace assay::pipeline
