// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/releases.h"

#include <fmt/format.h>

#include <utility>

#include "assay/catalog/catalog_internal.h"
#include "assay/catalog/commit_internal.h"
#include "assay/catalog/sqlite_internal.h"
#include "assay/core/bytes.h"

namespace assay::catalog {
namespace {

#define ASSAY_RELEASE_COLUMNS \
  "SELECT r.id, r.name, r.version, r.run, r.root, r.count, r.statement, r.at, r.leaf"

ReleaseRow ReadRelease(const Query& query) {
  return {.id = query.IntAt(0),
          .name = query.TextAt(1),
          .version = query.TextAt(2),
          .run = query.IntAt(3),
          .root = query.TextAt(4),
          .count = query.IntAt(5),
          .statement = query.TextAt(6),
          .at = query.TextAt(7),
          .leaf = query.IntAt(8)};
}

Result<std::optional<ReleaseRow>> OneRelease(Query& query) {
  ASSAY_LET(const bool found, query.Step());
  return found ? std::optional(ReadRelease(query)) : std::optional<ReleaseRow>();
}

Result<std::vector<ReleaseState>> ReadStates(Query& query) {
  std::vector<ReleaseState> states;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return states;
    states.push_back({ReadRelease(query), query.IntAt(9)});
  }
}

Result<ReleaseId> PutRelease(Database& database, const ReleaseRow& row) {
  ASSAY_LET(Query query, database.Prepare("INSERT INTO releases (name, version, run, root, count,"
                                          " statement, at, leaf) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                                          " RETURNING id"));
  query.Text(row.name).Text(row.version).Int(row.run).Text(row.root).Int(row.count);
  ASSAY_LET(const bool found, query.Text(row.statement).Text(row.at).Int(row.leaf).Step());
  if (!found) return Error{ErrorCode::kCorrupt, "SQLite gave a release no id"};
  const ReleaseId id = query.IntAt(0);
  ASSAY_TRY(query.Run());
  return id;
}

Status PutKeys(Database& database, ReleaseId release, std::int64_t count, const EachKey& each_key) {
  std::int64_t keys = 0;
  ASSAY_TRY(each_key([&](std::string_view key) -> Status {
    ASSAY_LET(Query query, database.Prepare("INSERT INTO release_keys VALUES (?, ?)"));
    ++keys;
    return query.Text(key).Int(release).Run();
  }));
  if (keys == count) return Done{};
  return Error{ErrorCode::kCorrupt,
               fmt::format("a release of {} records was given {} keys", count, keys)};
}

}  // namespace

Result<ReleaseId> Releases::Add(const ReleaseRow& row, const EachKey& each_key,
                                const std::vector<OutboxRow>& outbox) {
  Database& database = DatabaseOf(catalog_);
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  ASSAY_LET(const auto taken, Find(row.name, row.version));
  if (taken)
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("there is a release {} {}", ToPrintable(row.name), ToPrintable(row.version))};
  ASSAY_LET(const ReleaseId id, PutRelease(database, row));
  ASSAY_TRY(PutKeys(database, id, row.count, each_key));
  ASSAY_TRY(PutOutbox(database, outbox));
  ASSAY_TRY(transaction.Commit());
  return id;
}

Result<std::optional<ReleaseRow>> Releases::Find(std::string_view name,
                                                 std::string_view version) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(ASSAY_RELEASE_COLUMNS
                                         " FROM releases r WHERE r.name = ? AND r.version = ?"));
  return OneRelease(query.Text(name).Text(version));
}

Result<std::optional<ReleaseRow>> Releases::Latest(std::string_view name) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(
                             ASSAY_RELEASE_COLUMNS
                             " FROM releases r WHERE r.name = ? ORDER BY r.id DESC LIMIT 1"));
  return OneRelease(query.Text(name));
}

// Withdrawals are few: they are looked up in the releases, not the other way round.
Result<std::vector<ReleaseState>> Releases::All() const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(
                             ASSAY_RELEASE_COLUMNS
                             ", (SELECT count(*) FROM withdrawals w CROSS JOIN release_keys k"
                             "   WHERE k.key = w.url AND k.release = r.id)"
                             " FROM releases r ORDER BY r.id"));
  return ReadStates(query);
}

Result<std::vector<ReleaseState>> Releases::Holding(std::string_view key) const {
  ASSAY_LET(Query query,
            DatabaseOf(catalog_).Prepare(
                ASSAY_RELEASE_COLUMNS ", (SELECT count(*) FROM withdrawals w WHERE w.url = k.key)"
                                      " FROM release_keys k JOIN releases r ON r.id = k.release"
                                      " WHERE k.key = ? ORDER BY r.id"));
  return ReadStates(query.Text(key));
}

}  // namespace assay::catalog
