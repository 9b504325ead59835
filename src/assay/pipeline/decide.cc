// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/decide.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "assay/core/record.h"
#include "assay/pipeline/records.h"
#include "assay/pipeline/run_events_internal.h"
#include "assay/policy/situation.h"
#include "assay/release/tree.h"

namespace assay::pipeline {
namespace {

catalog::State StateOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllow:
      return catalog::State::kAllow;
    case Verdict::kReview:
      return catalog::State::kReview;
    case Verdict::kDeny:
      return catalog::State::kDeny;
  }
  return catalog::State::kReview;
}

bool IsPolicyError(const Decision& decision) {
  return std::ranges::any_of(decision.reasons,
                             [](const Reason& reason) { return reason.code == "policy.error"; });
}

bool IsUndecided(const catalog::RecordRow& row) {
  return row.state == catalog::State::kDead || row.state == catalog::State::kPending;
}

/// A record with all that its decision depends on.
struct Prepared {
  catalog::RecordRow row;
  release::ParsedRecord parsed;
  std::optional<policy::Situation> situation;  ///< none where nothing is to be decided (again)
};

Result<Prepared> AsItStands(catalog::RecordRow row) {
  ASSAY_LET(release::ParsedRecord parsed, release::Parse(row));
  return Prepared{std::move(row), std::move(parsed), {}};
}

/// Takes in the facts that the comparison has found, in place of those of an earlier one.
Result<Prepared> Prepare(catalog::RecordRow row, const SetFacts& set_facts, const Use& use) {
  if (IsUndecided(row)) return AsItStands(std::move(row));
  ASSAY_LET(std::vector<Fact> facts, FactsFromBlob(row.facts));
  const auto is_of_set = [](const Fact& fact) { return fact.name.starts_with("set."); };
  const bool had_set_facts = std::erase_if(facts, is_of_set) > 0;
  std::vector<Fact> of_set = set_facts.Of(row.key);
  const bool is_as_before = !had_set_facts && of_set.empty();
  std::ranges::move(of_set, std::back_inserter(facts));
  std::string blob = is_as_before ? row.facts : FactsBlob(facts);
  if (row.state != catalog::State::kInspected && blob == row.facts)
    return AsItStands(std::move(row));
  row.facts = std::move(blob);
  ASSAY_LET(const Outcome outcome, ParseOutcome(row.outcome));
  policy::Situation situation = policy::Describe(use, outcome, facts);
  row.situation = Sha256(situation.document).Hex();
  row.evidence = Canonical(situation.evidence);
  return Prepared{std::move(row), {std::move(facts), {}}, std::move(situation)};
}

/// One pass over the records of a run, committing as it goes.
class Decider {
 public:
  Decider(Workspace& workspace, catalog::RunId run, policy::Engine& engine,
          const DecideOptions& options, release::AuditDocuments& documents)
      : workspace_(workspace),
        run_(run),
        chunk_(workspace, run),
        engine_(engine),
        options_(options),
        documents_(documents) {}

  Status Take(Prepared prepared) {
    if (options_.stop != nullptr && *options_.stop) return Error{ErrorCode::kCancelled, "stopped"};
    ASSAY_TRY(Add(std::move(prepared)));
    if (options_.progress) options_.progress(++visited_);
    return chunk_.full() ? Flush() : Status(Done{});
  }

  Status Flush() {
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - since_;
    const auto records = static_cast<std::int64_t>(chunk_.batch().records.size());
    since_ = std::chrono::steady_clock::now();
    ASSAY_TRY(chunk_.Flush());
    malloc_trim(0);  // texts of all sizes come and go in three threads: the gaps add up
    if (options_.log != nullptr && records > 0)
      internal::NoteChunk(*options_.log, {"decide", time.count(), records}, Json());
    return Done{};
  }

  [[nodiscard]] std::int64_t policy_errors() const { return policy_errors_; }

 private:
  Status Add(Prepared prepared) {
    auto& [row, parsed, situation] = prepared;
    if (situation) {
      ASSAY_TRY(Decide(row, parsed, std::move(*situation)));
    } else if (IsUndecided(row) && row.leaf < 0) {
      ASSAY_TRY(LogDead(row));
    }
    if (parsed.decision && IsPolicyError(*parsed.decision)) ++policy_errors_;
    return documents_.Add(std::move(row), std::move(parsed));
  }

  Status LogDead(catalog::RecordRow& row) {
    const Json meta = {{"run", run_}, {"outcome", row.outcome}};
    const Json payload = {{"key", row.key},
                          {"locator", row.locator},
                          {"asset", row.asset},
                          {"outcome", row.outcome},
                          {"codes", row.codes}};
    ASSAY_LET(row.leaf, workspace_.AddLeaf("dead", meta, payload, chunk_.batch().outbox));
    chunk_.batch().records.push_back(row);
    return Done{};
  }

  Status Decide(catalog::RecordRow& row, release::ParsedRecord& parsed,
                policy::Situation situation) {
    parsed.decision = engine_.Decide(situation.document);
    row.state = StateOf(parsed.decision->verdict);
    row.decision = Canonical(ToJson(*parsed.decision));
    ASSAY_TRY(Log(row));
    chunk_.batch().situations.emplace_back(row.situation, std::move(situation.document));
    chunk_.batch().records.push_back(row);
    return Done{};
  }

  /// Only what names nobody is public; the rest lies behind the leaf's commitment.
  Status Log(catalog::RecordRow& row) {
    const Json meta = {{"run", run_},
                       {"verdict", catalog::Name(row.state)},
                       {"policy", options_.policy_digest},
                       {"situation", row.situation}};
    const Json payload = {{"key", row.key},           {"locator", row.locator},
                          {"asset", row.asset},       {"decision", row.decision},
                          {"evidence", row.evidence}, {"facts", Sha256(row.facts).Hex()}};
    ASSAY_LET(row.leaf, workspace_.AddLeaf("decision", meta, payload, chunk_.batch().outbox));
    return Done{};
  }

  Workspace& workspace_;
  catalog::RunId run_;
  Chunk chunk_;
  policy::Engine& engine_;
  const DecideOptions& options_;
  release::AuditDocuments& documents_;
  std::int64_t visited_ = 0;
  std::int64_t policy_errors_ = 0;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace

Result<std::int64_t> DecideAll(Workspace& workspace, catalog::RunId run, Inspectors& inspectors,
                               const SetFacts& set_facts, policy::Engine& engine,
                               const DecideOptions& options, release::AuditDocuments& documents) {
  Decider decider(workspace, run, engine, options, documents);
  const auto prepare = [&](catalog::RecordRow row) {
    return Prepare(std::move(row), set_facts, options.use);
  };
  const auto take = [&decider](Prepared prepared) { return decider.Take(std::move(prepared)); };
  const Status visited =
      ForEachRecord<Prepared>(workspace.catalog(), run, inspectors, prepare, take);
  if (!visited.ok() && visited.error().code != ErrorCode::kCancelled) return visited.error();
  ASSAY_TRY(decider.Flush());
  if (!visited.ok()) return visited.error();
  return decider.policy_errors();
}

Status ShowAll(const catalog::Catalog& catalog, catalog::RunId run, Inspectors& inspectors,
               release::AuditDocuments& documents) {
  const auto show = [&documents](Prepared prepared) {
    return documents.Add(std::move(prepared.row), std::move(prepared.parsed));
  };
  return ForEachRecord<Prepared>(catalog, run, inspectors, AsItStands, show);
}

}  // namespace assay::pipeline
