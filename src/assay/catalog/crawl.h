// SPDX-License-Identifier: Apache-2.0
//
// What a crawl knows: addresses that wait and what came of the others, what origins answered, and
// the last visit of each address. It lies in the workspace's catalog, so that one transaction moves
// an address out of the queue and its entry into the ledger's outbox.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"

namespace assay::catalog {

using CrawlId = std::int64_t;

struct CrawlRow {
  CrawlId id = 0;
  std::string plan{};         ///< canonical JSON
  std::string plan_digest{};  ///< hex; equal plans resume each other
  std::string date{};         ///< the policy's clock
  std::string started_at{};   ///< RFC 3339 UTC
  std::string finished_at{};  ///< empty while unfinished
  std::string cursor{};       ///< canonical JSON: how far the WARC files have been accounted for
};

/// What came of an address. `kQueued` waits; the others are final for their crawl.
enum class UrlState {
  kQueued,
  kFetched,
  kUnchanged,   ///< 304, or the same payload as before
  kRedirected,  ///< what it points to has a row of its own
  kRefused,     ///< never asked for, or left at its head
  kFailed,
};
std::string_view Name(UrlState state);  // "queued", "fetched", ...

struct UrlRow {
  std::int64_t id = 0;  ///< place in the queue
  std::string url{};
  std::string host{};  ///< what is paced together
  std::string kind{};  ///< "page", "picture", "sitemap", "terms"
  std::int64_t depth = 0;
  std::int64_t hops = 0;  ///< redirects on the way here
  std::string via{};      ///< the address that named it; empty for a seed
  UrlState state = UrlState::kQueued;
  std::string visit{};  ///< canonical JSON: status, asset, warc, reasons, ...; empty while queued
  std::int64_t leaf = -1;
};

/// How an origin answered a probe, and where the body lies in the store.
struct ProbeRow {
  std::string origin{};
  std::string file{};    ///< "robots", "tdmrep", "ai.txt"
  std::string at{};      ///< RFC 3339 UTC
  std::string answer{};  ///< canonical JSON
  std::string body{};    ///< hex digest; empty for none
};

/// The newest visit of an address over all crawls: what a conditional request needs.
struct VisitRow {
  std::string url{};
  std::string at{};     ///< RFC 3339 UTC: the WARC-Date of the record that holds the bytes
  std::string asset{};  ///< "sha256:..."
  std::string etag{};
  std::string last_modified{};
  std::string headers{};  ///< canonical JSON, [[name, value], ...]: they hold as long as the asset
};

/// What is known of an origin's terms of use, and what a person has concluded about them.
struct OriginRow {
  std::string origin{};
  std::string terms_url{};
  std::string terms{};     ///< hex digest of their text in the store; empty: none were found
  std::string terms_at{};  ///< RFC 3339 UTC
  std::string clauses{};   ///< canonical JSON: FactsBlob of "rights.clause" facts
  std::string contract{};  ///< canonical JSON: value of "origin.contract"; empty: nobody concluded
};

/// An address whose host has reserved it after it was fetched.
struct WithdrawalRow {
  std::string url{};
  std::string at{};     ///< RFC 3339 UTC: from when
  std::string asset{};  ///< "sha256:..."
  std::string facts{};  ///< canonical JSON: FactsBlob of what the host says now
  std::string decision{};
  std::int64_t leaf = -1;
};

/// What a host has asked for, in word or by failing: kept from crawl to crawl.
struct HostRow {
  std::string host{};
  std::string until{};  ///< RFC 3339 UTC: before then nobody asks it; empty: forget it
  std::int64_t back_off_ms = 0;
  std::int64_t failures = 0;  ///< in a row
  std::string why{};          ///< "retry_after", "failures"
};

/// An address whose head refused, and the head that did: read again, it is not asked again.
struct RefusalRow {
  std::string url{};
  std::string at{};       ///< RFC 3339 UTC: the WARC-Date of its record
  std::string headers{};  ///< canonical JSON, [[name, value], ...]
  std::string visit{};    ///< canonical JSON: what came of it
  std::int64_t leaf = -1;
};

/// What an archive keeps of an origin's terms, around a day.
struct HistoryRow {
  std::string origin{};
  std::string archive{};    ///< address of the archive
  std::string at{};         ///< the day
  std::string terms_url{};  ///< what it was asked for
  std::string state{};      ///< "asked", "told", "unanswered"
  std::string answer{};     ///< canonical JSON: captures and how they differ
  std::int64_t leaf = -1;
};

/// Everything of a crawl that becomes true together.
struct CrawlBatch {
  CrawlId crawl = 0;            ///< 0: of none, only origins change
  std::vector<UrlRow> found{};  ///< queued, unless the crawl knows the address already
  std::vector<UrlRow> done{};   ///< no longer queued
  std::vector<ProbeRow> probes{};
  std::vector<VisitRow> visits{};
  std::vector<OriginRow> origins{};
  std::vector<WithdrawalRow> withdrawals{};  ///< the first of an address stays
  std::vector<HostRow> hosts{};
  std::vector<RefusalRow> refusals{};  ///< gone when `visits` has the address
  std::vector<HistoryRow> histories{};
  std::vector<OutboxRow> outbox{};
  std::optional<std::string> cursor{};
  std::optional<std::string> finished_at{};
};

struct CrawlCounts {
  std::int64_t seen = 0;
  std::int64_t queued = 0;
  std::int64_t fetched = 0;
  std::int64_t unchanged = 0;
  std::int64_t redirected = 0;
  std::int64_t refused = 0;
  std::int64_t failed = 0;
};

/// The crawls of a catalog. Threads: as its Catalog.
class Crawls {
 public:
  /// `catalog` must outlive it.
  explicit Crawls(Catalog& catalog) : catalog_(catalog) {}

