// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/recheck.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/gate.h"
#include "assay/acquire/web_url.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/ask_all.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/crawl_visit.h"
#include "assay/pipeline/kept_answers.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/page_readers_internal.h"
#include "assay/pipeline/terms_history.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

using acquire::WebUrl;
using catalog::UrlRow;
using catalog::UrlState;

/// Did `origin` say what its rules are, or that it has none?
bool HasAnswered(const acquire::Gate& gate, const std::string& origin) {
  const WebUrl root = WebUrl::Parse(origin).value();
  const auto facts = gate.FactsAbout(root, {}, false);
  return std::ranges::none_of(facts, [](const Fact& fact) {
    return fact.name == "rights.probe" && StringOr(fact.value, "protocol") == "robots" &&
           (fact.state == FactState::kUnreachable || fact.state == FactState::kMalformed);
  });
}

bool IsFetched(const UrlRow& row) {
  return (row.state == UrlState::kFetched || row.state == UrlState::kUnchanged) &&
         !IsOfArchive(row.kind);
}

class Rechecker {
 public:
  Rechecker(acquire::Gate& gate, Workspace& workspace, const Environment& environment)
      : gate_(gate),
        workspace_(workspace),
        environment_(environment),
        crawls_(workspace.catalog()),
        readers_(environment.worker, Json::object()) {}

  /// Of an origin whose answers the gate has.
  Status Settle(const std::string& origin) {
    ++result_.origins;
    ASSAY_LET(const auto terms, crawls_.FindOrigin(origin));
    if (terms) {
      ASSAY_LET(std::vector<Fact> facts, TermsFacts(*terms));
      gate_.SetTerms(origin, std::move(facts));
    }
    if (HasAnswered(gate_, origin))
      answered_.insert(origin);
    else
      result_.unanswered.push_back(origin);
    return Done{};
  }

  /// By what origins say alone.
  Status JudgeAll() {
    return ForEachFetched([this](const UrlRow& row, const WebUrl& url) {
      return Judge(row, url, {}, row.kind == "picture");
    });
  }

  /// With what came along with each address, too.
  Status JudgeKept() {
    ASSAY_TRY(ForEachFetched(
        [this](const UrlRow& row, const WebUrl& url) { return ReadVisit(row, url); }));
    while (!readers_.empty()) ASSAY_TRY(TakeRead(readers_.Pop()));
    return Done{};
  }

  Result<RecheckResult> Keep() {
    ASSAY_TRY(workspace_.Commit(batch_));
    ASSAY_TRY(WriteList());
    return std::move(result_);
  }

 private:
  using Visit = std::function<Status(const UrlRow&, const WebUrl&)>;

  /// Each address once, of origins that have said what their rules are.
  Status ForEachFetched(const Visit& visit) {
    ASSAY_LET(const auto all, crawls_.All());
    const auto look = [&](const UrlRow& row) -> Status {
      if (!IsFetched(row) || !seen_.insert(row.url).second) return Done{};
      ASSAY_LET(const WebUrl url, WebUrl::Parse(row.url));
      if (!answered_.contains(url.Origin())) return Done{};
      ++result_.addresses;
      return visit(row, url);
    };
    for (const catalog::CrawlRow& crawl : all) ASSAY_TRY(crawls_.ForEachUrl(crawl.id, look));
    return Done{};
  }

  Status ReadVisit(const UrlRow& row, const WebUrl& url) {
    const bool is_stopped = environment_.stop != nullptr && *environment_.stop;
    if (is_stopped) return Error{ErrorCode::kCancelled, "stopped"};
    ASSAY_LET(const Json then, ParseJson(row.visit));
    if (StringOr(then, "verdict") == "deny") return Done{};
    acquire::Exchange exchange;
    exchange.url = row.url;
    ASSAY_LET(const auto visited, crawls_.FindVisit(row.url));
    if (visited) ASSAY_TRY(Recall(visited->headers, "", exchange));
    const std::string kind(KindOf(exchange, row.kind));
    if (kind != "page") return Judge(row, url, SignsOf({}, exchange, ""), kind == "picture");
    ASSAY_LET(const Digest digest,
              ParseDigest(visited->asset.substr(visited->asset.find(':') + 1)));
    auto body = workspace_.Kept(digest);
    if (!body.ok() && body.error().code != ErrorCode::kNotFound) return Error(body.error());
    if (!body.ok()) return JudgeUnread(row, url, exchange);
    const ByteView bytes = AsBytes(body.value());
    exchange.content.assign(bytes.begin(), bytes.end());
    if (readers_.full()) ASSAY_TRY(TakeRead(readers_.Pop()));
    readers_.Push({row, std::move(exchange), kind, visited->asset, row.state, {}});
    return Done{};
  }

  Status TakeRead(const internal::Read& read) {
    const auto& [row, exchange, kind, asset, state, place] = read.reading;
    const WebUrl url = WebUrl::Parse(row.url).value();
    if (!read.answer.ok()) return JudgeUnread(row, url, exchange);
    const auto signs = SignsOf(read.answer.value(), exchange, "url:" + url.Text());
    return Judge(row, url, signs, /*is_image=*/false);
  }

