// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "assay/acquire/web_url.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "assay/table/writer.h"

namespace assay::pipeline {
namespace {

using catalog::UrlRow;
using catalog::UrlState;
using table::Cell;
using table::ColumnType;

/// One product in one round.
struct Observation {
  Json product;
  std::string page;
  std::string at;
  std::string record;  ///< WARC record of the bytes
  std::int64_t leaf = -1;
};
using Round = std::map<std::string, Observation>;  ///< by KeyOf

/// What names a product from round to round.
std::string KeyOf(const Json& product, const std::string& page) {
  for (const char* name : {"gtin", "sku", "url"})
    if (std::string text = StringOr(product, name); !text.empty())
      return fmt::format("{}:{}", name, text);
  return fmt::format("page:{}#{}", page, StringOr(product, "name"));
}

std::vector<table::Column> SeriesColumns() {
  return {{"round", ColumnType::kInt64},      {"product", ColumnType::kText},
          {"name", ColumnType::kText},        {"price", ColumnType::kText},
          {"currency", ColumnType::kText},    {"price_low", ColumnType::kText},
          {"price_high", ColumnType::kText},  {"availability", ColumnType::kText},
          {"observed_at", ColumnType::kText}, {"page", ColumnType::kText},
          {"warc_record", ColumnType::kText}, {"leaf", ColumnType::kInt64}};
}

Cell TextIn(const Json& object, const char* name) {
  std::string text = StringOr(object, name);
  return text.empty() ? Cell() : Cell(std::move(text));
}

/// Reads the rounds of one series, oldest first, and writes them.
class Series {
 public:
  Series(catalog::Crawls crawls, table::ParquetWriter writer)
      : crawls_(crawls), writer_(std::move(writer)) {}

  Status Add(const catalog::CrawlRow& crawl) {
    before_ = std::exchange(now_, {});
    looked_at_.clear();
    ++rounds_;
    const auto add = [this](const UrlRow& row) { return Take(row); };
    ASSAY_TRY(crawls_.ForEachUrl(crawl.id, add));
    for (const auto& [key, one] : now_) {
      ++observations_;
      ASSAY_TRY(writer_.Append({crawl.id, key, TextIn(one.product, "name"),
                                TextIn(one.product, "price"), TextIn(one.product, "currency"),
                                TextIn(one.product, "price_low"), TextIn(one.product, "price_high"),
                                TextIn(one.product, "availability"), one.at, one.page,
                                one.record.empty() ? Cell() : Cell(one.record), one.leaf}));
    }
    return Done{};
  }

  Status Finish() { return writer_.Finish(); }
  [[nodiscard]] Json Changes() const;

 private:
  /// A page that is unchanged offers what it offered when it was read last.
  Status Take(const UrlRow& row) {
    if (row.state != UrlState::kFetched && row.state != UrlState::kUnchanged) return Done{};
    ASSAY_LET(const Json visit, ParseJson(row.visit));
    looked_at_[row.url] = true;
    const bool is_read = visit.contains("products");
    if (is_read) pages_[row.url] = visit.at("products");
    const auto page = pages_.find(row.url);
    if (page == pages_.end()) return Done{};
    for (const Json& product : page->second) {
      Observation one;
      one.product = product;
      one.page = row.url;
      one.at = StringOr(visit, "at");
      one.record = StringOr(visit.value("warc", Json::object()), "record");
      one.leaf = row.leaf;
      now_.emplace(KeyOf(product, row.url), std::move(one));  // the first page that names it
    }
    return Done{};
  }

