// SPDX-License-Identifier: Apache-2.0
#include "assay/store/object_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

namespace assay::store {
namespace {

namespace fs = std::filesystem;

class ObjectBatchTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-batch-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    batch_.emplace(ObjectBatch::Open(folder_).value());
  }
  void TearDown() override { fs::remove_all(folder_); }

  Digest Put(std::string_view text) { return batch_->Put(AsBytes(text)).value(); }
  [[nodiscard]] Objects objects() const { return Objects::Open(folder_).value(); }
  [[nodiscard]] std::int64_t Files() const {
    return std::ranges::count_if(fs::recursive_directory_iterator(folder_),
                                 [](const auto& entry) { return entry.is_regular_file(); });
  }

  fs::path folder_;
  std::optional<ObjectBatch> batch_;
};

TEST_F(ObjectBatchTest, ObjectsHaveTheirNamesAfterSyncAndNotBefore) {
  const Digest one = Put("one");
  const Digest two = Put("two");
  EXPECT_EQ(one, Sha256("one"));
  EXPECT_TRUE(objects().List().value().empty());
  ASSERT_TRUE(batch_->Sync().ok());
  EXPECT_EQ(AsText(objects().Get(one).value()), "one");
  EXPECT_EQ(AsText(objects().Get(two).value()), "two");
  EXPECT_EQ(Files(), 2);
}

TEST_F(ObjectBatchTest, TheSameBytesAreStoredOnceWithinABatchAndBeyond) {
  EXPECT_EQ(Put("one"), Put("one"));
  ASSERT_TRUE(batch_->Sync().ok());
  EXPECT_EQ(Put("one"), Sha256("one"));
  ASSERT_TRUE(batch_->Sync().ok());
  EXPECT_EQ(Files(), 1);
}

TEST_F(ObjectBatchTest, WhatWasNotSyncedGoesWithTheBatch) {
  Put("one");
  const ObjectBatch moved = std::move(*batch_);
  EXPECT_EQ(Files(), 1);
  batch_.emplace(ObjectBatch::Open(folder_).value());
  Put("two");
  batch_.reset();
  EXPECT_EQ(Files(), 1);
}

TEST_F(ObjectBatchTest, ReportsADamagedObject) {
  const Digest digest = objects().Put(AsBytes("pack")).value();
  fs::permissions(objects().PathOf(digest), fs::perms::owner_all);
  std::ofstream(objects().PathOf(digest)) << "pick";
  EXPECT_EQ(batch_->Put(AsBytes("pack")).error().code, ErrorCode::kCorrupt);
}

TEST_F(ObjectBatchTest, AFileThatIsLostBeforeSyncIsAnError) {
  fs::remove(objects().PathOf(Put("one")).string() + ".tmp");
  EXPECT_EQ(batch_->Sync().error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace assay::store
