// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/crawl.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <vector>

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

class CrawlsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(testing::TempDir()) /
        (std::string("crawls_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path File() const { return folder_ / "catalog.sqlite"; }
  Catalog Open() { return Catalog::Open(File()).value(); }

  static CrawlId Begin(Crawls& crawls, const std::string& digest = "d") {
    return crawls.Start({.plan = "{}", .plan_digest = digest, .date = "2026-11-22"}).value().id;
  }
  static UrlRow Url(const std::string& host, const std::string& path) {
    return {.url = fmt::format("https://{}{}", host, path), .host = host, .kind = "page"};
  }

  fs::path folder_;
};

TEST_F(CrawlsTest, AnAddressIsQueuedOnceAndLeavesTheQueueOnce) {
  Catalog catalog = Open();
  Crawls crawls(catalog);
  const CrawlId crawl = Begin(crawls);
  ASSERT_TRUE(crawls.Commit({.crawl = crawl, .found = {Url("a", "/1"), Url("a", "/1")}}).ok());
  ASSERT_TRUE(crawls.Commit({.crawl = crawl, .found = {Url("a", "/1"), Url("b", "/2")}}).ok());
  EXPECT_EQ(crawls.Count(crawl).value().queued, 2);
  UrlRow done = Url("a", "/1");
  done.state = UrlState::kFetched;
  done.visit = R"({"status":200})";
  ASSERT_TRUE(crawls.Commit({.crawl = crawl, .done = {done}}).ok());
  EXPECT_EQ(crawls.Commit({.crawl = crawl, .done = {done}}).error().code, ErrorCode::kCorrupt);
  ASSERT_TRUE(crawls.Commit({.crawl = crawl, .found = {Url("a", "/1")}}).ok());
  const CrawlCounts counts = crawls.Count(crawl).value();
  EXPECT_EQ(counts.seen, 2);
  EXPECT_EQ(counts.queued, 1);
  EXPECT_EQ(counts.fetched, 1);
  EXPECT_EQ(crawls.FindUrl(crawl, "https://a/1").value()->visit, done.visit);
}

TEST_F(CrawlsTest, TheQueueOfAHostIsInTheOrderOfItsFinds) {
  Catalog catalog = Open();
  Crawls crawls(catalog);
  const CrawlId crawl = Begin(crawls);
  CrawlBatch batch{.crawl = crawl};
  for (int i = 0; i < 9; ++i)
    batch.found.push_back(Url(i % 2 == 0 ? "even" : "odd", fmt::format("/{}", i)));
  ASSERT_TRUE(crawls.Commit(batch).ok());
  EXPECT_EQ(crawls.Hosts(crawl).value(), (std::vector<std::string>{"even", "odd"}));
  const auto first = crawls.Queue(crawl, "even", 0, 3).value();
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first[2].url, "https://even/4");
  const auto rest = crawls.Queue(crawl, "even", first.back().id, 9).value();
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[1].url, "https://even/8");
  EXPECT_TRUE(crawls.Hosts(crawl + 1).value().empty());
}

TEST_F(CrawlsTest, ABatchIsTrueAsAWholeOrNotAtAll) {
  Catalog catalog = Open();
  Crawls crawls(catalog);
  const CrawlId crawl = Begin(crawls);
  UrlRow never = Url("a", "/never");
  never.state = UrlState::kFailed;
  const CrawlBatch batch{.crawl = crawl,
                         .found = {Url("a", "/1")},
                         .done = {never},
                         .probes = {{"https://a", "robots", "t", "{}", ""}},
                         .cursor = "{}"};
  EXPECT_FALSE(crawls.Commit(batch).ok());
  EXPECT_EQ(crawls.Count(crawl).value().seen, 0);
  EXPECT_TRUE(crawls.ProbedOrigins().value().empty());
}

TEST_F(CrawlsTest, AnUnfinishedCrawlOfAnEqualPlanIsFoundAgain) {
  CrawlId crawl = 0;
  {
    Catalog catalog = Open();
    Crawls crawls(catalog);
    crawl = Begin(crawls, "plan");
    ASSERT_TRUE(crawls.Commit({.crawl = crawl, .cursor = R"({"at":1})"}).ok());
  }
  Catalog catalog = Open();
  Crawls crawls(catalog);
  EXPECT_EQ(crawls.Unfinished("plan").value()->cursor, R"({"at":1})");
  EXPECT_FALSE(crawls.Unfinished("other").value());
  ASSERT_TRUE(crawls.Commit({.crawl = crawl, .finished_at = "now"}).ok());
  EXPECT_FALSE(crawls.Unfinished("plan").value());
  EXPECT_EQ(crawls.Latest().value()->id, crawl);
}

