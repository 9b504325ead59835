// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/crawl.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "assay/catalog/catalog_internal.h"
#include "assay/catalog/commit_internal.h"
#include "assay/catalog/sqlite_internal.h"
#include "assay/core/bytes.h"

namespace assay::catalog {
namespace {

constexpr std::array<std::string_view, 6> kStates = {"queued",     "fetched", "unchanged",
                                                     "redirected", "refused", "failed"};

#define ASSAY_CRAWL_COLUMNS \
  "SELECT id, plan, plan_digest, date, started_at, finished_at, cursor FROM crawls "
#define ASSAY_URL_COLUMNS \
  "SELECT id, url, host, kind, depth, hops, via, state, visit, leaf FROM frontier "

Result<CrawlRow> ReadCrawl(const Query& query) {
  return CrawlRow{.id = query.IntAt(0),
                  .plan = query.TextAt(1),
                  .plan_digest = query.TextAt(2),
                  .date = query.TextAt(3),
                  .started_at = query.TextAt(4),
                  .finished_at = query.TextAt(5),
                  .cursor = query.TextAt(6)};
}

Result<std::optional<CrawlRow>> OneCrawl(Query& query) {
  ASSAY_LET(const bool found, query.Step());
  if (!found) return std::optional<CrawlRow>();
  ASSAY_LET(CrawlRow row, ReadCrawl(query));
  return std::optional(std::move(row));
}

Result<UrlRow> ReadUrl(const Query& query) {
  const auto state = std::ranges::find(kStates, query.TextAt(7));
  if (state == kStates.end()) return Error{ErrorCode::kCorrupt, "an address in no known state"};
  return UrlRow{.id = query.IntAt(0),
                .url = query.TextAt(1),
                .host = query.TextAt(2),
                .kind = query.TextAt(3),
                .depth = query.IntAt(4),
                .hops = query.IntAt(5),
                .via = query.TextAt(6),
                .state = static_cast<UrlState>(state - kStates.begin()),
                .visit = query.TextAt(8),
                .leaf = query.IntAt(9)};
}

template <typename Row>
Result<std::vector<Row>> ReadAll(Query& query, Result<Row> (*read)(const Query&)) {
  std::vector<Row> rows;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return rows;
    ASSAY_LET(Row row, read(query));
    rows.push_back(std::move(row));
  }
}

Result<std::string> ReadText(const Query& query) { return query.TextAt(0); }

Result<ProbeRow> ReadProbe(const Query& query) {
  return ProbeRow{query.TextAt(0), query.TextAt(1), query.TextAt(2), query.TextAt(3),
                  query.TextAt(4)};
}

Result<OriginRow> ReadOrigin(const Query& query) {
  return OriginRow{query.TextAt(0), query.TextAt(1), query.TextAt(2),
                   query.TextAt(3), query.TextAt(4), query.TextAt(5)};
}

Status PutOrigins(Database& database, const CrawlBatch& batch) {
  for (const OriginRow& row : batch.origins) {
    ASSAY_LET(Query query,
              database.Prepare("INSERT INTO origins VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (origin)"
                               " DO UPDATE SET terms_url = excluded.terms_url,"
                               " terms = excluded.terms, terms_at = excluded.terms_at,"
                               " clauses = excluded.clauses, contract = excluded.contract"));
    query.Text(row.origin).Text(row.terms_url).Text(row.terms);
    ASSAY_TRY(query.Text(row.terms_at).Text(row.clauses).Text(row.contract).Run());
  }
  return Done{};
}

#define ASSAY_WITHDRAWAL_COLUMNS "SELECT url, at, asset, facts, decision, leaf FROM withdrawals "

Result<WithdrawalRow> ReadWithdrawal(const Query& query) {
  return WithdrawalRow{query.TextAt(0), query.TextAt(1), query.TextAt(2),
                       query.TextAt(3), query.TextAt(4), query.IntAt(5)};
}

Status PutWithdrawals(Database& database, const CrawlBatch& batch) {
  for (const WithdrawalRow& row : batch.withdrawals) {
    ASSAY_LET(Query query, database.Prepare("INSERT INTO withdrawals VALUES (?, ?, ?, ?, ?, ?)"
                                            " ON CONFLICT (url) DO NOTHING"));
    query.Text(row.url).Text(row.at).Text(row.asset).Text(row.facts);
    ASSAY_TRY(query.Text(row.decision).Int(row.leaf).Run());
  }
  return Done{};
}

Status PutFound(Database& database, const CrawlBatch& batch) {
  for (const UrlRow& row : batch.found) {
    ASSAY_LET(
        Query query,
        database.Prepare("INSERT INTO frontier (crawl, url, host, kind, depth, hops, via)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (crawl, url) DO NOTHING"));
    query.Int(batch.crawl).Text(row.url).Text(row.host).Text(row.kind);
    ASSAY_TRY(query.Int(row.depth).Int(row.hops).Text(row.via).Run());
  }
  return Done{};
}

Status PutDone(Database& database, const CrawlBatch& batch) {
  for (const UrlRow& row : batch.done) {
    ASSAY_LET(Query query,
              database.Prepare("UPDATE frontier SET state = ?, visit = ?, leaf = ? WHERE crawl = ?"
                               " AND url = ? AND state = 'queued' RETURNING id"));
    query.Text(Name(row.state)).Text(row.visit).Int(row.leaf).Int(batch.crawl).Text(row.url);
    ASSAY_LET(const bool found, query.Step());
    if (!found)
      return Error{ErrorCode::kCorrupt,
                   "the crawl did not wait for " + ToPrintable(row.url) + ", which was fetched"};
    ASSAY_TRY(query.Run());
  }
  return Done{};
}

Status PutAnswers(Database& database, const CrawlBatch& batch) {
  for (const ProbeRow& row : batch.probes) {
    ASSAY_LET(
        Query query,
        database.Prepare("INSERT INTO probes VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin, file)"
                         " DO UPDATE SET at = excluded.at, answer = excluded.answer,"
                         " body = excluded.body"));
    query.Text(row.origin).Text(row.file).Text(row.at);
    ASSAY_TRY(query.Text(row.answer).Text(row.body).Run());
  }
  for (const VisitRow& row : batch.visits) {
    ASSAY_LET(Query query,
              database.Prepare("INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO"
                               " UPDATE SET at = excluded.at, asset = excluded.asset,"
                               " etag = excluded.etag, last_modified = excluded.last_modified,"
                               " headers = excluded.headers"));
    query.Text(row.url).Text(row.at).Text(row.asset);
    ASSAY_TRY(query.Text(row.etag).Text(row.last_modified).Text(row.headers).Run());
  }
  return Done{};
}

Status UpdateCrawl(Database& database, const CrawlBatch& batch) {
  ASSAY_LET(Query query,
            database.Prepare("UPDATE crawls SET cursor = coalesce(?, cursor),"
                             " finished_at = coalesce(?, finished_at) WHERE id = ? RETURNING id"));
  for (const auto* change : {&batch.cursor, &batch.finished_at}) {
    if (change->has_value())
      query.Text(**change);
    else
      query.TextOrNull("");
  }
  ASSAY_LET(const bool found, query.Int(batch.crawl).Step());
  if (!found) return Error{ErrorCode::kCorrupt, fmt::format("no crawl {}", batch.crawl)};
  return query.Run();
}

}  // namespace

