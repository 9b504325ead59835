// SPDX-License-Identifier: Apache-2.0
//
// What is true of a workspace: runs, records with their facts and decisions, dead letters, and the
// outbox of the ledger. One SQLite file; `Commit` is the only place where state changes.
// It interprets neither facts nor decisions: both are canonical text here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/record.h"
#include "assay/core/result.h"

namespace assay::catalog {

using RunId = std::int64_t;
class Database;

// `{}` on every member: callers name the few that they set, without a warning for the others.

struct Run {
  RunId id = 0;
  std::string plan{};         ///< canonical JSON of the plan
  std::string plan_digest{};  ///< hex; equal plans resume each other
  std::string date{};         ///< the policy's clock: "2026-11-22"
  std::string started_at{};   ///< RFC 3339 UTC
  std::string finished_at{};  ///< empty while unfinished
  std::string cursor{};       ///< the source's own resume point; empty at the start
  std::string phase{};        ///< "inspect", "decide", "write", "finished"
  std::string policy_digest{};
  std::string tree_root{};  ///< hex; empty until finished
};

/// Where a record stands. seen = pending + inspected + allow + deny + review + dead.
enum class State { kPending, kInspected, kAllow, kDeny, kReview, kDead };
std::string_view Name(State state);

struct RecordRow {
  std::string key{};
  std::string locator{};
  std::string asset{};  ///< "sha256:..." or empty when it could not be read
  State state = State::kPending;
  std::string outcome{};  ///< Name(Outcome), or empty
  std::string codes{};    ///< canonical JSON array
  std::string media_type{};
  std::int64_t size_bytes = 0;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::int64_t frames = 0;
  std::string facts{};      ///< canonical JSON array: FactsBlob
  std::string decision{};   ///< canonical JSON of Decision; empty until decided
  std::string situation{};  ///< hex digest of the situation that was judged
  std::string evidence{};   ///< canonical JSON array: fact id of each local number
  std::int64_t leaf = -1;   ///< index of its ledger entry; -1 none yet
};

struct DeadLetter {
  std::string key{};
  std::string step{};         ///< "read", "inspect"
  std::string error_class{};  ///< "input", "poison", "resource", "transient", "code", "policy"
  std::string code{};         ///< "truncated", "bomb", "worker.crashed", ...
  std::string message{};      ///< printable
  std::int64_t tries = 1;
  std::string first_at{};
  std::string last_at{};
};

/// How many dead letters of a run share a class and a code.
struct DeadCount {
  std::string error_class{};
  std::string code{};
  std::int64_t letters = 0;
};

/// One row of the ledger's outbox (ledger::PreparedLeaf, without depending on it).
struct OutboxRow {
  std::int64_t index = 0;
  std::string salt{};  ///< 32 raw bytes
  std::string payload{};
  std::string bytes{};
};

/// What an earlier run found out about unchanged bytes.
struct CachedInspection {
  std::string asset{};
  std::string steps{};       ///< digest of the steps' names and versions
  std::string inspection{};  ///< canonical JSON of Inspection
};

/// What was made of an asset by a recipe: a derivation that any record of the asset may use.
struct DerivedRow {
  std::string asset{};   ///< "sha256:..." of the source
  std::string recipe{};  ///< digest of what was asked for and of what did it, hex
  std::string made{};    ///< "sha256:..." of the result, an object of the workspace
  std::string answer{};  ///< canonical JSON: what the worker said of it
};

/// Everything that becomes true together.
struct Batch {
  RunId run = 0;
  std::vector<RecordRow> records{};  ///< inserted, or replaced by (run, key)
  std::vector<DeadLetter> dead{};    ///< inserted, or tries + 1
  /// Keys whose dead letter is withdrawn: pending again, unless this batch says more of them.
  std::vector<std::string> revived{};
  std::vector<std::pair<std::string, std::string>> situations{};  ///< digest, document
  std::vector<CachedInspection> cache{};
  std::vector<DerivedRow> derived{};  ///< replace those of the same asset and recipe
  std::vector<OutboxRow> outbox{};
  std::optional<std::string> cursor{};
  std::optional<std::string> phase{};
  std::optional<std::string> finished_at{};
  std::optional<std::string> tree_root{};
};

struct Accounting {
  std::int64_t seen = 0;
  std::int64_t allow = 0;
  std::int64_t deny = 0;
  std::int64_t review = 0;
  std::int64_t dead = 0;
  std::int64_t pending = 0;  ///< kPending and kInspected
};

/// How closely a file is looked at before it is used.
enum class Check : std::uint8_t {
  kWhole,   ///< SQLite's quick_check: reads every page
  kSchema,  ///< ours, and of a version that we know: enough where this process has it open already
};

/// Threads: one Catalog a thread; the file may be open in several.
class Catalog {
 public:
  /// Creates or opens; WAL, synchronous FULL, foreign keys on. Checks the schema version and,
  /// unless told otherwise, every page.
  /// Errors:  kCorrupt for a damaged or foreign file (which, and what SQLite said); kUnsupported
  ///          for a newer schema; as SystemError otherwise.
  static Result<Catalog> Open(const std::filesystem::path& file, Check check = Check::kWhole);
  Catalog(Catalog&&) noexcept;
  Catalog& operator=(Catalog&&) noexcept;
  ~Catalog();

