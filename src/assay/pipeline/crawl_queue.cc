// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "assay/acquire/crawl_scope.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_internal.h"
#include "assay/pipeline/kept_answers.h"
#include "assay/pipeline/licence_document.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/terms_history.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"

namespace assay::pipeline::internal {
namespace {

using acquire::Instant;
using acquire::WebUrl;
using catalog::UrlRow;
using catalog::UrlState;

constexpr std::int64_t kWaiting = 32;  // addresses of a host in memory
constexpr std::size_t kFound = 4'096;  // addresses that are written down at once
constexpr std::chrono::seconds kLongestChunk{2};
constexpr std::size_t kInFlight = 64;

Use UseOf(const CrawlPlan& plan, const catalog::CrawlRow& crawl) {
  Use use = plan.use;
  use.date = crawl.date;
  return use;
}

acquire::ScopeOptions ScopeOf(const CrawlPlan& plan) {
  acquire::ScopeOptions options;
  options.hosts = plan.hosts;
  for (const auto* addresses : {&plan.seeds, &plan.list})
    for (const std::string& address : *addresses)
      if (const auto url = WebUrl::Parse(address); url.ok()) options.hosts.insert(url.value().host);
  options.exclude = plan.exclude;
  options.pictures = plan.pictures;
  options.depth = plan.depth;
  return options;
}

}  // namespace

Crawler::Crawler(const CrawlPlan& plan, policy::Engine& engine, Workspace& workspace,
                 const Environment& environment, catalog::CrawlRow crawl, acquire::Fetcher fetcher,
                 acquire::WarcWriter warc)
    : plan_(plan),
      engine_(engine),
      workspace_(workspace),
      environment_(environment),
      crawls_(workspace.catalog()),
      crawl_(std::move(crawl)),
      gate_(engine, {.use = UseOf(plan, crawl_), .token = plan.network.token}),
      pacer_({.own = plan.network.delay}),
      scope_(std::make_unique<acquire::CrawlScope>(ScopeOf(plan))),
      fetcher_(std::move(fetcher)),
      warc_(std::move(warc)),
      readings_(environment.worker, plan.selectors),
      licences_(std::make_unique<LicenceReader>(environment.worker)) {
  Clear();
}

Crawler::~Crawler() = default;

void Crawler::Clear() {
  batch_ = {};
  batch_.crawl = crawl_.id;
  chunk_began_ = std::chrono::steady_clock::now();
}

Status Crawler::Resume() {
  const auto recount = [this](const UrlRow& row) -> Status {
    if (const auto url = WebUrl::Parse(row.url); url.ok())
      (void)scope_->Refusal(url.value(), row.kind, row.depth);
    if (row.state == UrlState::kQueued) return Done{};
    ++asked_;
    ++asked_of_[row.host];
    return Done{};
  };
  ASSAY_TRY(crawls_.ForEachUrl(crawl_.id, recount));
  for (const std::string& seed : plan_.seeds) Find(seed, "page", {}, 0, 0);
  for (const std::string& picture : plan_.list) {
    Find(picture, "picture", {}, 0, 0);
    if (batch_.found.size() >= kFound) ASSAY_TRY(Flush());
  }
  for (const std::string& origin : plan_.history.of) {
    ASSAY_LET(const catalog::OriginRow terms, TermsOf(origin));
    ASSAY_TRY(BeginHistory(terms));
  }
  ASSAY_TRY(Flush());
  ASSAY_LET(const std::vector<std::string> waiting, crawls_.Hosts(crawl_.id));
  for (const std::string& name : waiting) {
    if (hosts_.contains(name)) continue;
    hosts_[name];
    Schedule(name, {});
  }
  return Done{};
}

void Crawler::Find(const std::string& text, std::string_view kind, const UrlRow& via,
                   std::int64_t depth, std::int64_t hops) {
  const std::string address = text.substr(0, text.find('#'));
  if (queued_.Has(address)) return;
  const auto parsed = WebUrl::Parse(address);
  if (!parsed.ok()) return;
  const WebUrl url = acquire::CrawlScope::Canonical(parsed.value());
  const bool is_listed = !plan_.list.empty() && via.url.empty();
  if (!is_listed && !scope_->Refusal(url, kind, depth).empty()) return;
  UrlRow row;
  row.url = url.Text();
  row.host = url.host;
  row.kind = kind;
  row.depth = depth;
  row.hops = hops;
  row.via = via.url;
  batch_.found.push_back(std::move(row));
  queued_.Add(address);
}

Status Crawler::Refill(const std::string& name, Host& host) {
  if (!host.waiting.empty()) return Done{};
  ASSAY_LET(std::vector<UrlRow> rows, crawls_.Queue(crawl_.id, name, host.last, kWaiting));
  for (UrlRow& row : rows) {
    host.last = row.id;
    host.waiting.push_back(std::move(row));
  }
  return Done{};
}

Status Crawler::LoadOrigin(const std::string& origin) {
  if (!loaded_.insert(origin).second) return Done{};
  ASSAY_TRY(TakeKept(workspace_, origin, gate_, *licences_));
  ASSAY_LET(const auto terms, crawls_.FindOrigin(origin));
  return terms ? SetTerms(*terms) : Status(Done{});
}

Status Crawler::SetTerms(const catalog::OriginRow& row) {
  ASSAY_LET(std::vector<Fact> facts, TermsFacts(row));
  ASSAY_LET(auto histories, crawls_.Histories(row.origin));
  for (const auto& [origin, history] : histories_)
    if (origin == row.origin) {
      const catalog::HistoryRow now = history->Row();
      std::erase_if(histories, [&now](const catalog::HistoryRow& one) {
        return one.archive == now.archive && one.at == now.at;
      });
      histories.push_back(now);
    }
  for (const catalog::HistoryRow& history : histories)
    for (Fact& fact : HistoryFacts(history)) facts.push_back(std::move(fact));
  gate_.SetTerms(row.origin, std::move(facts));
  reopened_ = reopened_ || IsReopened(row);
  return Done{};
}

Status Crawler::StartDue() {
  const Instant now = std::chrono::steady_clock::now();
  while (!due_.empty() && due_.begin()->first <= now && fetcher_.in_flight() < kInFlight) {
    const std::string name = due_.begin()->second;
    due_.erase(due_.begin());
    ASSAY_TRY(StartNext(name));
  }
  return Done{};
}

/// Whether `asked` may be asked now; if not, `name` has its turn when it may. Who is left alone is
/// no longer waited for.
bool Crawler::IsDue(const std::string& name, const std::string& asked) {
  if (pacer_.IsLeftAlone(asked)) return true;
  constexpr std::chrono::milliseconds kBusy{50};  // somebody else's request to it is under way
  const Instant now = std::chrono::steady_clock::now();
  const Instant at = pacer_.NextAt(asked).value_or(now + kBusy);
  if (at > now) Schedule(name, at);
  return at <= now;
}

/// Begins the next request to a host: a probe that is missing, or the oldest waiting address.
Status Crawler::StartNext(const std::string& name) {
  Host& host = hosts_[name];
  ASSAY_TRY(LoadHost(name));
  if (!host.questions.empty()) return StartQuestion(name);
  ASSAY_TRY(Refill(name, host));
  const bool has_had_its_share = plan_.per_host > 0 && asked_of_[name] >= plan_.per_host;
  const bool is_spent = asked_ >= plan_.pages || has_had_its_share;
  if (host.waiting.empty() || is_spent) {
    idle_.insert(name);
    return Done{};
  }
  const WebUrl url = WebUrl::Parse(host.waiting.front().url).value();
  const std::string origin = url.Origin();
  ASSAY_TRY(LoadOrigin(origin));
  if (const auto delay = gate_.CrawlDelay(origin)) pacer_.SetCrawlDelay(name, *delay);
  if (pacer_.IsLeftAlone(name)) return Abandon(name);
  if (!IsDue(name, name)) return Done{};
  if (const auto missing = gate_.Missing(origin, WallTime()); !missing.empty()) {
    const Question question{origin, missing.front(), "", {}};
    return WaitsFor(name, question) ? Status(Done{}) : StartProbe(name, question);
  }
  if (const auto declared = gate_.MissingLicences(url, {}, WallTime()); !declared.empty()) {
    Want(name, declared);
    return StartQuestion(name);
  }
  if (plan_.list.empty() && mapped_.insert(origin).second)
    for (const std::string& sitemap : gate_.Sitemaps(origin)) Find(sitemap, "sitemap", {}, 0, 0);
  UrlRow row = std::move(host.waiting.front());
  host.waiting.pop_front();
  ++asked_;
  ++asked_of_[name];
  auto answer = gate_.Ask(url, WallTime(), /*is_image=*/row.kind == "picture");
  if (const auto* refusal = std::get_if<Decision>(&answer)) {
    Schedule(name, {});  // nothing was asked of it
    return Refuse(std::move(row), *refusal);
  }
  ASSAY_LET(const auto refused, RefusedBefore(row, url));
  if (refused) {
    Schedule(name, {});
    return Finish(std::move(row), UrlState::kRefused, *refused, "refusal");
  }
  StartFetch(name, std::move(row), url, std::get<policy::Permit>(std::move(answer)));
  return Done{};
}

/// A host that wants to be left alone, or fails and fails.
Status Crawler::Abandon(const std::string& name) {
  Host& host = hosts_[name];
  for (;;) {
    ASSAY_TRY(Refill(name, host));
    if (host.waiting.empty()) break;
    for (UrlRow& row : std::exchange(host.waiting, {}))
      ASSAY_TRY(Finish(std::move(row), UrlState::kFailed, WhyAlone(name), "skip"));
  }
  idle_.insert(name);
  return Done{};
}

/// What was fetched is on disk before the catalog hears of it.
Status Crawler::Flush() {
  ASSAY_LET(const acquire::WarcEnd end, warc_.Sync());
  batch_.cursor = Canonical({{"file", end.file}, {"bytes", end.bytes}});
  ASSAY_TRY(workspace_.Commit(batch_));
  for (const UrlRow& row : batch_.found) {
    const bool is_new = hosts_.try_emplace(row.host).second;
    if (is_new || idle_.erase(row.host) > 0) {
      const Instant now = std::chrono::steady_clock::now();
      Schedule(row.host, std::max(pacer_.NextAt(row.host).value_or(now), Instant{}));
    }
  }
  Clear();
  return Done{};
}

Status Crawler::Run() {
  ASSAY_TRY(Resume());
  for (;;) {
    if (environment_.stop != nullptr && *environment_.stop) break;
    ASSAY_TRY(StartDue());
    const bool is_quiet = fetcher_.in_flight() == 0;
    if (is_quiet && !readings_.empty()) {
      ASSAY_TRY(TakeRead(readings_.Pop()));
      continue;
    }
    const bool has_news = !batch_.done.empty() || !batch_.found.empty() || !batch_.outbox.empty() ||
                          !batch_.hosts.empty();
    const Instant now = std::chrono::steady_clock::now();
    if (has_news && (is_quiet || now - chunk_began_ > kLongestChunk)) {
      ASSAY_TRY(Flush());
      continue;
    }
    if (is_quiet && due_.empty()) break;
    const auto wait = due_.empty() ? kLongestChunk : due_.begin()->first - now;
    const auto longest = std::chrono::milliseconds(200);
    ASSAY_TRY(fetcher_.Step(std::clamp(std::chrono::ceil<std::chrono::milliseconds>(wait),
                                       std::chrono::milliseconds(0), longest)));
    ASSAY_TRY(std::exchange(broken_, Done{}));
    if (environment_.progress) {
      Progress progress;
      progress.phase = "fetch";
      progress.done = asked_;
      environment_.progress(progress);
    }
  }
  while (!readings_.empty()) ASSAY_TRY(TakeRead(readings_.Pop()));
  const bool stopped = environment_.stop != nullptr && *environment_.stop;
  if (!stopped) batch_.finished_at = Now();
  ASSAY_TRY(Flush());
  return stopped ? Status(Error{ErrorCode::kCancelled, "stopped"}) : Status(Done{});
}

}  // namespace assay::pipeline::internal