std::string_view Name(UrlState state) { return kStates.at(static_cast<std::size_t>(state)); }

Result<CrawlRow> Crawls::Start(const CrawlRow& crawl) {
  Database& database = DatabaseOf(catalog_);
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  CrawlRow started = crawl;
  {
    ASSAY_LET(Query query,
              database.Prepare("INSERT INTO crawls (plan, plan_digest, date, started_at,"
                               " finished_at, cursor) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"));
    query.Text(crawl.plan).Text(crawl.plan_digest).Text(crawl.date).Text(crawl.started_at);
    ASSAY_LET(const bool inserted, query.Text(crawl.finished_at).Text(crawl.cursor).Step());
    ASSAY_CHECK(inserted);
    started.id = query.IntAt(0);
    ASSAY_TRY(query.Run());
  }
  ASSAY_TRY(transaction.Commit());
  return started;
}

Result<std::optional<CrawlRow>> Crawls::Unfinished(std::string_view plan_digest) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(ASSAY_CRAWL_COLUMNS
                                                      "WHERE plan_digest = ? AND finished_at = ''"
                                                      " ORDER BY id DESC LIMIT 1"));
  return OneCrawl(query.Text(plan_digest));
}

Result<std::optional<CrawlRow>> Crawls::Latest() const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(ASSAY_CRAWL_COLUMNS "ORDER BY id DESC LIMIT 1"));
  return OneCrawl(query);
}

Result<std::vector<CrawlRow>> Crawls::All() const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(ASSAY_CRAWL_COLUMNS "ORDER BY id"));
  return ReadAll<CrawlRow>(query, ReadCrawl);
}

Status Crawls::Commit(const CrawlBatch& batch) {
  Database& database = DatabaseOf(catalog_);
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  ASSAY_TRY(PutDone(database, batch));
  ASSAY_TRY(PutFound(database, batch));
  ASSAY_TRY(PutAnswers(database, batch));
  ASSAY_TRY(PutOrigins(database, batch));
  ASSAY_TRY(PutWithdrawals(database, batch));
  ASSAY_TRY(PutMemory(database, batch));
  ASSAY_TRY(PutOutbox(database, batch.outbox));
  if (batch.crawl != 0) ASSAY_TRY(UpdateCrawl(database, batch));
  return transaction.Commit();
}

Result<std::vector<std::string>> Crawls::Hosts(CrawlId crawl) const {
  // Each host is found by one step of the index: there may be millions of addresses.
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(
                "WITH RECURSIVE hosts (host) AS ("
                " SELECT min(host) FROM frontier WHERE crawl = ?1 AND state = 'queued'"
                " UNION ALL SELECT (SELECT min(host) FROM frontier WHERE crawl = ?1"
                "  AND state = 'queued' AND host > hosts.host) FROM hosts WHERE host IS NOT NULL)"
                " SELECT host FROM hosts WHERE host IS NOT NULL"));
  return ReadAll<std::string>(query.Int(crawl), ReadText);
}

