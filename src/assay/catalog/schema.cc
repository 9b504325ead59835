// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>

#include "assay/catalog/schema_internal.h"
#include "assay/core/bytes.h"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

// `tally` is kept by triggers and `runs.seen` by Commit: two witnesses of one number.
constexpr std::string_view kTables = R"sql(
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan TEXT NOT NULL, plan_digest TEXT NOT NULL, date TEXT NOT NULL,
  started_at TEXT NOT NULL, finished_at TEXT NOT NULL, cursor TEXT NOT NULL,
  phase TEXT NOT NULL CHECK (phase IN ('inspect', 'decide', 'write', 'finished')),
  policy_digest TEXT NOT NULL, tree_root TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE tally (
  run INTEGER NOT NULL REFERENCES runs (id), state TEXT NOT NULL,
  records INTEGER NOT NULL CHECK (records >= 0),
  PRIMARY KEY (run, state)) STRICT, WITHOUT ROWID;
CREATE TABLE situations (
  digest TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL) STRICT;
CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (id), key TEXT NOT NULL,
  locator TEXT NOT NULL, asset TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'inspected', 'allow', 'deny', 'review', 'dead')),
  outcome TEXT NOT NULL, codes TEXT NOT NULL, media_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL, width_px INTEGER NOT NULL, height_px INTEGER NOT NULL,
  frames INTEGER NOT NULL, leaf INTEGER NOT NULL,
  situation TEXT REFERENCES situations (digest),
  evidence TEXT NOT NULL, decision TEXT NOT NULL, facts TEXT NOT NULL,
  UNIQUE (run, key)) STRICT;
CREATE INDEX records_by_state ON records (run, state);
CREATE TABLE dead_letters (
  run INTEGER NOT NULL, key TEXT NOT NULL, step TEXT NOT NULL, error_class TEXT NOT NULL,
  code TEXT NOT NULL, message TEXT NOT NULL, tries INTEGER NOT NULL,
  first_at TEXT NOT NULL, last_at TEXT NOT NULL,
  PRIMARY KEY (run, key), FOREIGN KEY (run, key) REFERENCES records (run, key)) STRICT,
  WITHOUT ROWID;
CREATE TABLE inspections (
  asset TEXT NOT NULL, steps TEXT NOT NULL, inspection TEXT NOT NULL,
  PRIMARY KEY (asset, steps)) STRICT;
CREATE TABLE outbox (
  leaf INTEGER PRIMARY KEY, salt BLOB NOT NULL CHECK (length(salt) = 32),
  payload TEXT NOT NULL, bytes TEXT NOT NULL) STRICT;
CREATE TABLE ledger (
  only INTEGER PRIMARY KEY CHECK (only = 1), next_leaf INTEGER NOT NULL) STRICT;
INSERT INTO ledger VALUES (1, 0);

CREATE TRIGGER record_added AFTER INSERT ON records BEGIN
  INSERT INTO tally VALUES (new.run, new.state, 1)
    ON CONFLICT (run, state) DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER record_moved AFTER UPDATE OF state ON records WHEN old.state <> new.state BEGIN
  UPDATE tally SET records = records - 1 WHERE run = old.run AND state = old.state;
  INSERT INTO tally VALUES (new.run, new.state, 1)
    ON CONFLICT (run, state) DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER record_removed BEFORE DELETE ON records BEGIN
  SELECT RAISE(ABORT, 'a record is never removed from its run');
END;
)sql";

/// Since schema 2.
constexpr std::string_view kCrawlTables = R"sql(
CREATE TABLE crawls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan TEXT NOT NULL, plan_digest TEXT NOT NULL, date TEXT NOT NULL,
  started_at TEXT NOT NULL, finished_at TEXT NOT NULL, cursor TEXT NOT NULL) STRICT;
CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  crawl INTEGER NOT NULL REFERENCES crawls (id), url TEXT NOT NULL, host TEXT NOT NULL,
  kind TEXT NOT NULL, depth INTEGER NOT NULL, hops INTEGER NOT NULL, via TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
    ('queued', 'fetched', 'unchanged', 'redirected', 'refused', 'failed')),
  visit TEXT NOT NULL DEFAULT '', leaf INTEGER NOT NULL DEFAULT -1,
  UNIQUE (crawl, url)) STRICT;
CREATE INDEX frontier_queue ON frontier (crawl, host, id) WHERE state = 'queued';
CREATE TABLE probes (
  origin TEXT NOT NULL, file TEXT NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY (origin, file)) STRICT, WITHOUT ROWID;
