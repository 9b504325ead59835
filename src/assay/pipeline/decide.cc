// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/decide.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "assay/core/record.h"
#include "assay/pipeline/records.h"
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

bool IsUndecided(const catalog::RecordRow& row) {
  return row.state == catalog::State::kDead || row.state == catalog::State::kPending;
}

/// A record with all that its decision depends on.
struct Prepared {
  catalog::RecordRow row;
  std::vector<Fact> facts;
  std::optional<policy::Situation> situation;  ///< none where nothing is to be decided (again)
};

/// Takes in the facts that the comparison has found, in place of those of an earlier one.
Result<Prepared> Prepare(catalog::RecordRow row, const SetFacts& set_facts, const Use& use) {
  if (IsUndecided(row)) return Prepared{std::move(row), {}, {}};
  ASSAY_LET(std::vector<Fact> facts, FactsFromBlob(row.facts));
  const auto is_of_set = [](const Fact& fact) { return fact.name.starts_with("set."); };
  const bool had_set_facts = std::erase_if(facts, is_of_set) > 0;
  const auto found = set_facts.find(row.key);
  if (found != set_facts.end())
    facts.insert(facts.end(), found->second.begin(), found->second.end());
  const bool is_as_before = !had_set_facts && found == set_facts.end();
  std::string blob = is_as_before ? row.facts : FactsBlob(facts);
  if (row.state != catalog::State::kInspected && blob == row.facts)
    return Prepared{std::move(row), std::move(facts), {}};
  row.facts = std::move(blob);
  ASSAY_LET(const Outcome outcome, ParseOutcome(row.outcome));
  policy::Situation situation = policy::Describe(use, outcome, facts);
  row.situation = Sha256(situation.document).Hex();
  row.evidence = Canonical(situation.evidence);
  return Prepared{std::move(row), std::move(facts), std::move(situation)};
}

/// One pass over the records of a run, committing as it goes.
class Decider {
 public:
  Decider(Workspace& workspace, catalog::RunId run, policy::Engine& engine,
          const DecideOptions& options)
      : workspace_(workspace),
        run_(run),
        chunk_(workspace, run),
        engine_(engine),
        options_(options),
        tree_(options.salt) {}

  Status Take(Prepared prepared) {
    if (options_.stop != nullptr && *options_.stop) return Error{ErrorCode::kCancelled, "stopped"};
    ASSAY_TRY(Add(std::move(prepared)));
    if (options_.progress) options_.progress(++visited_);
    return chunk_.full() ? chunk_.Flush() : Status(Done{});
  }

  Status Flush() { return chunk_.Flush(); }

  Result<Decided> Finish() {
    ASSAY_LET(decided_.root, tree_.CheckedRoot());
    return decided_;
  }

 private:
  Status Add(Prepared prepared) {
    if (IsUndecided(prepared.row)) return AddUndecided(std::move(prepared.row));
    if (prepared.situation) return Decide(std::move(prepared));
    ASSAY_LET(const release::TreeRow row, release::RowFor(prepared.row, options_.policy_digest));
    return AddToTree(row);
  }

  Status AddToTree(const release::TreeRow& row) {
    if (std::ranges::count(row.reasons, "policy.error") > 0) ++decided_.policy_errors;
    return tree_.Add(row);
  }

  Status AddUndecided(catalog::RecordRow row) {
    ASSAY_LET(const release::TreeRow tree_row, release::RowFor(row, options_.policy_digest));
    ASSAY_TRY(AddToTree(tree_row));
    if (row.leaf >= 0) return Done{};
    const Json meta = {{"run", run_}, {"outcome", row.outcome}};
    const Json payload = {{"key", row.key},
                          {"locator", row.locator},
                          {"asset", row.asset},
                          {"outcome", row.outcome},
                          {"codes", row.codes}};
    ASSAY_LET(row.leaf, workspace_.AddLeaf("dead", meta, payload, chunk_.batch().outbox));
    chunk_.batch().records.push_back(std::move(row));
    return Done{};
  }

  Status Decide(Prepared prepared) {
    auto& [row, facts, situation] = prepared;
    const release::ParsedRecord parsed = {std::move(facts), engine_.Decide(situation->document)};
    row.state = StateOf(parsed.decision->verdict);
    row.decision = Canonical(ToJson(*parsed.decision));
    ASSAY_TRY(Log(row));
    ASSAY_TRY(AddToTree(release::RowFor(row, parsed, options_.policy_digest)));
    chunk_.batch().situations.emplace_back(row.situation, std::move(situation->document));
    chunk_.batch().records.push_back(std::move(row));
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
  release::TreeBuilder tree_;
  Decided decided_;
  std::int64_t visited_ = 0;
};

}  // namespace

Result<Decided> DecideAll(Workspace& workspace, catalog::RunId run, Inspectors& inspectors,
                          const SetFacts& set_facts, policy::Engine& engine,
                          const DecideOptions& options) {
  Decider decider(workspace, run, engine, options);
  const auto prepare = [&](catalog::RecordRow row) {
    return Prepare(std::move(row), set_facts, options.use);
  };
  const auto take = [&decider](Prepared prepared) { return decider.Take(std::move(prepared)); };
  const Status visited =
      ForEachRecord<Prepared>(workspace.catalog(), run, inspectors, prepare, take);
  if (!visited.ok() && visited.error().code != ErrorCode::kCancelled) return visited.error();
  ASSAY_TRY(decider.Flush());
  if (!visited.ok()) return visited.error();
  return decider.Finish();
}

}  // namespace assay::pipeline