  catalog::Crawls crawls_;
  table::ParquetWriter writer_;
  std::map<std::string, Json> pages_;  ///< products by page, as read last
  std::map<std::string, bool> looked_at_;
  Round before_;
  Round now_;
  std::int64_t rounds_ = 0;
  std::int64_t observations_ = 0;
};

Json Named(const std::string& key, const Observation& one) {
  return {{"product", key}, {"name", StringOr(one.product, "name")}, {"page", one.page}};
}

Json Series::Changes() const {
  Json changes = {{"schema", "assay.watch/1"},     {"rounds", rounds_},
                  {"observations", observations_}, {"products", now_.size()},
                  {"changed", Json::array()},      {"new", Json::array()},
                  {"gone", Json::array()},         {"lost", Json::array()}};
  if (rounds_ < 2) return changes;
  for (const auto& [key, one] : now_) {
    const auto was = before_.find(key);
    if (was == before_.end()) {
      changes["new"].push_back(Named(key, one));
      continue;
    }
    for (const char* what : {"price", "price_low", "price_high", "currency", "availability"}) {
      const std::string from = StringOr(was->second.product, what);
      const std::string to = StringOr(one.product, what);
      if (from == to) continue;
      Json change = Named(key, one);
      change.update({{"what", what}, {"from", from}, {"to", to}});
      changes["changed"].push_back(std::move(change));
    }
  }
  for (const auto& [key, one] : before_) {
    if (now_.contains(key)) continue;
    changes[looked_at_.contains(one.page) ? "gone" : "lost"].push_back(Named(key, one));
  }
  return changes;
}

Result<Json> WriteSeries(Workspace& workspace, const std::string& series,
                         const std::filesystem::path& out) {
  std::error_code failed;
  std::filesystem::create_directories(out, failed);
  ASSAY_LET(auto writer, table::ParquetWriter::Create(out / "prices.parquet", SeriesColumns()));
  catalog::Crawls crawls(workspace.catalog());
  Series rounds(crawls, std::move(writer));
  ASSAY_LET(const auto all, crawls.All());
  for (const catalog::CrawlRow& crawl : all) {
    ASSAY_LET(const std::string its_series, SeriesOf(crawl));
    if (its_series == series && !crawl.finished_at.empty()) ASSAY_TRY(rounds.Add(crawl));
  }
  ASSAY_TRY(rounds.Finish());
  Json changes = rounds.Changes();
  ASSAY_TRY(WriteFileDurably(out / "changes.json", changes.dump(2) + "\n"));
  return changes;
}

}  // namespace

Result<std::string> StopsWatch(Workspace& workspace, const CrawlPlan& plan) {
  catalog::Crawls crawls(workspace.catalog());
  for (const std::string& seed : plan.seeds) {
    ASSAY_LET(const acquire::WebUrl url, acquire::WebUrl::Parse(seed));
    ASSAY_LET(const auto origin, crawls.FindOrigin(url.Origin()));
    if (!origin) continue;
    if (IsReopened(*origin))
      return fmt::format("the terms of {} have changed since they were cleared", url.Origin());
    ASSAY_LET(const auto facts, TermsFacts(*origin));
    const Fact* contract = assay::Find(facts, "origin.contract");
    if (contract != nullptr && StringOr(contract->value, "state") == "blocked")
      return fmt::format("{} is blocked", url.Origin());
  }
  return std::string();
}

Result<WatchResult> WatchOnce(CrawlPlan plan, const policy::Pack& pack, policy::Engine& engine,
                              Workspace& workspace, const Environment& environment,
                              std::chrono::system_clock::time_point now) {
  const auto since = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  plan.slot = fmt::format("{}", since / plan.every);
  WatchResult result;
  catalog::Crawls crawls(workspace.catalog());
  ASSAY_LET(const auto all, crawls.All());
  const std::string digest = DigestOf(plan, pack);
  const auto done = std::ranges::find_if(all, [&digest](const catalog::CrawlRow& crawl) {
    return crawl.plan_digest == digest && !crawl.finished_at.empty();
  });
  result.was_done = done != all.end();
  if (result.was_done) {
    result.crawl.crawl = *done;
    ASSAY_LET(result.crawl.counts, crawls.Count(done->id));
  } else {
    ASSAY_LET(result.crawl, RunCrawl(plan, pack, engine, workspace, environment));
  }
  ASSAY_LET(result.changes, WriteSeries(workspace, SeriesOf(plan, pack), environment.out));
  return result;
}

}  // namespace assay::pipeline