CREATE TABLE origins (
  origin TEXT NOT NULL PRIMARY KEY, terms_url TEXT NOT NULL, terms TEXT NOT NULL,
  terms_at TEXT NOT NULL, clauses TEXT NOT NULL, contract TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawals (
  url TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL, asset TEXT NOT NULL, facts TEXT NOT NULL,
  decision TEXT NOT NULL, leaf INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE visits (
  url TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL, asset TEXT NOT NULL, etag TEXT NOT NULL,
  last_modified TEXT NOT NULL, headers TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql";

/// Since schema 3: what is remembered from crawl to crawl.
constexpr std::string_view kMemoryTables = R"sql(
CREATE TABLE hosts (
  host TEXT NOT NULL PRIMARY KEY, until TEXT NOT NULL, back_off_ms INTEGER NOT NULL,
  failures INTEGER NOT NULL, why TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE refusals (
  url TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL, headers TEXT NOT NULL, visit TEXT NOT NULL,
  leaf INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE histories (
  origin TEXT NOT NULL, archive TEXT NOT NULL, at TEXT NOT NULL, terms_url TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'told', 'unanswered')), answer TEXT NOT NULL,
  leaf INTEGER NOT NULL, PRIMARY KEY (origin, archive, at)) STRICT, WITHOUT ROWID;
)sql";

/// Since schema 4. A key is looked for in all releases, so it comes first, in the table as well as
/// in its index: quick_check of SQLite 3.40 sees NULLs where the orders differ.
constexpr std::string_view kReleaseTables = R"sql(
CREATE TABLE releases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL, version TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id),
  root TEXT NOT NULL, count INTEGER NOT NULL CHECK (count >= 0), statement TEXT NOT NULL,
  at TEXT NOT NULL, leaf INTEGER NOT NULL, UNIQUE (name, version)) STRICT;
CREATE TABLE release_keys (
  key TEXT NOT NULL, release INTEGER NOT NULL REFERENCES releases (id),
  PRIMARY KEY (key, release)) STRICT, WITHOUT ROWID;
)sql";

/// Since schema 5.
constexpr std::string_view kDerivedTables = R"sql(
CREATE TABLE derived (
  asset TEXT NOT NULL, recipe TEXT NOT NULL, made TEXT NOT NULL, answer TEXT NOT NULL,
  PRIMARY KEY (asset, recipe)) STRICT, WITHOUT ROWID;
)sql";

/// Since schema 6: how often a record that has not lived since has died, over all runs. A replay
/// takes a dead letter away; this stays until the record lives.
constexpr std::string_view kDeathTables = R"sql(
CREATE TABLE deaths (
  key TEXT NOT NULL PRIMARY KEY, locator TEXT NOT NULL, tries INTEGER NOT NULL,
  first_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO deaths SELECT key, locator, tries, first_at
  FROM dead_letters JOIN records USING (run, key) WHERE run = (SELECT max(id) FROM runs);
)sql";

/// A row of facts is a few kilobytes: it fits a page of 8 KiB without an overflow chain.
constexpr std::string_view kNewFile = "PRAGMA page_size = 8192;";
constexpr std::string_view kConnection =
    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1024; PRAGMA wal_autocheckpoint = 2000;";

/// What a file says it is.
struct Identity {
  std::int64_t application_id = 0;
  std::int64_t version = 0;
  std::int64_t tables = 0;

  [[nodiscard]] bool IsEmpty() const { return application_id == 0 && version == 0 && tables == 0; }
};

Result<std::int64_t> AskNumber(Database& database, const char* sql) {
  ASSAY_LET(Query query, database.Prepare(sql));
  ASSAY_LET(const bool found, query.Step());
  if (!found) return Error{ErrorCode::kCorrupt, "SQLite gave no answer"};
  return query.IntAt(0);
}

Result<Identity> ReadIdentity(Database& database) {
  Identity identity;
  ASSAY_LET(identity.application_id, AskNumber(database, "PRAGMA application_id"));
  ASSAY_LET(identity.version, AskNumber(database, "PRAGMA user_version"));
  ASSAY_LET(identity.tables, AskNumber(database, "SELECT count(*) FROM sqlite_master"));
  return identity;
}

