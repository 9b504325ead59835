// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/releases.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <vector>

#include "assay/catalog/crawl.h"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

class ReleasesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = fs::path(testing::TempDir()) / fmt::format("releases_{}", name);
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path File() const { return folder_ / "catalog.sqlite"; }
  [[nodiscard]] Catalog Open() const { return Catalog::Open(File()).value(); }

  static RunId Run(Catalog& catalog) {
    return catalog.StartRun({.plan = "{}", .plan_digest = "d", .date = "2026-11-22"}).value().id;
  }
  static EachKey Keys(std::vector<std::string> keys) {
    return [keys = std::move(keys)](const auto& take) -> Status {
      for (const std::string& key : keys) ASSAY_TRY(take(key));
      return Done{};
    };
  }
  static ReleaseRow Row(RunId run, const std::string& version, std::int64_t count) {
    return {.name = "photos", .version = version, .run = run, .count = count, .statement = "{}\n"};
  }

  fs::path folder_;
};

TEST_F(ReleasesTest, AKeyTellsItsReleasesAndAWithdrawalCounts) {
  Catalog catalog = Open();
  const RunId run = Run(catalog);
  Releases releases(catalog);
  ASSERT_TRUE(releases.Add(Row(run, "1.0.0", 2), Keys({"https://a/1", "https://a/2"}), {}).ok());
  ASSERT_TRUE(releases.Add(Row(run, "1.1.0", 1), Keys({"https://a/2"}), {}).ok());
  EXPECT_EQ(releases.Latest("photos").value()->version, "1.1.0");
  EXPECT_FALSE(releases.Latest("other").value());
  EXPECT_EQ(releases.Find("photos", "1.0.0").value()->statement, "{}\n");
  EXPECT_EQ(releases.Holding("https://a/1").value().size(), 1U);
  ASSERT_EQ(releases.Holding("https://a/2").value().size(), 2U);
  EXPECT_EQ(releases.Holding("https://a/2").value()[0].withdrawn, 0);
  CrawlBatch batch;
  batch.withdrawals = {{.url = "https://a/1"}, {.url = "https://elsewhere/"}};
  ASSERT_TRUE(Crawls(catalog).Commit(batch).ok());
  EXPECT_EQ(releases.Holding("https://a/1").value()[0].withdrawn, 1);
  const auto all = releases.All().value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].withdrawn, 1);
  EXPECT_EQ(all[1].withdrawn, 0);
}

TEST_F(ReleasesTest, WhatWasSealedIsThereAndSoundWhenTheFileIsOpenedAgain) {
  {
    Catalog catalog = Open();
    const RunId run = Run(catalog);
    ASSERT_TRUE(Releases(catalog).Add(Row(run, "1.0.0", 2), Keys({"a", "b"}), {}).ok());
  }
  Catalog catalog = Open();
  EXPECT_EQ(Releases(catalog).Holding("b").value().size(), 1U);
}

TEST_F(ReleasesTest, ARefusedReleaseLeavesNothing) {
  Catalog catalog = Open();
  const RunId run = Run(catalog);
  Releases releases(catalog);
  const std::string salt(32, 's');
  const OutboxRow leaf{.index = 0, .salt = salt, .payload = "{}", .bytes = "{}"};
  EXPECT_EQ(releases.Add(Row(run, "1.0.0", 2), Keys({"a"}), {leaf}).error().code,
            ErrorCode::kCorrupt);
  EXPECT_FALSE(releases.Add(Row(run, "1.0.0", 2), Keys({"a", "a"}), {leaf}).ok());
  const auto stops = [](const auto&) -> Status { return Error{ErrorCode::kCancelled, "stop"}; };
  EXPECT_EQ(releases.Add(Row(run, "1.0.0", 2), stops, {leaf}).error().code, ErrorCode::kCancelled);
  EXPECT_TRUE(releases.All().value().empty());
  EXPECT_TRUE(releases.Holding("a").value().empty());
  EXPECT_EQ(catalog.NextLeaf().value(), 0);
  ASSERT_TRUE(releases.Add(Row(run, "1.0.0", 1), Keys({"a"}), {leaf}).ok());
  EXPECT_EQ(catalog.NextLeaf().value(), 1);
  EXPECT_EQ(releases.Add(Row(run, "1.0.0", 1), Keys({"b"}), {}).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(ReleasesTest, ACatalogOfAnOlderProgramGetsTheTables) {
  {
    (void)Open();
  }
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(File().c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle,
                         "DROP TABLE release_keys; DROP TABLE releases; DROP TABLE derived;"
                         "DROP TABLE deaths; PRAGMA user_version = 3;",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(handle);
  Catalog catalog = Open();
  EXPECT_TRUE(Releases(catalog).Add(Row(Run(catalog), "1.0.0", 0), Keys({}), {}).ok());
}

}  // namespace
}  // namespace assay::catalog