  Result<CrawlRow> Start(const CrawlRow& crawl);  ///< `id` is assigned
  [[nodiscard]] Result<std::optional<CrawlRow>> Unfinished(std::string_view plan_digest) const;
  [[nodiscard]] Result<std::optional<CrawlRow>> Latest() const;
  [[nodiscard]] Result<std::vector<CrawlRow>> All() const;  ///< oldest first

  /// One durable transaction. Errors: kExhausted when the disk is full; kCorrupt when an address
  /// that was not queued is said to be done, or leaf indices have a gap.
  Status Commit(const CrawlBatch& batch);

  /// Hosts with waiting addresses, sorted.
  [[nodiscard]] Result<std::vector<std::string>> Hosts(CrawlId crawl) const;
  /// At most `limit` waiting addresses of a host behind `after`, oldest first.
  [[nodiscard]] Result<std::vector<UrlRow>> Queue(CrawlId crawl, std::string_view host,
                                                  std::int64_t after, std::int64_t limit) const;
  [[nodiscard]] Result<std::optional<UrlRow>> FindUrl(CrawlId crawl, std::string_view url) const;
  /// At most `limit` addresses behind `after`, in the order in which they were found.
  [[nodiscard]] Result<std::vector<UrlRow>> Page(CrawlId crawl, std::int64_t after,
                                                 std::int64_t limit) const;
  /// All of them, in that order. `visit` may commit.
  Status ForEachUrl(CrawlId crawl, const std::function<Status(const UrlRow&)>& visit) const;
  [[nodiscard]] Result<CrawlCounts> Count(CrawlId crawl) const;

  [[nodiscard]] Result<std::vector<ProbeRow>> Probes(std::string_view origin) const;
  [[nodiscard]] Result<std::vector<std::string>> ProbedOrigins() const;
  [[nodiscard]] Result<std::optional<VisitRow>> FindVisit(std::string_view url) const;

  [[nodiscard]] Result<std::optional<OriginRow>> FindOrigin(std::string_view origin) const;
  [[nodiscard]] Result<std::vector<OriginRow>> Origins() const;

  [[nodiscard]] Result<std::optional<WithdrawalRow>> FindWithdrawal(std::string_view url) const;
  [[nodiscard]] Result<std::vector<WithdrawalRow>> Withdrawals() const;  ///< by address

  [[nodiscard]] Result<std::optional<HostRow>> FindHost(std::string_view host) const;
  [[nodiscard]] Result<std::optional<RefusalRow>> FindRefusal(std::string_view url) const;
  /// Of an origin, by archive and day.
  [[nodiscard]] Result<std::vector<HistoryRow>> Histories(std::string_view origin) const;

 private:
  Catalog& catalog_;
};

}  // namespace assay::catalog