Status CheckIdentity(const Identity& identity, const fs::path& file) {
  const std::string name = ToPrintable(file.native());
  if (identity.application_id != kApplicationId)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{} is a database of another program (application_id {:#x})", name,
                             identity.application_id)};
  if (identity.version > kSchemaVersion)
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{} has schema {}, and this program reads up to {}: use a newer assay",
                             name, identity.version, kSchemaVersion)};
  if (identity.version < 1)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{} has schema {}, which never existed", name, identity.version)};
  return Done{};
}

/// In one transaction: a crash leaves an empty file or a whole catalog.
Status CreateTables(Database& database) {
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  ASSAY_LET(const Identity identity, ReadIdentity(database));
  if (!identity.IsEmpty()) return Done{};  // another process was faster; checked by our caller
  ASSAY_TRY(database.Execute(std::string(kTables)));
  ASSAY_TRY(database.Execute(std::string(kCrawlTables)));
  ASSAY_TRY(database.Execute(std::string(kMemoryTables)));
  ASSAY_TRY(database.Execute(std::string(kReleaseTables)));
  ASSAY_TRY(database.Execute(std::string(kDerivedTables)));
  ASSAY_TRY(database.Execute(std::string(kDeathTables)));
  ASSAY_TRY(database.Execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                         kApplicationId, kSchemaVersion)));
  return transaction.Commit();
}

/// What an older program made gets what came later.
Status Upgrade(Database& database) {
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  ASSAY_LET(const Identity identity, ReadIdentity(database));
  if (identity.version >= kSchemaVersion) return Done{};  // another process was faster
  if (identity.version < 2) ASSAY_TRY(database.Execute(std::string(kCrawlTables)));
  if (identity.version < 3) ASSAY_TRY(database.Execute(std::string(kMemoryTables)));
  if (identity.version < 4) ASSAY_TRY(database.Execute(std::string(kReleaseTables)));
  if (identity.version < 5) ASSAY_TRY(database.Execute(std::string(kDerivedTables)));
  ASSAY_TRY(database.Execute(std::string(kDeathTables)));
  ASSAY_TRY(database.Execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion)));
  return transaction.Commit();
}

Status QuickCheck(Database& database, const fs::path& file) {
  ASSAY_LET(Query query, database.Prepare("PRAGMA quick_check(10)"));
  std::string problems;
  const auto add = [&](std::string_view line) {
    if (line != "ok") problems += (problems.empty() ? "" : "; ") + ToPrintable(line);
  };
  for (;;) {
    const Result<bool> more = query.Step();
    if (!more.ok() && more.error().code != ErrorCode::kCorrupt) return Error(more.error());
    if (!more.ok()) add(more.error().what);  // too damaged to be checked to its end
    if (!more.ok() || !more.value()) break;
    add(query.TextAt(0));
  }
  if (problems.empty()) return Done{};
  return Error{ErrorCode::kCorrupt, fmt::format("{} is damaged; SQLite's quick_check says: {}",
                                                ToPrintable(file.native()), problems)};
}

Status TurnOnWal(Database& database, const fs::path& file) {
  ASSAY_LET(const std::string mode, database.Ask("PRAGMA journal_mode = WAL"));
  if (mode == "wal") return Done{};
  return Error{ErrorCode::kUnsupported,
               fmt::format("{} lies on a file system without the shared memory that SQLite's WAL "
                           "needs (journal mode stays {})",
                           ToPrintable(file.native()), mode)};
}

}  // namespace

Result<std::unique_ptr<Database>> OpenCatalogFile(const fs::path& file, Check check) {
  ASSAY_LET(std::unique_ptr<Database> database, Database::Open(file));
  ASSAY_LET(Identity identity, ReadIdentity(*database));
  if (identity.IsEmpty()) {
    ASSAY_TRY(database->Execute(std::string(kNewFile)));
    ASSAY_TRY(TurnOnWal(*database, file));
    ASSAY_TRY(database->Execute(std::string(kConnection)));
    ASSAY_TRY(CreateTables(*database));
    ASSAY_LET(identity, ReadIdentity(*database));
  }
  ASSAY_TRY(CheckIdentity(identity, file));
  ASSAY_TRY(TurnOnWal(*database, file));
  ASSAY_TRY(database->Execute(std::string(kConnection)));
  if (check == Check::kWhole) ASSAY_TRY(QuickCheck(*database, file));
  if (identity.version < kSchemaVersion) ASSAY_TRY(Upgrade(*database));
  return database;
}

}  // namespace assay::catalog
