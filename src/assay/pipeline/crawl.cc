// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/crawl.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include "assay/acquire/crawl_scope.h"
#include "assay/acquire/gate.h"
#include "assay/acquire/pacer.h"
#include "assay/acquire/warc.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/crawl_visit.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

using acquire::Exchange;
using acquire::Instant;
using acquire::WebUrl;
using catalog::UrlRow;
using catalog::UrlState;
using policy::WellKnown;

constexpr std::int64_t kHops = 10;
constexpr std::int64_t kWaiting = 32;  // addresses of a host in memory
constexpr std::size_t kPerCommit = 128;
constexpr std::chrono::seconds kLongestChunk{2};
constexpr std::size_t kInFlight = 64;

policy::Time WallTime() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// What a probe comes to when it leads to a host that wants to be left alone.
Exchange LeftAlone(const std::string& url) {
  Exchange exchange;
  exchange.url = url;
  exchange.failure = rights::FetchFailure::kConnect;
  exchange.problem = "host.left_alone";
  exchange.started_at = std::chrono::system_clock::now();
  return exchange;
}

/// One answer on its way through a worker.
struct Reading {
  UrlRow row;
  Exchange exchange;
  std::string kind;
  std::string asset;
  UrlState state = UrlState::kFetched;
  acquire::WarcPlace place;
};
/// Its links are taken out of `answer` by the thread that made it: they are most of it, and memory
/// goes back cheaply only where it came from.
struct Read {
  Reading reading;
  Result<Json> answer;
  std::vector<FoundUrl> found{};
  std::string terms{};  ///< address of the terms of use, or empty
};

Read ReadContent(Inspector& inspector, Reading& reading, const Json& selectors) {
  const bool is_page = reading.kind == "page";
  Json arguments = {{"kind", "sitemap"}};
  if (is_page) {
    const std::string_view type = reading.exchange.head.Header("content-type");
    const std::size_t at = ToLowerAscii(type).find("charset=");
    arguments = {{"url", reading.row.url}};
    if (!selectors.empty()) arguments["products"] = selectors;
    if (at != std::string::npos) {
      std::string_view charset = type.substr(at + 8);
      charset = charset.substr(0, charset.find_first_of("; \""));
      arguments["charset"] = ToPrintable(charset);
    }
  }
  auto answer = inspector.Read(is_page ? channel::Op::kPage : channel::Op::kXml,
                               reading.exchange.payload(), arguments);
  Read read{std::move(reading), std::move(answer)};
  if (!read.answer.ok()) return read;
  Json& said = read.answer.value();
  read.found = LinksOf(said, read.reading.kind);
  if (is_page) read.terms = TermsLinkOf(said);
  for (const char* taken : {"links", "entries", "jsonld", "rsl"}) said.erase(taken);
  return read;
}

/// Addresses that were lately put into the queue. Whoever finds one again need not try: the
/// catalog would know it. Two generations bound the memory; what is forgotten is tried.
class Lately {
 public:
  [[nodiscard]] bool Has(const std::string& address) const {
    return young_.contains(address) || old_.contains(address);
  }
  void Add(const std::string& address) {
    if (young_.size() >= kGeneration) old_ = std::exchange(young_, {});
    young_.insert(address);
  }

 private:
  static constexpr std::size_t kGeneration = 32'768;
  std::unordered_set<std::string> young_;
  std::unordered_set<std::string> old_;
};