  /// What its page said is not known any more; its head still is.
  Status JudgeUnread(const UrlRow& row, const WebUrl& url, const acquire::Exchange& exchange) {
    ++result_.unread;
    return Judge(row, url, SignsOf({}, exchange, ""), /*is_image=*/false);
  }

  Status Judge(const UrlRow& row, const WebUrl& url, const rights::ResponseSigns& signs,
               bool is_image) {
    const auto decision = gate_.Refusal(url, signs, is_image);
    if (!decision) return Done{};
    ASSAY_LET(const auto known, crawls_.FindWithdrawal(row.url));
    if (known) return Done{};
    ASSAY_LET(const auto visit, crawls_.FindVisit(row.url));
    catalog::WithdrawalRow withdrawal;
    withdrawal.url = row.url;
    withdrawal.at = Now();
    withdrawal.asset = visit ? visit->asset : "";
    withdrawal.facts = FactsBlob(gate_.FactsAbout(url, signs, is_image));
    withdrawal.decision = Canonical(ToJson(*decision));
    const Json payload = {{"url", row.url},
                          {"asset", withdrawal.asset},
                          {"decision", withdrawal.decision},
                          {"facts", Sha256(withdrawal.facts).Hex()}};
    ASSAY_LET(withdrawal.leaf,
              workspace_.AddLeaf("withdrawal", Json::object(), payload, batch_.outbox));
    batch_.withdrawals.push_back(std::move(withdrawal));
    ++result_.withdrawn;
    return Done{};
  }

  Status WriteList() {
    ASSAY_LET(const auto rows, crawls_.Withdrawals());
    Json list = Json::array();
    for (const catalog::WithdrawalRow& row : rows) {
      ASSAY_LET(const Json decision, ParseJson(row.decision));
      Json reasons = Json::array();
      for (const Json& reason : decision.value("reasons", Json::array()))
        if (reasons.empty() || reasons.back() != StringOr(reason, "code"))
          reasons.push_back(StringOr(reason, "code"));
      list.push_back({{"url", row.url},
                      {"asset", row.asset},
                      {"from", row.at},
                      {"reasons", std::move(reasons)},
                      {"leaf", row.leaf}});
    }
    std::error_code failed;
    std::filesystem::create_directories(environment_.out, failed);
    const Json document = {{"schema", "assay.withdrawals/1"}, {"withdrawals", std::move(list)}};
    return WriteFileDurably(environment_.out / "withdrawals.json", document.dump(2) + "\n");
  }

  acquire::Gate& gate_;
  Workspace& workspace_;
  const Environment& environment_;
  catalog::Crawls crawls_;
  internal::PageReaders readers_;
  catalog::CrawlBatch batch_;
  std::set<std::string> answered_;
  std::set<std::string> seen_;
  RecheckResult result_;
};

/// What was found before a stop is kept; then the stop is told.
Result<RecheckResult> KeepAfter(const Status& done, Rechecker& rechecker) {
  const bool is_stopped = !done.ok() && done.error().code == ErrorCode::kCancelled;
  if (!done.ok() && !is_stopped) return Error(done.error());
  auto kept = rechecker.Keep();
  if (is_stopped && kept.ok()) return Error(done.error());
  return kept;
}

}  // namespace

Result<RecheckResult> Recheck(const Use& use, const Network& network, policy::Engine& engine,
                              Workspace& workspace, const Environment& environment) {
  acquire::Gate gate(engine, {.use = use, .token = network.token});
  ASSAY_LET(const auto origins, catalog::Crawls(workspace.catalog()).ProbedOrigins());
  const Status asked = AskAll(origins, gate, network, environment);
  if (!asked.ok() && asked.error().code != ErrorCode::kCancelled) return Error(asked.error());
  Rechecker rechecker(gate, workspace, environment);
  for (const std::string& origin : origins)
    if (gate.Missing(origin, WallTime()).empty()) ASSAY_TRY(rechecker.Settle(origin));
  ASSAY_TRY(rechecker.JudgeAll());
  return KeepAfter(asked, rechecker);
}

Result<RecheckResult> RecheckKept(const Use& use, const std::string& token, policy::Engine& engine,
                                  Workspace& workspace, const Environment& environment) {
  acquire::Gate gate(engine, {.use = use, .token = token});
  ASSAY_LET(const auto origins, catalog::Crawls(workspace.catalog()).ProbedOrigins());
  LicenceReader licences(environment.worker);
  for (const std::string& origin : origins) ASSAY_TRY(TakeKept(workspace, origin, gate, licences));
  Rechecker rechecker(gate, workspace, environment);
  for (const std::string& origin : origins) ASSAY_TRY(rechecker.Settle(origin));
  return KeepAfter(rechecker.JudgeKept(), rechecker);
}

}  // namespace assay::pipeline
