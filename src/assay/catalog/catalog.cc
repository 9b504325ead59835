// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/catalog.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "assay/catalog/catalog_internal.h"
#include "assay/catalog/commit_internal.h"
#include "assay/catalog/schema_internal.h"
#include "assay/catalog/sqlite_internal.h"

namespace assay::catalog {
namespace {

constexpr std::array<std::string_view, 6> kStates = {"pending", "inspected", "allow",
                                                     "deny",    "review",    "dead"};

/// Rows read ahead of their visitor. Bounds memory, and keeps no read transaction open meanwhile,
/// so a visitor may commit.
constexpr std::int64_t kPage = 64;

Result<State> ParseState(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates.at(i) == name) return static_cast<State>(i);
  }
  return Error{ErrorCode::kCorrupt, fmt::format("a record in the unknown state '{}'", name)};
}

Run ReadRun(const Query& query) {
  return {.id = query.IntAt(0),
          .plan = query.TextAt(1),
          .plan_digest = query.TextAt(2),
          .date = query.TextAt(3),
          .started_at = query.TextAt(4),
          .finished_at = query.TextAt(5),
          .cursor = query.TextAt(6),
          .phase = query.TextAt(7),
          .policy_digest = query.TextAt(8),
          .tree_root = query.TextAt(9)};
}

Result<RecordRow> ReadRecord(const Query& query) {
  ASSAY_LET(const State state, ParseState(query.TextAt(3)));
  return RecordRow{.key = query.TextAt(0),
                   .locator = query.TextAt(1),
                   .asset = query.TextAt(2),
                   .state = state,
                   .outcome = query.TextAt(4),
                   .codes = query.TextAt(5),
                   .media_type = query.TextAt(6),
                   .size_bytes = query.IntAt(7),
                   .width_px = query.IntAt(8),
                   .height_px = query.IntAt(9),
                   .frames = query.IntAt(10),
                   .facts = query.TextAt(15),
                   .decision = query.TextAt(14),
                   .situation = query.TextAt(12),
                   .evidence = query.TextAt(13),
                   .leaf = query.IntAt(11)};
}

Result<DeadLetter> ReadDead(const Query& query) {
  return DeadLetter{.key = query.TextAt(0),
                    .step = query.TextAt(1),
                    .error_class = query.TextAt(2),
                    .code = query.TextAt(3),
                    .message = query.TextAt(4),
                    .tries = query.IntAt(5),
                    .first_at = query.TextAt(6),
                    .last_at = query.TextAt(7)};
}

#define ASSAY_RUN_COLUMNS                                                                      \
  "SELECT id, plan, plan_digest, date, started_at, finished_at, cursor, phase, policy_digest," \
  " tree_root FROM runs "
#define ASSAY_RECORD_COLUMNS                                                             \
  "SELECT key, locator, asset, state, outcome, codes, media_type, size_bytes, width_px," \
  " height_px, frames, leaf, situation, evidence, decision, facts FROM records "
#define ASSAY_DEAD_COLUMNS \
  "SELECT key, step, error_class, code, message, tries, first_at, last_at FROM dead_letters "

Result<std::optional<Run>> OneRun(Query& query) {
  ASSAY_LET(const bool found, query.Step());
  if (!found) return std::optional<Run>{};
  return std::optional<Run>(ReadRun(query));
}

Result<std::optional<std::string>> OneText(Query& query) {
  ASSAY_LET(const bool found, query.Step());
  if (!found) return std::optional<std::string>{};
  return std::optional<std::string>(query.TextAt(0));
}

/// Calls `visit` for each row of pages that start after the last key of the page before.
/// `first` selects from the start, `next` after a key; both have the run and the limit.
template <typename Row>
struct Pages {
  const char* first;
  const char* next;
  Result<Row> (*read)(const Query&);
};

template <typename Row>
Result<std::vector<Row>> ReadPage(Database& database, const Pages<Row>& pages, RunId run,
                                  const std::string* after) {
  ASSAY_LET(Query query, database.Prepare(after == nullptr ? pages.first : pages.next));
  query.Int(run).Int(kPage);
  if (after != nullptr) query.Text(*after);
  std::vector<Row> rows;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return rows;
    ASSAY_LET(Row row, pages.read(query));
    rows.push_back(std::move(row));
  }
}

