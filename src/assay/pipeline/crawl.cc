// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/crawl.h"

#include <algorithm>
#include <utility>

#include "assay/acquire/memento.h"
#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/pipeline/crawl_internal.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

/// Names a list of addresses, whatever its order.
std::string DigestOf(std::vector<std::string> list) {
  std::ranges::sort(list);
  Sha256Stream hash;
  for (const std::string& address : list) hash.Add(AsBytes(address + "\n"));
  return hash.Finish().Hex();
}

/// What is as usual is left out where it came later: plans of before it keep their digest.
Json ToJson(const CrawlPlan& plan, const policy::Pack& pack) {
  Json json = {{"use",
                {{"purpose", plan.use.purpose},
                 {"jurisdiction", plan.use.jurisdiction},
                 {"date", plan.use.date}}},
               {"seeds", plan.seeds},
               {"hosts", plan.hosts},
               {"exclude", plan.exclude},
               {"pictures", plan.pictures},
               {"depth", plan.depth},
               {"pages", plan.pages},
               {"token", plan.network.token},
               {"contact", plan.network.contact},
               {"delay_ms", plan.network.delay.count()},
               {"selectors", plan.selectors},
               {"slot", plan.slot},
               {"policy", pack.digest().Hex()}};
  if (!plan.list.empty()) json["list"] = DigestOf(plan.list);
  if (plan.per_host != CrawlPlan{}.per_host) json["per_host"] = plan.per_host;
  if (plan.redirects != CrawlPlan{}.redirects) json["redirects"] = plan.redirects;
  if (!plan.history.archive.empty())
    json["history"] = {
        {"archive", plan.history.archive}, {"at", plan.history.at}, {"of", plan.history.of}};
  return json;
}

std::string WithoutSlot(Json plan) {
  plan.erase("slot");
  return Canonical(plan);
}

/// WARC files are one series over all crawls of a workspace: who goes on with an old crawl goes on
/// behind what others have written since.
Result<acquire::WarcEnd> EndOfEvidence(const catalog::Crawls& crawls) {
  acquire::WarcEnd end;
  ASSAY_LET(const auto all, crawls.All());
  for (const catalog::CrawlRow& crawl : all) {
    if (crawl.cursor.empty()) continue;
    ASSAY_LET(const Json cursor, ParseJson(crawl.cursor));
    end =
        acquire::Furthest(end, {StringOr(cursor, "file"), cursor.value("bytes", std::uint64_t{0})});
  }
  return end;
}

}  // namespace

std::string SeriesOf(const CrawlPlan& plan, const policy::Pack& pack) {
  return WithoutSlot(ToJson(plan, pack));
}

Result<std::string> SeriesOf(const catalog::CrawlRow& crawl) {
  ASSAY_LET(Json plan, ParseJson(crawl.plan));
  return WithoutSlot(std::move(plan));
}

std::string DigestOf(const CrawlPlan& plan, const policy::Pack& pack) {
  return Sha256(Canonical(ToJson(plan, pack))).Hex();
}

Status ValidateHistory(const HistoryPlan& history) {
  if (history.archive.empty()) return Done{};
  ASSAY_TRY(acquire::ArchiveAddress(history.archive));
  if (history.at.empty() || IsDate(history.at)) return Done{};
  return Error{ErrorCode::kInvalidArgument, "the day of a history is no day such as 2024-05-01"};
}

Status Validate(const CrawlPlan& plan) {
  const auto wrong = [](std::string what) {
    return Error{ErrorCode::kInvalidArgument, std::move(what)};
  };
  if (plan.seeds.empty() && plan.list.empty() && plan.history.of.empty())
    return wrong("a crawl begins with at least one address");
  for (const std::string& seed : plan.seeds)
    if (const auto url = acquire::WebUrl::Parse(seed); !url.ok()) return url.error();
  if (const auto fetcher = MakeFetcher(plan.network); !fetcher.ok()) return fetcher.error();
  if (!plan.use.date.empty() && !IsDate(plan.use.date))
    return wrong("the date is no day such as 2026-11-22");
  return ValidateHistory(plan.history);
}

Result<CrawlResult> RunCrawl(const CrawlPlan& plan, const policy::Pack& pack,
                             policy::Engine& engine, Workspace& workspace,
                             const Environment& environment) {
  ASSAY_TRY(Validate(plan));
  ASSAY_LET(auto fetcher, MakeFetcher(plan.network));
  catalog::Crawls crawls(workspace.catalog());
  CrawlResult result;
  ASSAY_LET(auto unfinished, crawls.Unfinished(DigestOf(plan, pack)));
  result.resumed = unfinished.has_value();
  if (!unfinished) {
    catalog::CrawlRow crawl;
    crawl.plan = Canonical(ToJson(plan, pack));
    crawl.plan_digest = DigestOf(plan, pack);
    crawl.date = plan.use.date.empty() ? environment.today : plan.use.date;
    crawl.started_at = Now();
    ASSAY_LET(unfinished, crawls.Start(crawl));
  }
  result.crawl = *unfinished;
  ASSAY_LET(const acquire::WarcEnd end, EndOfEvidence(crawls));
  acquire::WarcOptions warc_options;
  warc_options.software = environment.versions;
  warc_options.operator_contact = plan.network.contact;
  warc_options.file_bytes = static_cast<std::uint64_t>(plan.warc_bytes);
  ASSAY_LET(auto warc, acquire::WarcWriter::Open(workspace.layout().root / "evidence",
                                                 std::move(warc_options), end));
  internal::Crawler crawler(plan, engine, workspace, environment, result.crawl, std::move(fetcher),
                            std::move(warc));
  ASSAY_TRY(crawler.Run());
  result.has_reopened = crawler.has_reopened();
  ASSAY_LET(result.counts, crawls.Count(result.crawl.id));
  return result;
}

}  // namespace assay::pipeline
