// SPDX-License-Identifier: Apache-2.0
#include "assay/store/objects.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

namespace assay::store {
namespace {

namespace fs = std::filesystem;

class ObjectsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-store-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] Objects Open() const { return Objects::Open(folder_).value(); }
  [[nodiscard]] fs::path PathOf(const Digest& digest) const {
    return folder_ / digest.Hex().substr(0, 2) / digest.Hex().substr(2);
  }

 private:
  fs::path folder_;
};

TEST_F(ObjectsTest, GivesBackWhatWasPutAndStoresItOnce) {
  const Objects objects = Open();
  const Digest digest = objects.Put(AsBytes("pack")).value();
  EXPECT_EQ(digest, Sha256("pack"));
  EXPECT_EQ(objects.Put(AsBytes("pack")).value(), digest);
  EXPECT_EQ(AsText(Open().Get(digest).value()), "pack");
  EXPECT_EQ(objects.List().value(), std::vector<Digest>{digest});
}

TEST_F(ObjectsTest, NoticesBytesThatLostTheirDigest) {
  const Objects objects = Open();
  const Digest digest = objects.Put(AsBytes("pack")).value();
  ASSERT_EQ(chmod(PathOf(digest).c_str(), 0600), 0);
  std::ofstream(PathOf(digest)) << "pick";
  EXPECT_EQ(objects.Get(digest).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(objects.Put(AsBytes("pack")).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(objects.Get(Sha256("other")).error().code, ErrorCode::kNotFound);
}

TEST_F(ObjectsTest, ATemporaryFileThatACrashLeftIsNoObjectAndNoObstacle) {
  const Objects objects = Open();
  const Digest digest = Sha256("pack");
  fs::create_directories(PathOf(digest).parent_path());
  std::ofstream(PathOf(digest).string() + ".tmp") << "pa";
  ASSERT_EQ(chmod((PathOf(digest).string() + ".tmp").c_str(), 0444), 0);
  EXPECT_FALSE(objects.Has(digest));
  EXPECT_TRUE(objects.List().value().empty());
  EXPECT_TRUE(objects.Put(AsBytes("pack")).ok());
}

TEST_F(ObjectsTest, ASweepTakesWhatWritersLeftAndNothingElse) {
  const Objects objects = Open();
  const Digest kept = objects.Put(AsBytes("pack")).value();
  const fs::path left = PathOf(Sha256("other")).string() + ".tmp";
  fs::create_directories(left.parent_path());
  std::ofstream(left) << "oth";
  const fs::path foreign = left.parent_path() / "notes.tmp";
  std::ofstream(foreign) << "of somebody else";
  EXPECT_EQ(objects.Sweep().value(), 1U);
  EXPECT_FALSE(fs::exists(left));
  EXPECT_TRUE(fs::exists(foreign));
  EXPECT_TRUE(objects.Get(kept).ok());
  EXPECT_EQ(objects.Sweep().value(), 0U);
}

TEST_F(ObjectsTest, WhatIsRemovedIsGoneWithItsFolderAndMayComeBack) {
  const Objects objects = Open();
  const Digest digest = objects.Put(AsBytes("pack")).value();
  ASSERT_TRUE(objects.Remove(digest).ok());
  EXPECT_FALSE(fs::exists(PathOf(digest).parent_path()));
  EXPECT_TRUE(objects.List().value().empty());
  EXPECT_EQ(objects.Remove(digest).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(objects.Put(AsBytes("pack")).ok());
}

}  // namespace
}  // namespace assay::store