template <typename Row>
Status ForEach(Database& database, const Pages<Row>& pages, RunId run,
               const std::function<Status(const Row&)>& visit) {
  std::string last;
  const std::string* after = nullptr;
  for (;;) {
    ASSAY_LET(const std::vector<Row> rows, ReadPage(database, pages, run, after));
    if (rows.empty()) return Done{};
    for (const Row& row : rows) ASSAY_TRY(visit(row));
    last = rows.back().key;
    after = &last;
  }
}

}  // namespace

std::string_view Name(State state) { return kStates.at(static_cast<std::size_t>(state)); }

struct Catalog::Connection {
  std::unique_ptr<Database> database;
};

Database& DatabaseOf(const Catalog& catalog) { return *catalog.state_->database; }

Catalog::Catalog(std::unique_ptr<Connection> state) : state_(std::move(state)) {}
Catalog::Catalog(Catalog&&) noexcept = default;
Catalog& Catalog::operator=(Catalog&&) noexcept = default;
Catalog::~Catalog() = default;

Result<Catalog> Catalog::Open(const std::filesystem::path& file, Check check) {
  ASSAY_LET(std::unique_ptr<Database> database, OpenCatalogFile(file, check));
  auto connection = std::make_unique<Connection>();
  connection->database = std::move(database);
  return Catalog(std::move(connection));
}

Result<Run> Catalog::StartRun(const Run& run) {
  Database& database = *state_->database;
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  Run started = run;
  if (started.phase.empty()) started.phase = "inspect";
  {
    ASSAY_LET(Query query,
              database.Prepare("INSERT INTO runs (plan, plan_digest, date, started_at, finished_at,"
                               " cursor, phase, policy_digest, tree_root)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"));
    query.Text(started.plan).Text(started.plan_digest).Text(started.date);
    query.Text(started.started_at).Text(started.finished_at).Text(started.cursor);
    query.Text(started.phase).Text(started.policy_digest).Text(started.tree_root);
    ASSAY_LET(const bool inserted, query.Step());
    ASSAY_CHECK(inserted);
    started.id = query.IntAt(0);
    ASSAY_TRY(query.Run());
  }
  ASSAY_TRY(transaction.Commit());
  return started;
}

Result<std::optional<Run>> Catalog::FindRun(RunId run) const {
  ASSAY_LET(Query query, state_->database->Prepare(ASSAY_RUN_COLUMNS "WHERE id = ?"));
  return OneRun(query.Int(run));
}

Result<std::optional<Run>> Catalog::LatestRun() const {
  ASSAY_LET(Query query, state_->database->Prepare(ASSAY_RUN_COLUMNS "ORDER BY id DESC LIMIT 1"));
  return OneRun(query);
}

Result<std::optional<Run>> Catalog::UnfinishedRun(std::string_view plan_digest) const {
  ASSAY_LET(Query query,
            state_->database->Prepare(ASSAY_RUN_COLUMNS "WHERE plan_digest = ? AND finished_at = ''"
                                                        " ORDER BY id DESC LIMIT 1"));
  return OneRun(query.Text(plan_digest));
}

Status Catalog::Commit(const Batch& batch) {
  ASSAY_LET(Transaction transaction, Transaction::Begin(*state_->database));
  ASSAY_TRY(Apply(*state_->database, batch));
  ASSAY_TRY(transaction.Commit());
  // The next phase reads other pages: these, all over the heap, would only pin it.
  if (batch.phase) ASSAY_TRY(state_->database->Execute("PRAGMA shrink_memory"));
  return Done{};
}

Result<Accounting> Catalog::Count(RunId run) const { return ReadTally(*state_->database, run); }

Result<std::optional<RecordRow>> Catalog::FindRecord(RunId run, std::string_view key) const {
  ASSAY_LET(Query query,
            state_->database->Prepare(ASSAY_RECORD_COLUMNS "WHERE run = ? AND key = ?"));
  ASSAY_LET(const bool found, query.Int(run).Text(key).Step());
  if (!found) return std::optional<RecordRow>{};
  ASSAY_LET(RecordRow row, ReadRecord(query));
  return std::optional<RecordRow>(std::move(row));
}

// TEXT in the default BINARY collation: memcmp of UTF-8, which is the bytewise order promised.
Status Catalog::ForEachRecord(RunId run,
                              const std::function<Status(const RecordRow&)>& visit) const {
  const Pages<RecordRow> pages{
      .first = ASSAY_RECORD_COLUMNS "WHERE run = ?1 ORDER BY key LIMIT ?2",
      .next = ASSAY_RECORD_COLUMNS "WHERE run = ?1 AND key > ?3 ORDER BY key LIMIT ?2",
      .read = ReadRecord};
  return ForEach(*state_->database, pages, run, visit);
}