TEST_F(CrawlsTest, TheNewestVisitAndProbeCount) {
  Catalog catalog = Open();
  Crawls crawls(catalog);
  const CrawlId crawl = Begin(crawls);
  for (const char* tag : {"\"1\"", "\"2\""}) {
    ASSERT_TRUE(crawls
                    .Commit({.crawl = crawl,
                             .probes = {{"https://a", "robots", tag, "{}", ""}},
                             .visits = {{"https://a/", "t", "sha256:0", tag, "", "[]"}}})
                    .ok());
  }
  EXPECT_EQ(crawls.FindVisit("https://a/").value()->etag, "\"2\"");
  EXPECT_FALSE(crawls.FindVisit("https://a/x").value());
  const auto probes = crawls.Probes("https://a").value();
  ASSERT_EQ(probes.size(), 1U);
  EXPECT_EQ(probes[0].at, "\"2\"");
}

TEST_F(CrawlsTest, WhatIsRememberedIsReplacedAndForgotten) {
  Catalog catalog = Open();
  Crawls crawls(catalog);
  const CrawlId crawl = Begin(crawls);
  const RefusalRow refusal{"https://a/x", "t", R"([["X-Robots-Tag","noai"]])", "{}", 4};
  HistoryRow history{"https://a", "https://archive/", "2026-01-15", "https://a/t", "asked", "{}"};
  ASSERT_TRUE(crawls
                  .Commit({.crawl = crawl,
                           .hosts = {{"a", "2026-01-15T00:00:00Z", 5'000, 2, "retry_after"}},
                           .refusals = {refusal},
                           .histories = {history}})
                  .ok());
  EXPECT_EQ(crawls.FindHost("a").value()->back_off_ms, 5'000);
  EXPECT_EQ(crawls.FindRefusal("https://a/x").value()->leaf, 4);
  history.state = "told";
  ASSERT_TRUE(crawls
                  .Commit({.crawl = crawl,
                           .visits = {{"https://a/x", "t", "sha256:0", "", "", "[]"}},
                           .hosts = {{.host = "a"}},
                           .histories = {history}})
                  .ok());
  EXPECT_FALSE(crawls.FindHost("a").value());
  EXPECT_FALSE(crawls.FindRefusal("https://a/x").value());
  ASSERT_EQ(crawls.Histories("https://a").value().size(), 1U);
  EXPECT_EQ(crawls.Histories("https://a").value()[0].state, "told");
  history.state = "guessed";
  EXPECT_FALSE(crawls.Commit({.crawl = crawl, .histories = {history}}).ok());
}

TEST_F(CrawlsTest, ACatalogOfAnOlderProgramGetsTheTables) {
  {
    (void)Open();
  }
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(File().c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(
      sqlite3_exec(
          handle,
          "DROP TABLE frontier; DROP TABLE crawls; DROP TABLE probes;"
          "DROP TABLE visits; DROP TABLE origins; DROP TABLE withdrawals; DROP TABLE hosts;"
          "DROP TABLE refusals; DROP TABLE histories; DROP TABLE release_keys;"
          "DROP TABLE releases; DROP TABLE derived; DROP TABLE deaths; PRAGMA user_version = 1;",
          nullptr, nullptr, nullptr),
      SQLITE_OK);
  {
    Catalog catalog = Open();
    Crawls crawls(catalog);
    EXPECT_EQ(Begin(crawls), 1);
  }
  ASSERT_EQ(
      sqlite3_exec(
          handle,
          "DROP TABLE hosts; DROP TABLE refusals; DROP TABLE histories;"
          "DROP TABLE release_keys; DROP TABLE releases; DROP TABLE derived; DROP TABLE deaths;"
          "PRAGMA user_version = 2;",
          nullptr, nullptr, nullptr),
      SQLITE_OK);
  sqlite3_close(handle);
  Catalog catalog = Open();
  Crawls crawls(catalog);
  EXPECT_EQ(crawls.All().value().size(), 1U);
  EXPECT_TRUE(crawls.Histories("https://a").value().empty());
}

}  // namespace
}  // namespace assay::catalog
