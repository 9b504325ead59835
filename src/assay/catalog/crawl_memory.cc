// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/catalog_internal.h"
#include "assay/catalog/commit_internal.h"
#include "assay/catalog/crawl.h"
#include "assay/catalog/sqlite_internal.h"

namespace assay::catalog {
namespace {

Status PutHosts(Database& database, const CrawlBatch& batch) {
  for (const HostRow& row : batch.hosts) {
    if (row.until.empty()) {
      ASSAY_LET(Query query, database.Prepare("DELETE FROM hosts WHERE host = ?"));
      ASSAY_TRY(query.Text(row.host).Run());
      continue;
    }
    ASSAY_LET(Query query, database.Prepare("REPLACE INTO hosts VALUES (?, ?, ?, ?, ?)"));
    query.Text(row.host).Text(row.until).Int(row.back_off_ms);
    ASSAY_TRY(query.Int(row.failures).Text(row.why).Run());
  }
  return Done{};
}

Status PutRefusals(Database& database, const CrawlBatch& batch) {
  for (const VisitRow& row : batch.visits) {
    ASSAY_LET(Query query, database.Prepare("DELETE FROM refusals WHERE url = ?"));
    ASSAY_TRY(query.Text(row.url).Run());
  }
  for (const RefusalRow& row : batch.refusals) {
    ASSAY_LET(Query query, database.Prepare("REPLACE INTO refusals VALUES (?, ?, ?, ?, ?)"));
    query.Text(row.url).Text(row.at).Text(row.headers);
    ASSAY_TRY(query.Text(row.visit).Int(row.leaf).Run());
  }
  return Done{};
}

Result<HistoryRow> ReadHistory(const Query& query) {
  return HistoryRow{query.TextAt(0), query.TextAt(1), query.TextAt(2), query.TextAt(3),
                    query.TextAt(4), query.TextAt(5), query.IntAt(6)};
}

}  // namespace

Status PutMemory(Database& database, const CrawlBatch& batch) {
  ASSAY_TRY(PutHosts(database, batch));
  ASSAY_TRY(PutRefusals(database, batch));
  for (const HistoryRow& row : batch.histories) {
    ASSAY_LET(Query query, database.Prepare("REPLACE INTO histories VALUES (?, ?, ?, ?, ?, ?, ?)"));
    query.Text(row.origin).Text(row.archive).Text(row.at).Text(row.terms_url);
    ASSAY_TRY(query.Text(row.state).Text(row.answer).Int(row.leaf).Run());
  }
  return Done{};
}

Result<std::optional<HostRow>> Crawls::FindHost(std::string_view host) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(
                "SELECT host, until, back_off_ms, failures, why FROM hosts WHERE host = ?"));
  ASSAY_LET(const bool found, query.Text(host).Step());
  if (!found) return std::optional<HostRow>();
  return std::optional(
      HostRow{query.TextAt(0), query.TextAt(1), query.IntAt(2), query.IntAt(3), query.TextAt(4)});
}

Result<std::optional<RefusalRow>> Crawls::FindRefusal(std::string_view url) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(
                             "SELECT url, at, headers, visit, leaf FROM refusals WHERE url = ?"));
  ASSAY_LET(const bool found, query.Text(url).Step());
  if (!found) return std::optional<RefusalRow>();
  return std::optional(RefusalRow{query.TextAt(0), query.TextAt(1), query.TextAt(2),
                                  query.TextAt(3), query.IntAt(4)});
}

Result<std::vector<HistoryRow>> Crawls::Histories(std::string_view origin) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(
                             "SELECT origin, archive, at, terms_url, state, answer, leaf"
                             " FROM histories WHERE origin = ? ORDER BY archive, at"));
  query.Text(origin);
  std::vector<HistoryRow> rows;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return rows;
    ASSAY_LET(HistoryRow row, ReadHistory(query));
    rows.push_back(std::move(row));
  }
}

}  // namespace assay::catalog
