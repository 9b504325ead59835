// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>
#include <string>

#include "assay/catalog/commit_internal.h"
#include "assay/core/bytes.h"

namespace assay::catalog {
namespace {

Error Breach(std::string what) { return {ErrorCode::kCorrupt, "accounting: " + std::move(what)}; }

Status PutSituations(Database& database, const Batch& batch) {
  for (const auto& [digest, document] : batch.situations) {
    ASSAY_LET(Query query, database.Prepare("INSERT INTO situations VALUES (?, ?)"
                                            " ON CONFLICT (digest) DO NOTHING"));
    ASSAY_TRY(query.Text(digest).Text(document).Run());
  }
  return Done{};
}

Status PutInspections(Database& database, const Batch& batch) {
  for (const CachedInspection& cached : batch.cache) {
    ASSAY_LET(Query query,
              database.Prepare("INSERT INTO inspections VALUES (?, ?, ?) ON CONFLICT (asset, steps)"
                               " DO UPDATE SET inspection = excluded.inspection"));
    ASSAY_TRY(query.Text(cached.asset).Text(cached.steps).Text(cached.inspection).Run());
  }
  return Done{};
}

Status PutDerived(Database& database, const Batch& batch) {
  for (const DerivedRow& row : batch.derived) {
    ASSAY_LET(Query query,
              database.Prepare("INSERT INTO derived VALUES (?, ?, ?, ?) ON CONFLICT (asset, recipe)"
                               " DO UPDATE SET made = excluded.made, answer = excluded.answer"));
    ASSAY_TRY(query.Text(row.asset).Text(row.recipe).Text(row.made).Text(row.answer).Run());
  }
  return Done{};
}

Result<bool> Exists(Database& database, RunId run, std::string_view key) {
  ASSAY_LET(Query query, database.Prepare("SELECT 1 FROM records WHERE run = ? AND key = ?"));
  return query.Int(run).Text(key).Step();
}

// An upsert, not REPLACE: the row keeps its id, and the triggers see where it came from.
constexpr const char* kPutRecord =
    "INSERT INTO records (run, key, locator, asset, state, outcome, codes, media_type, size_bytes,"
    " width_px, height_px, frames, leaf, situation, evidence, decision, facts)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (run, key) DO UPDATE SET locator = excluded.locator, asset = excluded.asset,"
    " state = excluded.state, outcome = excluded.outcome, codes = excluded.codes,"
    " media_type = excluded.media_type, size_bytes = excluded.size_bytes,"
    " width_px = excluded.width_px, height_px = excluded.height_px, frames = excluded.frames,"
    " leaf = excluded.leaf, situation = excluded.situation, evidence = excluded.evidence,"
    " decision = excluded.decision, facts = excluded.facts";

/// How many of the records were new.
Result<std::int64_t> PutRecords(Database& database, const Batch& batch) {
  std::int64_t added = 0;
  for (const RecordRow& row : batch.records) {
    ASSAY_LET(const bool known, Exists(database, batch.run, row.key));
    added += known ? 0 : 1;
    ASSAY_LET(Query query, database.Prepare(kPutRecord));
    query.Int(batch.run).Text(row.key).Text(row.locator).Text(row.asset);
    query.Text(Name(row.state)).Text(row.outcome).Text(row.codes).Text(row.media_type);
    query.Int(row.size_bytes).Int(row.width_px).Int(row.height_px).Int(row.frames).Int(row.leaf);
    query.TextOrNull(row.situation).Text(row.evidence).Text(row.decision).Text(row.facts);
    ASSAY_TRY(query.Run());
  }
  return added;
}

std::set<std::string_view> KeysOf(const std::vector<DeadLetter>& letters) {
  std::set<std::string_view> keys;
  for (const DeadLetter& letter : letters) keys.insert(letter.key);
  return keys;
}

/// A record that lives has not died as often as it had. Another of its key, elsewhere, has.
Status ForgetDeaths(Database& database, const Batch& batch) {
  for (const RecordRow& row : batch.records) {
    if (row.state != State::kInspected) continue;
    ASSAY_LET(Query forget, database.Prepare("DELETE FROM deaths WHERE key = ? AND locator = ?"));
    ASSAY_TRY(forget.Text(row.key).Text(row.locator).Run());
  }
  return Done{};
}

/// The letter with what went before it: earlier deaths of the record, in this run or another.
Result<DeadLetter> Continued(Database& database, RunId run, DeadLetter letter) {
  ASSAY_LET(Query query,
            database.Prepare("SELECT tries, first_at FROM deaths JOIN records USING (key, locator)"
                             " WHERE key = ? AND run = ?"));
  query.Text(letter.key).Int(run);
  ASSAY_LET(const bool has_died, query.Step());
  if (!has_died) return letter;
  letter.tries += query.IntAt(0);
  letter.first_at = query.TextAt(1);
  return letter;
}

/// A revived record is pending until the batch says more of it.
Status Revive(Database& database, const Batch& batch) {
  const std::set<std::string_view> dies_again = KeysOf(batch.dead);
  for (const std::string& key : batch.revived) {
    if (dies_again.contains(key)) continue;
    ASSAY_LET(Query withdraw,
              database.Prepare("DELETE FROM dead_letters WHERE run = ? AND key = ?"));
    ASSAY_TRY(withdraw.Int(batch.run).Text(key).Run());
    ASSAY_LET(Query wake, database.Prepare("UPDATE records SET state = 'pending'"
                                           " WHERE run = ? AND key = ? AND state = 'dead'"));
    ASSAY_TRY(wake.Int(batch.run).Text(key).Run());
  }
  return Done{};
}

Status PutDead(Database& database, const Batch& batch) {
  for (const DeadLetter& one : batch.dead) {
    ASSAY_LET(const bool known, Exists(database, batch.run, one.key));
    if (!known)
      return Breach(fmt::format("a dead letter for {}, which is no record of run {}",
                                ToPrintable(one.key), batch.run));
    ASSAY_LET(const DeadLetter letter, Continued(database, batch.run, one));
    ASSAY_LET(Query query,
              database.Prepare("INSERT INTO dead_letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                               " ON CONFLICT (run, key) DO UPDATE SET step = excluded.step,"
                               " error_class = excluded.error_class, code = excluded.code,"
                               " message = excluded.message, last_at = excluded.last_at,"
                               " tries = excluded.tries"));
    query.Int(batch.run).Text(letter.key).Text(letter.step).Text(letter.error_class);
    query.Text(letter.code).Text(letter.message).Int(letter.tries);
    query.Text(letter.first_at).Text(letter.last_at);
    ASSAY_TRY(query.Run());
    ASSAY_LET(Query remember,
              database.Prepare("INSERT INTO deaths SELECT key, locator, ?, ? FROM records"
                               " WHERE run = ? AND key = ? ON CONFLICT (key) DO UPDATE SET"
                               " locator = excluded.locator, tries = excluded.tries,"
                               " first_at = excluded.first_at"));
    ASSAY_TRY(
        remember.Int(letter.tries).Text(letter.first_at).Int(batch.run).Text(letter.key).Run());
  }
  return ForgetDeaths(database, batch);
}

}  // namespace

Status PutOutbox(Database& database, const std::vector<OutboxRow>& rows) {
  if (rows.empty()) return Done{};
  ASSAY_LET(Query next, database.Prepare("SELECT next_leaf FROM ledger"));
  ASSAY_LET(const bool found, next.Step());
  if (!found) return Breach("the outbox has lost its place");
  std::int64_t next_leaf = next.IntAt(0);
  for (const OutboxRow& row : rows) {
    if (row.index != next_leaf)
      return Breach(fmt::format("leaf {} where {} is next", row.index, next_leaf));
    ++next_leaf;
    ASSAY_LET(Query query, database.Prepare("INSERT INTO outbox VALUES (?, ?, ?, ?)"));
    ASSAY_TRY(query.Int(row.index).Blob(row.salt).Text(row.payload).Text(row.bytes).Run());
  }
  ASSAY_LET(Query place, database.Prepare("UPDATE ledger SET next_leaf = ?"));
  return place.Int(next_leaf).Run();
}

namespace {

Status UpdateRun(Database& database, const Batch& batch, std::int64_t added) {
  ASSAY_LET(Query query,
            database.Prepare("UPDATE runs SET seen = seen + ?, cursor = coalesce(?, cursor),"
                             " phase = coalesce(?, phase), finished_at = coalesce(?, finished_at),"
                             " tree_root = coalesce(?, tree_root) WHERE id = ? RETURNING id"));
  query.Int(added);
  for (const auto* change : {&batch.cursor, &batch.phase, &batch.finished_at, &batch.tree_root}) {
    if (change->has_value())
      query.Text(**change);
    else
      query.TextOrNull("");
  }
  ASSAY_LET(const bool found, query.Int(batch.run).Step());
  if (!found) return Breach(fmt::format("no run {}", batch.run));
  return query.Run();
}

/// A record is dead exactly when it has a dead letter.
Status CheckDead(Database& database, const Batch& batch) {
  std::set<std::string_view> touched = KeysOf(batch.dead);
  for (const RecordRow& row : batch.records) touched.insert(row.key);
  for (const std::string& key : batch.revived) touched.insert(key);
  for (const std::string_view key : touched) {
    ASSAY_LET(Query query,
              database.Prepare("SELECT r.state, d.key IS NOT NULL FROM records r"
                               " LEFT JOIN dead_letters d ON d.run = r.run AND d.key = r.key"
                               " WHERE r.run = ? AND r.key = ?"));
    ASSAY_LET(const bool found, query.Int(batch.run).Text(key).Step());
    if (!found) return Breach(fmt::format("{} is no record", ToPrintable(key)));
    if ((query.TextAt(0) == Name(State::kDead)) != (query.IntAt(1) == 1))
      return Breach(fmt::format("{} is {} and has {} dead letter", ToPrintable(key),
                                query.TextAt(0), query.IntAt(1) == 1 ? "a" : "no"));
  }
  return Done{};
}

Status CheckTally(Database& database, RunId run) {
  ASSAY_LET(const Accounting tally, ReadTally(database, run));
  const std::int64_t sum = tally.allow + tally.deny + tally.review + tally.dead + tally.pending;
  if (tally.seen == sum) return Done{};
  return Breach(
      fmt::format("seen {} but allow + deny + review + dead + pending = {}", tally.seen, sum));
}

/// The triggers' tally against the rows themselves. Cost: one pass over an index of the run.
Status Recount(Database& database, RunId run) {
  ASSAY_LET(
      Query query,
      database.Prepare("SELECT count(*) FROM"
                       " (SELECT state, count(*) AS n FROM records INDEXED BY records_by_state"
                       "  WHERE run = ?1 GROUP BY state"
                       "  EXCEPT SELECT state, records FROM tally WHERE run = ?1)"));
  ASSAY_LET(const bool found, query.Int(run).Step());
  if (found && query.IntAt(0) == 0) return Done{};
  return Breach("the tally of states differs from the records");
}

}  // namespace

Result<Accounting> ReadTally(Database& database, RunId run) {
  Accounting counts;
  ASSAY_LET(Query seen, database.Prepare("SELECT seen FROM runs WHERE id = ?"));
  ASSAY_LET(const bool found, seen.Int(run).Step());
  if (!found) return Error{ErrorCode::kNotFound, fmt::format("no run {}", run)};
  counts.seen = seen.IntAt(0);
  ASSAY_LET(Query query, database.Prepare("SELECT state, records FROM tally WHERE run = ?"));
  query.Int(run);
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return counts;
    const std::string state = query.TextAt(0);
    std::int64_t& count = state == Name(State::kAllow)    ? counts.allow
                          : state == Name(State::kDeny)   ? counts.deny
                          : state == Name(State::kReview) ? counts.review
                          : state == Name(State::kDead)   ? counts.dead
                                                          : counts.pending;
    count += query.IntAt(1);
  }
}

Status Apply(Database& database, const Batch& batch) {
  ASSAY_TRY(PutSituations(database, batch));
  ASSAY_TRY(Revive(database, batch));
  ASSAY_LET(const std::int64_t added, PutRecords(database, batch));
  ASSAY_TRY(PutDead(database, batch));
  ASSAY_TRY(PutInspections(database, batch));
  ASSAY_TRY(PutDerived(database, batch));
  ASSAY_TRY(PutOutbox(database, batch.outbox));
  ASSAY_TRY(UpdateRun(database, batch, added));
  ASSAY_TRY(CheckDead(database, batch));
  if (batch.phase || batch.finished_at) ASSAY_TRY(Recount(database, batch.run));
  return CheckTally(database, batch.run);
}

}  // namespace assay::catalog
