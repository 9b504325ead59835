// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/references.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "assay/catalog/crawl.h"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

class ReferencesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = fs::path(testing::TempDir()) / fmt::format("references_{}", name);
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] Catalog Open() const { return Catalog::Open(folder_ / "catalog.sqlite").value(); }
  /// What an older or a newer program has done.
  void Execute(const char* sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / "catalog.sqlite").c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
  }
  static RunId Start(Catalog& catalog) {
    return catalog.StartRun({.plan = "{}", .plan_digest = "d", .date = "2026-11-22"}).value().id;
  }
  static std::set<std::string> Texts(Catalog& catalog) {
    std::set<std::string> texts;
    const auto add = [&](std::string_view text) { texts.emplace(text); };
    EXPECT_TRUE(References(catalog).ForEachText(add).ok());
    return texts;
  }

  fs::path folder_;
};

TEST_F(ReferencesTest, EveryTextIsSeenButThoseOfDerivations) {
  Catalog catalog = Open();
  const RunId run = Start(catalog);
  ASSERT_TRUE(catalog
                  .Commit({.run = run,
                           .records = {{.key = "a", .asset = "the asset", .facts = "the facts"}},
                           .situations = {{"s", "a situation"}},
                           .derived = {{"the source", "the recipe", "the picture", "{}"}}})
                  .ok());
  CrawlBatch crawl;
  crawl.probes = {{"https://a", "robots", "at", "{}", "the body"}};
  ASSERT_TRUE(Crawls(catalog).Commit(crawl).ok());
  Execute("CREATE TABLE of_tomorrow (a, b); INSERT INTO of_tomorrow VALUES (7, 'a new text')");
  const auto texts = Texts(catalog);
  for (const char* text : {"the asset", "the facts", "a situation", "the body", "a new text"})
    EXPECT_TRUE(texts.contains(text)) << text;
  for (const char* text : {"the source", "the recipe", "the picture"})
    EXPECT_FALSE(texts.contains(text)) << text;
}

TEST_F(ReferencesTest, DerivationsMayGoWhileTheyAreToldAndAllAreTold) {
  Catalog catalog = Open();
  Batch batch;
  batch.run = Start(catalog);
  constexpr int kRows = 2'500;
  for (int i = 0; i < kRows; ++i)
    batch.derived.push_back({fmt::format("asset {}", i / 2), fmt::format("r{}", i % 2), "m", "{}"});
  ASSERT_TRUE(catalog.Commit(batch).ok());
  References references(catalog);
  std::set<std::string> told;
  std::vector<DerivedRow> useless;
  const auto drop = [&]() -> Status {
    ASSAY_TRY(references.DropDerived(useless));
    useless.clear();
    return Done{};
  };
  const Status all = references.ForEachDerived([&](const DerivedRow& row) -> Status {
    EXPECT_TRUE(told.insert(row.asset + row.recipe).second);
    if (row.recipe == "r0") useless.push_back(row);
    return useless.size() < 100 ? Status(Done{}) : drop();
  });
  ASSERT_TRUE(all.ok());
  ASSERT_TRUE(drop().ok());
  EXPECT_EQ(told.size(), std::size_t{kRows});
  EXPECT_FALSE(catalog.FindDerived("asset 7", "r0").value());
  EXPECT_EQ(catalog.FindDerived("asset 7", "r1").value()->made, "m");
}

TEST_F(ReferencesTest, ARecordMayLieElsewhereAndCountsAsBefore) {
  Catalog catalog = Open();
  const RunId run = Start(catalog);
  ASSERT_TRUE(catalog
                  .Commit({.run = run,
                           .records = {{.key = "a", .locator = "kept:0:1+2:x", .asset = "sha256:a"},
                                       {.key = "b", .locator = "b.jpg"}}})
                  .ok());
  References references(catalog);
  std::vector<RecordPlace> places;
  ASSERT_TRUE(references
                  .ForEachPlace([&](const RecordPlace& place) -> Status {
                    places.push_back(place);
                    return Done{};
                  })
                  .ok());
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0].run, run);
  EXPECT_EQ(places[0].asset, "sha256:a");
  EXPECT_EQ(references.Locator(places[0].id).value(), "kept:0:1+2:x");
  const Relocation elsewhere{places[0].id, "kept:3:1+2:x"};
  ASSERT_TRUE(references.Relocate({&elsewhere, 1}).ok());
  EXPECT_EQ(catalog.FindRecord(run, "a").value()->locator, "kept:3:1+2:x");
  EXPECT_EQ(catalog.FindRecord(run, "b").value()->locator, "b.jpg");
  EXPECT_EQ(catalog.Count(run).value().pending, 2);
  EXPECT_EQ(references.Locator(99).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace assay::catalog
