// SPDX-License-Identifier: Apache-2.0
//
// One crawl at work: a queue of hosts that are due, requests under way, answers that workers read,
// and the batch in which all of it becomes true. One thread, but for the workers.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/gate.h"
#include "assay/acquire/pacer.h"
#include "assay/acquire/warc.h"
#include "assay/catalog/crawl.h"
#include "assay/pipeline/page_readers_internal.h"

namespace assay::acquire {
class CrawlScope;
}  // namespace assay::acquire
namespace assay::policy {
class Engine;
}  // namespace assay::policy

namespace assay::pipeline {
class LicenceReader;
class Workspace;
struct CrawlPlan;
struct Environment;
struct HistoryQuestion;
class TermsHistory;
}  // namespace assay::pipeline

namespace assay::pipeline::internal {

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

/// Threads: one. What it is made of must outlive it.
class Crawler {
 public:
  Crawler(const CrawlPlan& plan, policy::Engine& engine, Workspace& workspace,
          const Environment& environment, catalog::CrawlRow crawl, acquire::Fetcher fetcher,
          acquire::WarcWriter warc);
  ~Crawler();

  Status Run();
  [[nodiscard]] bool has_reopened() const { return reopened_; }

 private:
  /// A probe, and where its answers have pointed so far.
  struct Question {
    std::string origin;
    policy::WellKnown file = policy::WellKnown::kRobots;
    std::string licence;  ///< address of a licence document, where it is one
    std::vector<std::string> trail;

    [[nodiscard]] std::string Place() const;  ///< where it is put: an answer may have led elsewhere
    [[nodiscard]] std::string Name() const;   ///< equal for equal questions, whoever has them
  };

  /// A page or picture that waits for licence documents.
  struct Held {
    std::vector<std::string> licences;
    Read read;
  };

  struct Host {
    std::deque<catalog::UrlRow> waiting;
    std::int64_t last = 0;            ///< id of the newest that was taken from the catalog
    std::vector<Question> questions;  ///< to be put before any other request, the last one first
  };

  Status Resume();
  Status StartDue();
  Status StartNext(const std::string& name);
  bool IsDue(const std::string& name, const std::string& asked);
  Status Refill(const std::string& name, Host& host);
  Status LoadOrigin(const std::string& origin);
  Status SetTerms(const catalog::OriginRow& row);
  Status TakeTerms(const acquire::WebUrl& url, const Json& page);
  Status Abandon(const std::string& name);
  void Schedule(const std::string& name, acquire::Instant at) { due_.insert({at, name}); }
  Result<policy::PermitProbe> PermitOf(const Question& question) const;
  Status StartProbe(const std::string& name, const Question& question);
  Result<Question> Foremost(const Host& host);
  Status StartQuestion(const std::string& name);
  bool WaitsFor(const std::string& name, const Question& question);
  void Want(const std::string& name, const std::vector<std::string>& licences);
  bool Hold(Read& read);
  Status Release();
  void StartFetch(const std::string& name, catalog::UrlRow row, const acquire::WebUrl& url,
                  policy::Permit permit);

  Status EndProbe(const std::string& name, Question question, const acquire::Exchange& exchange);
  Status EndFetch(catalog::UrlRow row, acquire::Exchange exchange,
                  const std::optional<Decision>& refusal);
  Status RecallVisit(const catalog::VisitRow& visited, acquire::Exchange& exchange);
  Status TakeAnswer(const Question& question, acquire::ProbeResult result);
  Status TakeRead(Read read);
  Status Judge(Read read);
  Status FollowRedirect(const catalog::UrlRow& row, const acquire::Exchange& exchange, Json& visit);

  // An archive's addresses (crawl_history.cc).
  Status BeginHistory(const catalog::OriginRow& terms);
  [[nodiscard]] std::string HistoryDay() const;
  Result<TermsHistory*> FindHistory(const std::string& origin);
  Status PutHistory(const TermsHistory& history, const std::vector<HistoryQuestion>& questions,
                    const std::string& via);
  Status ConcludeHistory(const std::string& origin);
  [[nodiscard]] Result<catalog::OriginRow> TermsOf(const std::string& origin) const;
  Status TakeHistoryList(const catalog::UrlRow& row, std::string_view payload, Json& visit);
  Status TakeCapture(const catalog::UrlRow& row, const std::string& asset, const Json& page);
  Status FollowArchive(const catalog::UrlRow& row, const acquire::WebUrl& target, Json& visit);
  Status EndArchive(const catalog::UrlRow& row, const Json& visit);

  // What is remembered from crawl to crawl (crawl_memory.cc).
  Status LoadHost(const std::string& host);
  void KeepPatience(const std::string& host);
  [[nodiscard]] Json WhyAlone(const std::string& host) const;
  void KeepRefusal(const catalog::UrlRow& row, const acquire::Exchange& exchange,
                   const Json& visit);
  Result<std::optional<Json>> RefusedBefore(const catalog::UrlRow& row, const acquire::WebUrl& url);
  bool MayAskAgain(const acquire::Exchange& exchange);

  Status Refuse(catalog::UrlRow row, const Decision& decision);
  Status Finish(catalog::UrlRow row, catalog::UrlState state, const Json& visit,
                std::string_view leaf);
  void Find(const std::string& text, std::string_view kind, const catalog::UrlRow& via,
            std::int64_t depth, std::int64_t hops);
  void Released(const std::string& name, const std::string& asked,
                const acquire::Exchange& exchange);
  Status Flush();
  void Clear();

  const CrawlPlan& plan_;
  policy::Engine& engine_;
  Workspace& workspace_;
  const Environment& environment_;
  catalog::Crawls crawls_;
  catalog::CrawlRow crawl_;
  acquire::Gate gate_;
  acquire::Pacer pacer_;
  std::unique_ptr<acquire::CrawlScope> scope_;
  acquire::Fetcher fetcher_;
  acquire::WarcWriter warc_;
  PageReaders readings_;
  std::unique_ptr<LicenceReader> licences_;
  catalog::CrawlBatch batch_;
  acquire::Instant chunk_began_{};
  std::map<std::string, Host> hosts_;
  std::set<std::pair<acquire::Instant, std::string>> due_;
  std::set<std::string> idle_;    ///< hosts without waiting addresses
  std::set<std::string> asking_;  ///< names of the questions that are under way
  std::vector<Held> held_;
  Lately queued_;
  std::set<std::string> loaded_;  ///< origins whose probes and terms were looked up
  std::set<std::string> termed_;  ///< origins whose terms were looked for
  std::map<std::string, std::shared_ptr<TermsHistory>> histories_;  ///< by origin
  std::set<std::string> mapped_;     ///< origins whose sitemaps were queued
  std::set<std::string> patient_;    ///< hosts whose patience was looked up
  std::set<std::string> impatient_;  ///< hosts that the catalog knows, or will
  std::set<std::string> again_;      ///< addresses that were asked a second time
  std::int64_t asked_ = 0;
  std::map<std::string, std::int64_t> asked_of_;  ///< by host
  bool reopened_ = false;                         ///< cleared terms have changed
  Status broken_ = Done{};                        ///< the first error inside a callback
};

}  // namespace assay::pipeline::internal