Status Catalog::ForEachDead(RunId run,
                            const std::function<Status(const DeadLetter&)>& visit) const {
  const Pages<DeadLetter> pages{
      .first = ASSAY_DEAD_COLUMNS "WHERE run = ?1 ORDER BY key LIMIT ?2",
      .next = ASSAY_DEAD_COLUMNS "WHERE run = ?1 AND key > ?3 ORDER BY key LIMIT ?2",
      .read = ReadDead};
  return ForEach(*state_->database, pages, run, visit);
}

Result<std::vector<DeadCount>> Catalog::CountDead(RunId run) const {
  ASSAY_LET(Query query, state_->database->Prepare(
                             "SELECT error_class, code, count(*) AS letters FROM dead_letters"
                             " WHERE run = ? GROUP BY error_class, code"
                             " ORDER BY letters DESC, error_class, code"));
  query.Int(run);
  std::vector<DeadCount> counts;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return counts;
    counts.push_back({query.TextAt(0), query.TextAt(1), query.IntAt(2)});
  }
}

Result<std::int64_t> Catalog::OldestDead(RunId run) const {
  ASSAY_LET(Query query,
            state_->database->Prepare("SELECT coalesce(CAST(strftime('%s', min(first_at)) AS"
                                      " INTEGER), 0) FROM dead_letters WHERE run = ?"));
  query.Int(run);
  ASSAY_LET(const bool has_row, query.Step());
  return has_row ? query.IntAt(0) : 0;
}

Result<std::optional<std::string>> Catalog::Situation(std::string_view digest) const {
  ASSAY_LET(Query query,
            state_->database->Prepare("SELECT document FROM situations WHERE digest = ?"));
  return OneText(query.Text(digest));
}

Result<std::optional<std::string>> Catalog::FindInspection(std::string_view asset,
                                                           std::string_view steps) const {
  ASSAY_LET(Query query, state_->database->Prepare(
                             "SELECT inspection FROM inspections WHERE asset = ? AND steps = ?"));
  return OneText(query.Text(asset).Text(steps));
}

Result<std::optional<DerivedRow>> Catalog::FindDerived(std::string_view asset,
                                                       std::string_view recipe) const {
  ASSAY_LET(Query query, state_->database->Prepare(
                             "SELECT made, answer FROM derived WHERE asset = ? AND recipe = ?"));
  ASSAY_LET(const bool found, query.Text(asset).Text(recipe).Step());
  if (!found) return std::optional<DerivedRow>();
  return std::optional(
      DerivedRow{std::string(asset), std::string(recipe), query.TextAt(0), query.TextAt(1)});
}

Result<std::vector<OutboxRow>> Catalog::Outbox(std::size_t limit) const {
  ASSAY_LET(Query query,
            state_->database->Prepare(
                "SELECT leaf, salt, payload, bytes FROM outbox ORDER BY leaf LIMIT ?"));
  query.Int(static_cast<std::int64_t>(limit));
  std::vector<OutboxRow> rows;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return rows;
    rows.push_back({.index = query.IntAt(0),
                    .salt = query.TextAt(1),
                    .payload = query.TextAt(2),
                    .bytes = query.TextAt(3)});
  }
}

Status Catalog::MarkLogged(std::int64_t size) {
  Database& database = *state_->database;
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  ASSAY_LET(const std::int64_t next_leaf, NextLeaf());
  if (size > next_leaf)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the ledger holds {} entries, the catalog knows of {}: is one of them "
                             "an older copy?",
                             size, next_leaf)};
  ASSAY_LET(Query query, database.Prepare("DELETE FROM outbox WHERE leaf < ?"));
  ASSAY_TRY(query.Int(size).Run());
  return transaction.Commit();
}

Result<std::int64_t> Catalog::NextLeaf() const {
  ASSAY_LET(Query query, state_->database->Prepare("SELECT next_leaf FROM ledger"));
  ASSAY_LET(const bool found, query.Step());
  if (!found) return Error{ErrorCode::kCorrupt, "the outbox has lost its place"};
  return query.IntAt(0);
}

}  // namespace assay::catalog
