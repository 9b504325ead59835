// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/decide.h"

#include <algorithm>
#include <utility>

#include "assay/core/record.h"
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

/// One pass over the records of a run, committing as it goes.
class Decider {
 public:
  Decider(Workspace& workspace, catalog::RunId run, const SetFacts& set_facts,
          policy::Engine& engine, const DecideOptions& options)
      : workspace_(workspace),
        run_(run),
        chunk_(workspace, run),
        set_facts_(set_facts),
        engine_(engine),
        options_(options),
        tree_(options.salt) {}

  Status Visit(const catalog::RecordRow& row) {
    if (options_.stop != nullptr && *options_.stop) return Error{ErrorCode::kCancelled, "stopped"};
    const bool undecided =
        row.state == catalog::State::kDead || row.state == catalog::State::kPending;
    ASSAY_TRY(undecided ? AddUndecided(row) : Decide(row));
    if (options_.progress) options_.progress(++visited_);
    return chunk_.full() ? chunk_.Flush() : Status(Done{});
  }

  Status Flush() { return chunk_.Flush(); }

  Result<Decided> Finish() {
    ASSAY_LET(decided_.root, tree_.CheckedRoot());
    return decided_;
  }

 private:
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
    ASSAY_LET(row.leaf, workspace_.AddLeaf("dead", meta, payload, chunk_.batch()));
    chunk_.batch().records.push_back(std::move(row));
    return Done{};
  }

  Status Decide(catalog::RecordRow row) {
    ASSAY_LET(std::vector<Fact> facts, FactsFromBlob(row.facts));
    const auto is_of_set = [](const Fact& fact) { return fact.name.starts_with("set."); };
    const bool had_set_facts = std::erase_if(facts, is_of_set) > 0;
    const auto found = set_facts_.find(row.key);
    if (found != set_facts_.end())
      facts.insert(facts.end(), found->second.begin(), found->second.end());
    const bool is_as_before = !had_set_facts && found == set_facts_.end();
    std::string blob = is_as_before ? row.facts : FactsBlob(facts);
    if (row.state != catalog::State::kInspected && blob == row.facts) {
      ASSAY_LET(const release::TreeRow tree_row, release::RowFor(row, options_.policy_digest));
      return AddToTree(tree_row);
    }
    row.facts = std::move(blob);
    ASSAY_LET(const Outcome outcome, ParseOutcome(row.outcome));
    policy::Situation situation = policy::Describe(options_.use, outcome, facts);
    const release::ParsedRecord parsed = {std::move(facts), engine_.Decide(situation.document)};
    row.state = StateOf(parsed.decision->verdict);
    row.decision = Canonical(ToJson(*parsed.decision));
    row.situation = Sha256(situation.document).Hex();
    row.evidence = Canonical(situation.evidence);
    ASSAY_TRY(Log(row));
    ASSAY_TRY(AddToTree(release::RowFor(row, parsed, options_.policy_digest)));
    chunk_.batch().situations.emplace_back(row.situation, std::move(situation.document));
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
    ASSAY_LET(row.leaf, workspace_.AddLeaf("decision", meta, payload, chunk_.batch()));
    return Done{};
  }

  Workspace& workspace_;
  catalog::RunId run_;
  Chunk chunk_;
  const SetFacts& set_facts_;
  policy::Engine& engine_;
  const DecideOptions& options_;
  release::TreeBuilder tree_;
  Decided decided_;
  std::int64_t visited_ = 0;
};

}  // namespace

Result<Decided> DecideAll(Workspace& workspace, catalog::RunId run, const SetFacts& set_facts,
                          policy::Engine& engine, const DecideOptions& options) {
  Decider decider(workspace, run, set_facts, engine, options);
  const Status visited = workspace.catalog().ForEachRecord(
      run, [&decider](const catalog::RecordRow& row) { return decider.Visit(row); });
  if (!visited.ok() && visited.error().code != ErrorCode::kCancelled) return visited.error();
  ASSAY_TRY(decider.Flush());
  if (!visited.ok()) return visited.error();
  return decider.Finish();
}

}  // namespace assay::pipeline
