// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/crawl_output.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "assay/catalog/crawl.h"
#include "assay/core/json.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

catalog::UrlRow Row(const std::string& url, const std::string& kind, const Json& visit) {
  catalog::UrlRow row;
  row.url = url;
  row.host = "shop.example";
  row.kind = kind;
  row.state = catalog::UrlState::kFetched;
  row.visit = Canonical(visit);
  return row;
}

TEST(OpenCrawl, APictureIsWhatCameAsOneHoweverItWasFound) {
  const fs::path folder = fs::path(testing::TempDir()) / "crawl_output";
  fs::remove_all(folder);
  {
    Workspace workspace = Workspace::Open(folder).value();
    catalog::Crawls crawls(workspace.catalog());
    const std::string asset = "sha256:" + std::string(64, 'a');
    const Json image = {{"media_type", "image/png"}, {"asset", asset}};
    const Json page = {{"media_type", "text/html"}, {"asset", asset}, {"verdict", "review"}};
    const Json broken = {{"media_type", "image/png"}, {"asset", asset}, {"problem", "cut.length"}};
    catalog::CrawlBatch batch;
    batch.crawl = crawls.Start({.plan = "{}", .plan_digest = "d"}).value().id;
    batch.found = {Row("https://shop.example/linked", "page", image),
                   Row("https://shop.example/shown", "picture", image),
                   Row("https://shop.example/text", "picture", page),
                   Row("https://shop.example/broken", "picture", broken)};
    ASSERT_TRUE(crawls.Commit(batch).ok());
    batch.done = std::move(batch.found);
    batch.found.clear();
    ASSERT_TRUE(crawls.Commit(batch).ok());
    std::set<std::string> keys;
    const auto source = OpenCrawl(workspace, batch.crawl);
    for (auto item = source->Next(); item.ok() && item.value(); item = source->Next())
      keys.insert(item.value()->record.key);
    EXPECT_EQ(keys,
              (std::set<std::string>{"https://shop.example/linked", "https://shop.example/shown"}));
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace assay::pipeline