class Crawler {
 public:
  Crawler(const CrawlPlan& plan, policy::Engine& engine, Workspace& workspace,
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
        scope_(ScopeOf(plan)),
        fetcher_(std::move(fetcher)),
        warc_(std::move(warc)),
        inspectors_(Threads(), [this] { return std::make_unique<Inspector>(Options()); }),
        readings_(inspectors_, [this](Inspector& inspector, Reading& reading) {
          return ReadContent(inspector, reading, plan_.selectors);
        }) {
    Clear();
  }

  Status Run();
  [[nodiscard]] bool has_reopened() const { return reopened_; }

 private:
  /// A probe, and where its answers have pointed so far.
  struct Question {
    std::string origin;
    WellKnown file = WellKnown::kRobots;
    std::vector<std::string> trail;

    [[nodiscard]] Result<policy::PermitProbe> Permit() const;
    [[nodiscard]] std::string Host() const;  ///< who is asked: an answer may have led elsewhere
  };

  struct Host {
    std::deque<UrlRow> waiting;
    std::int64_t last = 0;             ///< id of the newest that was taken from the catalog
    std::optional<Question> question;  ///< to be put before any other request
  };

  static Use UseOf(const CrawlPlan& plan, const catalog::CrawlRow& crawl) {
    Use use = plan.use;
    use.date = crawl.date;
    return use;
  }
  static acquire::ScopeOptions ScopeOf(const CrawlPlan& plan);
  static std::size_t Threads() { return std::max(1U, std::thread::hardware_concurrency()); }
  [[nodiscard]] InspectOptions Options() const {
    InspectOptions options;
    options.worker.program = environment_.worker;
    return options;
  }

  Status Resume();
  Status StartDue();
  Status StartNext(const std::string& name);
  bool IsDue(const std::string& name, const std::string& asked);
  Status Refill(const std::string& name, Host& host);
  Status LoadOrigin(const std::string& origin);
  Status SetTerms(const catalog::OriginRow& row);
  Status TakeTerms(const WebUrl& url, const Json& page);
  Status Abandon(const std::string& name);
  void Schedule(const std::string& name, Instant at) { due_.insert({at, name}); }
  Status StartProbe(const std::string& name, const Question& question);
  void StartFetch(const std::string& name, UrlRow row, const WebUrl& url, policy::Permit permit);

  Status EndProbe(const std::string& name, Question question, const Exchange& exchange);
  Status EndFetch(const std::string& name, UrlRow row, Exchange exchange,
                  const std::optional<Decision>& refusal);
  Status RecallVisit(const catalog::VisitRow& visited, Exchange& exchange);
  Status TakeRead(Read read);
  Status Refuse(UrlRow row, const Decision& decision);
  Status Finish(UrlRow row, UrlState state, const Json& visit, std::string_view leaf);
  void Find(const std::string& text, std::string_view kind, const UrlRow& via, std::int64_t depth,
            std::int64_t hops);
  void Released(const std::string& name, const std::string& asked, const Exchange& exchange);
  Status Flush();
  void Clear() {
    batch_ = {};
    batch_.crawl = crawl_.id;
    chunk_began_ = std::chrono::steady_clock::now();
  }

  const CrawlPlan& plan_;
  policy::Engine& engine_;
  Workspace& workspace_;
  const Environment& environment_;
  catalog::Crawls crawls_;
  catalog::CrawlRow crawl_;
  acquire::Gate gate_;
  acquire::Pacer pacer_;
  acquire::CrawlScope scope_;
  acquire::Fetcher fetcher_;
  acquire::WarcWriter warc_;
  Inspectors inspectors_;
  InOrder<Inspector, Reading, Read> readings_;
  catalog::CrawlBatch batch_;
  Instant chunk_began_{};
  std::map<std::string, Host> hosts_;
  std::set<std::pair<Instant, std::string>> due_;
  std::set<std::string> idle_;  ///< hosts without waiting addresses
  Lately queued_;
  std::set<std::string> loaded_;  ///< origins whose probes and terms were looked up
  std::set<std::string> termed_;  ///< origins whose terms were looked for
  std::set<std::string> mapped_;  ///< origins whose sitemaps were queued
  std::int64_t asked_ = 0;
  bool reopened_ = false;   ///< cleared terms have changed
  Status broken_ = Done{};  ///< the first error inside a callback
};

acquire::ScopeOptions Crawler::ScopeOf(const CrawlPlan& plan) {
  acquire::ScopeOptions options;
  options.hosts = plan.hosts;
  for (const std::string& seed : plan.seeds)
    if (const auto url = WebUrl::Parse(seed); url.ok()) options.hosts.insert(url.value().host);
  options.exclude = plan.exclude;
  options.pictures = plan.pictures;
  options.depth = plan.depth;
  return options;
}

// ---- queue ----

Status Crawler::Resume() {
  const auto recount = [this](const UrlRow& row) -> Status {
    if (const auto url = WebUrl::Parse(row.url); url.ok())
      (void)scope_.Refusal(url.value(), row.kind, row.depth);
    asked_ += row.state == UrlState::kQueued ? 0 : 1;
    return Done{};
  };
  ASSAY_TRY(crawls_.ForEachUrl(crawl_.id, recount));
  for (const std::string& seed : plan_.seeds) Find(seed, "page", {}, 0, 0);
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
  if (!scope_.Refusal(url, kind, depth).empty()) return;
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
  ASSAY_LET(const auto rows, crawls_.Probes(origin));
  for (const catalog::ProbeRow& row : rows) {
    acquire::ProbeResult result;
    ASSAY_LET(const Json answer, ParseJson(row.answer));
    result.file = static_cast<WellKnown>(answer.value("file", 0));
    result.answer.failure = static_cast<rights::FetchFailure>(answer.value("failure", 0));
    result.answer.status = answer.value("status", 0);
    result.answer.retry_after = answer.value("retry_after", false);
    result.at = policy::Time(std::chrono::seconds(answer.value("at", std::int64_t{0})));
    if (!row.body.empty()) {
      ASSAY_LET(const Digest digest, ParseDigest(row.body));
      ASSAY_LET(result.body, workspace_.Kept(digest));
    }
    gate_.Take(origin, std::move(result));
  }
  ASSAY_LET(const auto terms, crawls_.FindOrigin(origin));
  return terms ? SetTerms(*terms) : Status(Done{});
}

Status Crawler::SetTerms(const catalog::OriginRow& row) {
  ASSAY_LET(std::vector<Fact> facts, TermsFacts(row));
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
  if (host.question) {
    if (!IsDue(name, host.question->Host())) return Done{};
    return StartProbe(name, *std::exchange(host.question, std::nullopt));
  }
  ASSAY_TRY(Refill(name, host));
  if (host.waiting.empty() || asked_ >= plan_.pages) {
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
    return StartProbe(name, {origin, missing.front(), {}});
  }
  if (mapped_.insert(origin).second)
    for (const std::string& sitemap : gate_.Sitemaps(origin)) Find(sitemap, "sitemap", {}, 0, 0);
  UrlRow row = std::move(host.waiting.front());
  host.waiting.pop_front();
  ++asked_;
  auto answer = gate_.Ask(url, WallTime(), /*is_image=*/row.kind == "picture");
  if (const auto* refusal = std::get_if<Decision>(&answer)) {
    Schedule(name, {});  // nothing was asked of it
    return Refuse(std::move(row), *refusal);
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
      ASSAY_TRY(
          Finish(std::move(row), UrlState::kFailed, {{"problem", "host.left_alone"}}, "skip"));
  }
  idle_.insert(name);
  return Done{};
}

// ---- requests ----

Result<policy::PermitProbe> Crawler::Question::Permit() const {
  ASSAY_LET(auto permit, policy::PermitProbe::For(origin, file));
  for (const std::string& url : trail) {
    ASSAY_LET(permit, permit.Follow(url));
  }
  return permit;
}

std::string Crawler::Question::Host() const {
  return WebUrl::Parse(trail.empty() ? origin : trail.back()).value().host;
}

Status Crawler::StartProbe(const std::string& name, const Question& question) {
  ASSAY_LET(auto permit, question.Permit());
  const std::string asked = question.Host();
  if (pacer_.IsLeftAlone(asked)) {
    Schedule(name, {});
    return EndProbe(name, question, LeftAlone(permit.url()));
  }
  pacer_.Begin(asked, std::chrono::steady_clock::now());
  fetcher_.Start(std::move(permit), [this, name, asked, question](const Exchange& exchange) {
    Released(name, asked, exchange);
    if (broken_.ok()) broken_ = EndProbe(name, question, exchange);
  });
  return Done{};
}

void Crawler::StartFetch(const std::string& name, UrlRow row, const WebUrl& url,
                         policy::Permit permit) {
  acquire::Validators validators;
  if (auto visit = crawls_.FindVisit(row.url); visit.ok() && visit.value()) {
    validators.etag = visit.value()->etag;
    validators.last_modified = visit.value()->last_modified;
  }
  pacer_.Begin(name, std::chrono::steady_clock::now());
  auto refusal = std::make_shared<std::optional<Decision>>();
  const bool is_picture = row.kind == "picture";
  const auto on_head = [this, url, is_picture, refusal](const acquire::Head& head) {
    *refusal = gate_.Refusal(url, head.headers, is_picture);
    return !refusal->has_value();
  };
  fetcher_.Start(std::move(permit), validators, on_head,
                 [this, name, row = std::move(row), refusal](Exchange exchange) {
                   Released(name, name, exchange);
                   if (broken_.ok()) broken_ = EndFetch(name, row, std::move(exchange), *refusal);
                 });
}

/// `asked` may be asked again, in its time; then `name` has its turn.
void Crawler::Released(const std::string& name, const std::string& asked,
                       const Exchange& exchange) {
  const Instant now = std::chrono::steady_clock::now();
  pacer_.End(asked, now,
             {.status = exchange.head.status,
              .retry_after = acquire::ParseRetryAfter(exchange.head.Header("retry-after"),
                                                      exchange.started_at),
              .took = exchange.took});
  Schedule(name, pacer_.NextAt(name).value_or(now));
}

// ---- answers ----

Status Crawler::EndProbe(const std::string& name, Question question, const Exchange& exchange) {
  const std::string& origin = question.origin;
  const WellKnown file = question.file;
  ASSAY_LET(const acquire::WarcPlace place, warc_.Add(exchange, std::nullopt));
  acquire::ProbeResult result = ProbeResultOf(file, exchange);
  if (const std::string_view location = RedirectOf(exchange); !location.empty()) {
    // The same question is put where the answer points: five times at most.
    const auto target = RedirectTarget(exchange);
    Question next = question;
    if (target.ok()) next.trail.push_back(target.value().Text());
    if (target.ok() && next.Permit().ok()) {
      hosts_[name].question = std::move(next);
      return Done{};
    }
    result.answer.failure = rights::FetchFailure::kRedirects;
  }
  Json answer = {{"file", static_cast<int>(file)},
                 {"failure", static_cast<int>(result.answer.failure)},
                 {"status", result.answer.status},
                 {"retry_after", result.answer.retry_after},
                 {"at", result.at.time_since_epoch().count()},
                 {"warc", {{"file", place.file}, {"offset", place.offset}}}};
  catalog::ProbeRow row;
  row.origin = origin;
  row.file = acquire::ProtocolOf(file);
  row.at = DateOf(exchange);
  if (result.answer.status / 100 == 2) {
    ASSAY_LET(const Digest body, workspace_.KeepSoon(result.body));
    row.body = body.Hex();
  }
  row.answer = Canonical(answer);
  const Json meta = {{"crawl", crawl_.id}, {"status", result.answer.status}};
  Json payload = {{"origin", origin}, {"file", row.file}, {"answer", answer}, {"body", row.body}};
  if (!question.trail.empty()) payload["trail"] = question.trail;
  ASSAY_LET(const std::int64_t leaf, workspace_.AddLeaf("probe", meta, payload, batch_.outbox));
  (void)leaf;
  batch_.probes.push_back(std::move(row));
  gate_.Take(origin, std::move(result));
  return Done{};
}

Status Crawler::EndFetch(const std::string& name, UrlRow row, Exchange exchange,
                         const std::optional<Decision>& refusal) {
  (void)name;
  const bool is_whole =
      exchange.cut == acquire::Cut::kNone && exchange.failure == rights::FetchFailure::kNone;
  const bool has_payload = is_whole && exchange.head.status / 100 == 2 && IsReadable(exchange);
  const bool is_unmodified = is_whole && exchange.head.status == 304;
  std::string asset = has_payload ? AssetName(Sha256(exchange.payload())) : "";
  ASSAY_LET(const auto visited, crawls_.FindVisit(row.url));
  const bool is_same = visited && (is_unmodified || (has_payload && visited->asset == asset));
  std::optional<acquire::Earlier> earlier;
  if (is_same) earlier = acquire::Earlier{row.url, visited->at};
  ASSAY_LET(const acquire::WarcPlace place, warc_.Add(exchange, earlier));
  if (is_same && is_unmodified) {
    asset = visited->asset;
    ASSAY_TRY(RecallVisit(*visited, exchange));
  }
  const UrlState state = StateOf(exchange, is_same);
  Json visit = DescribeVisit(exchange, asset, place);
  if (refusal) visit["decision"] = ToJson(*refusal);
  if (is_whole && !IsReadable(exchange)) visit["problem"] = "coding.unknown";
  if (has_payload)
    batch_.visits.push_back(
        {row.url, DateOf(exchange), asset, ToPrintable(exchange.head.Header("etag")),
         ToPrintable(exchange.head.Header("last-modified")), HeadersText(exchange)});
  if (state == UrlState::kRedirected) {
    const auto target = RedirectTarget(exchange);
    if (target.ok() && row.hops < kHops)
      Find(target.value().Text(), row.kind, row, row.depth, row.hops + 1);
    else if (target.ok())
      visit["problem"] = "redirects.many";
    else
      visit["problem"] =
          target.error().code == ErrorCode::kDenied ? "redirect.insecure" : "redirect.wrong";
  }
  std::string kind(has_payload || (is_same && exchange.is_encoded) ? KindOf(exchange, row.kind)
                                                                   : "");
  if (has_payload && !kind.empty()) {
    ASSAY_LET(const Digest kept, workspace_.KeepSoon(AsText(exchange.payload())));
    (void)kept;
  }
  if (kind == "page" || kind == "sitemap") {
    if (readings_.full()) ASSAY_TRY(TakeRead(readings_.Pop()));
    readings_.Push({std::move(row), std::move(exchange), std::move(kind), asset, state, place});
    return Done{};
  }
  if (kind == "picture") {
    AddPictureFacts(WebUrl::Parse(row.url).value(), exchange, gate_, visit);
  }
  return Finish(std::move(row), state, visit, "fetch");
}

/// What was not modified says and leads where it did.
Status Crawler::RecallVisit(const catalog::VisitRow& visited, Exchange& exchange) {
  ASSAY_LET(const Digest digest, ParseDigest(visited.asset.substr(visited.asset.find(':') + 1)));
  const auto payload = workspace_.Kept(digest);
  if (!payload.ok() && payload.error().code == ErrorCode::kNotFound) return Done{};
  ASSAY_TRY(payload);
  return Recall(visited.headers, payload.value(), exchange);
}

/// A page or sitemap that a worker has read.
Status Crawler::TakeRead(Read read) {
  auto& [row, exchange, kind, asset, state, place] = read.reading;
  Json visit = DescribeVisit(exchange, asset, place);
  const WebUrl url = WebUrl::Parse(row.url).value();
  if (!read.answer.ok()) {
    visit["problem"] = read.answer.error().what;
    return Finish(std::move(row), UrlState::kFailed, visit, "fetch");
  }
  const Json& answer = read.answer.value();
  if (kind == "page") {
    AddPage(answer, url, exchange, gate_, engine_, visit);
    if (row.kind == "terms") ASSAY_TRY(TakeTerms(url, answer));
    if (!read.terms.empty() && termed_.insert(url.Origin()).second)
      Find(read.terms, "terms", row, 0, 0);
  }
  const bool may_follow = !ForbidsToFollow(visit);
  for (const FoundUrl& found : read.found) {
    if (found.kind == "page" && !may_follow) continue;
    const bool is_deeper = found.kind == "page" && kind == "page";
    Find(found.url, found.kind, row, row.depth + (is_deeper ? 1 : 0), 0);
  }
  return Finish(std::move(row), state, visit, "fetch");
}

/// What the terms say is known from here on; whether it binds, a person concludes.
Status Crawler::TakeTerms(const WebUrl& url, const Json& page) {
  ASSAY_LET(catalog::OriginRow row, ReadTerms(workspace_, url.Origin(), url.Text(),
                                              StringOr(page, "text"), StringOr(page, "lang")));
  const Json payload = {{"origin", row.origin}, {"url", row.terms_url}, {"terms", row.terms}};
  ASSAY_LET(const std::int64_t leaf,
            workspace_.AddLeaf("terms", {{"crawl", crawl_.id}}, payload, batch_.outbox));
  (void)leaf;
  ASSAY_TRY(SetTerms(row));
  batch_.origins.push_back(std::move(row));
  return Done{};
}

Status Crawler::Refuse(UrlRow row, const Decision& decision) {
  const Json visit = {{"at", Now()}, {"decision", ToJson(decision)}};
  return Finish(std::move(row), UrlState::kRefused, visit, "refusal");
}

/// The row leaves the queue, and its entry goes to the ledger, in one transaction.
Status Crawler::Finish(UrlRow row, UrlState state, const Json& visit, std::string_view leaf) {
  row.state = state;
  row.visit = Canonical(visit);
  Json meta = {{"crawl", crawl_.id}, {"state", Name(state)}};
  if (visit.contains("status")) meta["status"] = visit.at("status");
  const Json payload = {{"url", row.url}, {"visit", Sha256(row.visit).Hex()}};
  ASSAY_LET(row.leaf, workspace_.AddLeaf(leaf, meta, payload, batch_.outbox));
  batch_.done.push_back(std::move(row));
  return batch_.done.size() < kPerCommit ? Status(Done{}) : Flush();
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
    const bool has_news = !batch_.done.empty() || !batch_.found.empty() || !batch_.outbox.empty();
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

Json ToJson(const CrawlPlan& plan, const policy::Pack& pack) {
  return {{"use",
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
}

std::string WithoutSlot(Json plan) {
  plan.erase("slot");
  return Canonical(plan);
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

Status Validate(const CrawlPlan& plan) {
  const auto wrong = [](std::string what) {
    return Error{ErrorCode::kInvalidArgument, std::move(what)};
  };
  if (plan.seeds.empty()) return wrong("a crawl begins with at least one address");
  for (const std::string& seed : plan.seeds)
    if (const auto url = WebUrl::Parse(seed); !url.ok()) return url.error();
  if (const auto fetcher = MakeFetcher(plan.network); !fetcher.ok()) return fetcher.error();
  if (!plan.use.date.empty() && !IsDate(plan.use.date))
    return wrong("the date is no day such as 2026-11-22");
  return Done{};
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
    // WARC files are one series over all crawls of a workspace.
    ASSAY_LET(const auto latest, crawls.Latest());
    if (latest) crawl.cursor = latest->cursor;
    ASSAY_LET(unfinished, crawls.Start(crawl));
  }
  result.crawl = *unfinished;
  acquire::WarcEnd end;
  if (!result.crawl.cursor.empty()) {
    ASSAY_LET(const Json cursor, ParseJson(result.crawl.cursor));
    end = {StringOr(cursor, "file"), cursor.value("bytes", std::uint64_t{0})};
  }
  acquire::WarcOptions warc_options;
  warc_options.software = environment.versions;
  warc_options.operator_contact = plan.network.contact;
  ASSAY_LET(auto warc, acquire::WarcWriter::Open(workspace.layout().root / "evidence",
                                                 std::move(warc_options), end));
  Crawler crawler(plan, engine, workspace, environment, result.crawl, std::move(fetcher),
                  std::move(warc));
  ASSAY_TRY(crawler.Run());
  result.has_reopened = crawler.has_reopened();
  ASSAY_LET(result.counts, crawls.Count(result.crawl.id));
  return result;
}

}  // namespace assay::pipeline
