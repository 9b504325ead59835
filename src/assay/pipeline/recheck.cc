// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/recheck.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "assay/acquire/gate.h"
#include "assay/acquire/web_url.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/terms_history.h"

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

class Rechecker {
 public:
  Rechecker(acquire::Fetcher fetcher, acquire::Gate gate, Workspace& workspace,
            const Environment& environment, std::chrono::milliseconds pause)
      : fetcher_(std::move(fetcher)),
        gate_(std::move(gate)),
        workspace_(workspace),
        environment_(environment),
        crawls_(workspace.catalog()),
        pause_(pause) {}

  Result<RecheckResult> Run() {
    ASSAY_TRY(AskAll());
    ASSAY_LET(const auto all, crawls_.All());
    for (const catalog::CrawlRow& crawl : all)
      ASSAY_TRY(crawls_.ForEachUrl(crawl.id, [this](const UrlRow& row) { return Judge(row); }));
    ASSAY_TRY(workspace_.Commit(batch_));
    ASSAY_TRY(WriteList());
    return std::move(result_);
  }

 private:
  Status AskAll() {
    ASSAY_LET(const auto origins, crawls_.ProbedOrigins());
    for (const std::string& origin : origins) {
      if (environment_.stop != nullptr && *environment_.stop)
        return Error{ErrorCode::kCancelled, "stopped"};
      ASSAY_TRY(AskOrigin(fetcher_, gate_, origin, pause_));
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
    }
    return Done{};
  }

  Status Judge(const UrlRow& row) {
    if (row.state != UrlState::kFetched && row.state != UrlState::kUnchanged) return Done{};
    if (IsOfArchive(row.kind)) return Done{};
    if (!seen_.insert(row.url).second) return Done{};
    ASSAY_LET(const WebUrl url, WebUrl::Parse(row.url));
    if (!answered_.contains(url.Origin())) return Done{};
    ++result_.addresses;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto answer = gate_.Ask(url, now, /*is_image=*/row.kind == "picture");
    const auto* decision = std::get_if<Decision>(&answer);
    if (decision == nullptr) return Done{};
    ASSAY_LET(const auto known, crawls_.FindWithdrawal(row.url));
    if (known) return Done{};
    ASSAY_LET(const auto visit, crawls_.FindVisit(row.url));
    catalog::WithdrawalRow withdrawal;
    withdrawal.url = row.url;
    withdrawal.at = Now();
    withdrawal.asset = visit ? visit->asset : "";
    withdrawal.facts = FactsBlob(gate_.FactsAbout(url, {}, row.kind == "picture"));
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

  acquire::Fetcher fetcher_;
  acquire::Gate gate_;
  Workspace& workspace_;
  const Environment& environment_;
  catalog::Crawls crawls_;
  std::chrono::milliseconds pause_;
  catalog::CrawlBatch batch_;
  std::set<std::string> answered_;
  std::set<std::string> seen_;
  RecheckResult result_;
};

}  // namespace

Result<RecheckResult> Recheck(const Use& use, const Network& network, policy::Engine& engine,
                              Workspace& workspace, const Environment& environment) {
  ASSAY_LET(auto fetcher, MakeFetcher(network));
  acquire::Gate gate(engine, {.use = use, .token = network.token});
  return Rechecker(std::move(fetcher), std::move(gate), workspace, environment, network.delay)
      .Run();
}

}  // namespace assay::pipeline