  Result<Run> StartRun(const Run& run);  ///< `id` is assigned
  Result<std::optional<Run>> FindRun(RunId run) const;
  Result<std::optional<Run>> LatestRun() const;
  Result<std::optional<Run>> UnfinishedRun(std::string_view plan_digest) const;

  /// One durable transaction; checks inside it that the accounting still adds up: seen is the sum
  /// of the states, a record is dead exactly when it has a dead letter, a situation that a record
  /// names is stored, leaf indices have no gap. With `phase` or `finished_at` all rows are
  /// recounted. Errors:  kExhausted when the disk is full (rolled back, may be repeated); kCorrupt
  /// on a breach.
  Status Commit(const Batch& batch);

  Result<Accounting> Count(RunId run) const;
  Result<std::optional<RecordRow>> FindRecord(RunId run, std::string_view key) const;

  /// Calls `visit` for each record in bytewise key order; stops at the first error. Streams by
  /// small pages: `visit` may call this Catalog, and commit; a record behind the page sees that
  /// commit.
  Status ForEachRecord(RunId run, const std::function<Status(const RecordRow&)>& visit) const;
  Status ForEachDead(RunId run, const std::function<Status(const DeadLetter&)>& visit) const;

  /// Most first, then by class and code.
  Result<std::vector<DeadCount>> CountDead(RunId run) const;

  /// When the first of the run's dead letters was written, in seconds since 1970; 0 for none.
  Result<std::int64_t> OldestDead(RunId run) const;

  Result<std::optional<std::string>> Situation(std::string_view digest) const;
  Result<std::optional<std::string>> FindInspection(std::string_view asset,
                                                    std::string_view steps) const;

  Result<std::optional<DerivedRow>> FindDerived(std::string_view asset,
                                                std::string_view recipe) const;

  /// Rows not yet logged, in index order, at most `limit`; `MarkLogged` deletes those below `size`.
  /// Errors:  kCorrupt when the ledger holds more than the outbox ever handed out.
  Result<std::vector<OutboxRow>> Outbox(std::size_t limit) const;
  Status MarkLogged(std::int64_t size);
  /// One more than the largest index ever put into the outbox; 0 at the start.
  Result<std::int64_t> NextLeaf() const;

 private:
  friend Database& DatabaseOf(const Catalog& catalog);
  struct Connection;
  explicit Catalog(std::unique_ptr<Connection> state);
  std::unique_ptr<Connection> state_;
};

}  // namespace assay::catalog