Result<std::vector<UrlRow>> Crawls::Queue(CrawlId crawl, std::string_view host, std::int64_t after,
                                          std::int64_t limit) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(
                             ASSAY_URL_COLUMNS "WHERE crawl = ? AND state = 'queued' AND host = ?"
                                               " AND id > ? ORDER BY id LIMIT ?"));
  return ReadAll<UrlRow>(query.Int(crawl).Text(host).Int(after).Int(limit), ReadUrl);
}

Result<std::optional<UrlRow>> Crawls::FindUrl(CrawlId crawl, std::string_view url) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(ASSAY_URL_COLUMNS "WHERE crawl = ? AND url = ?"));
  ASSAY_LET(const bool found, query.Int(crawl).Text(url).Step());
  if (!found) return std::optional<UrlRow>();
  ASSAY_LET(UrlRow row, ReadUrl(query));
  return std::optional(std::move(row));
}

Result<std::vector<UrlRow>> Crawls::Page(CrawlId crawl, std::int64_t after,
                                         std::int64_t limit) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(
                             ASSAY_URL_COLUMNS "WHERE crawl = ? AND id > ? ORDER BY id LIMIT ?"));
  return ReadAll<UrlRow>(query.Int(crawl).Int(after).Int(limit), ReadUrl);
}

Status Crawls::ForEachUrl(CrawlId crawl, const std::function<Status(const UrlRow&)>& visit) const {
  constexpr std::int64_t kPage = 256;
  for (std::int64_t last = 0;;) {
    ASSAY_LET(const std::vector<UrlRow> rows, Page(crawl, last, kPage));
    if (rows.empty()) return Done{};
    for (const UrlRow& row : rows) ASSAY_TRY(visit(row));
    last = rows.back().id;
  }
}

Result<CrawlCounts> Crawls::Count(CrawlId crawl) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(
                "SELECT state, count(*) FROM frontier WHERE crawl = ? GROUP BY state"));
  query.Int(crawl);
  CrawlCounts counts;
  const std::array<std::int64_t*, kStates.size()> places = {&counts.queued,    &counts.fetched,
                                                            &counts.unchanged, &counts.redirected,
                                                            &counts.refused,   &counts.failed};
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return counts;
    const auto state = std::ranges::find(kStates, query.TextAt(0));
    if (state == kStates.end()) return Error{ErrorCode::kCorrupt, "an address in no known state"};
    *places.at(static_cast<std::size_t>(state - kStates.begin())) = query.IntAt(1);
    counts.seen += query.IntAt(1);
  }
}

Result<std::vector<ProbeRow>> Crawls::Probes(std::string_view origin) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare("SELECT origin, file, at, answer, body FROM probes"
                                         " WHERE origin = ? ORDER BY file"));
  return ReadAll<ProbeRow>(query.Text(origin), ReadProbe);
}

Result<std::vector<std::string>> Crawls::ProbedOrigins() const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare("SELECT DISTINCT origin FROM probes ORDER BY origin"));
  return ReadAll<std::string>(query, ReadText);
}

Result<std::optional<VisitRow>> Crawls::FindVisit(std::string_view url) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(
                "SELECT url, at, asset, etag, last_modified, headers FROM visits WHERE url = ?"));
  ASSAY_LET(const bool found, query.Text(url).Step());
  if (!found) return std::optional<VisitRow>();
  return std::optional(VisitRow{query.TextAt(0), query.TextAt(1), query.TextAt(2), query.TextAt(3),
                                query.TextAt(4), query.TextAt(5)});
}

Result<std::optional<OriginRow>> Crawls::FindOrigin(std::string_view origin) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare("SELECT origin, terms_url, terms, terms_at, clauses,"
                                         " contract FROM origins WHERE origin = ?"));
  ASSAY_LET(const bool found, query.Text(origin).Step());
  if (!found) return std::optional<OriginRow>();
  ASSAY_LET(OriginRow row, ReadOrigin(query));
  return std::optional(std::move(row));
}

Result<std::vector<OriginRow>> Crawls::Origins() const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare("SELECT origin, terms_url, terms, terms_at, clauses,"
                                         " contract FROM origins ORDER BY origin"));
  return ReadAll<OriginRow>(query, ReadOrigin);
}

Result<std::optional<WithdrawalRow>> Crawls::FindWithdrawal(std::string_view url) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(ASSAY_WITHDRAWAL_COLUMNS "WHERE url = ?"));
  ASSAY_LET(const bool found, query.Text(url).Step());
  if (!found) return std::optional<WithdrawalRow>();
  ASSAY_LET(WithdrawalRow row, ReadWithdrawal(query));
  return std::optional(std::move(row));
}

Result<std::vector<WithdrawalRow>> Crawls::Withdrawals() const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(ASSAY_WITHDRAWAL_COLUMNS "ORDER BY url"));
  return ReadAll<WithdrawalRow>(query, ReadWithdrawal);
}

}  // namespace assay::catalog
