// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/catalog/releases.h"
#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/hash.h"
#include "assay/ledger/ledger.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "assay/policy/situation.h"

namespace assay::pipeline {
namespace {

struct Found {
  catalog::Run run;
  catalog::RecordRow row;
};

/// Up to three keys that contain `key` or end in its last part.
Result<std::vector<std::string>> Similar(const catalog::Catalog& catalog, catalog::RunId run,
                                         std::string_view key) {
  const std::string_view name = key.substr(key.rfind('/') + 1);
  std::vector<std::string> similar;
  ASSAY_TRY(catalog.ForEachRecord(run, [&](const catalog::RecordRow& row) -> Status {
    if (similar.size() < 3 && row.key.find(name) != std::string::npos) similar.push_back(row.key);
    return Done{};
  }));
  return similar;
}

Result<Found> FindKey(const catalog::Catalog& catalog, std::string_view key) {
  ASSAY_LET(const auto run, catalog.LatestRun());
  if (!run) return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
  ASSAY_LET(auto row, catalog.FindRecord(run->id, key));
  if (row) return Found{*run, std::move(*row)};
  ASSAY_LET(const std::vector<std::string> similar, Similar(catalog, run->id, key));
  return Error{ErrorCode::kNotFound,
               fmt::format("no record '{}' in run {}{}{}", ToPrintable(key), run->id,
                           similar.empty() ? "" : "; did you mean ",
                           ToPrintable(fmt::format("{}", fmt::join(similar, ", "))))};
}

/// Facts by id, so that a reason's numbers can be followed to what was read.
Result<std::map<std::string, Json>> FactsById(const catalog::RecordRow& row) {
  ASSAY_LET(const std::vector<Fact> facts, FactsFromBlob(row.facts));
  std::map<std::string, Json> by_id;
  for (const Fact& fact : facts) by_id.emplace(FactId(fact), ToJson(fact));
  return by_id;
}

Result<Json> ReasonsWithFacts(const catalog::RecordRow& row) {
  ASSAY_LET(const Json stored, ParseJson(row.decision));
  ASSAY_LET(const Decision decision, DecisionFromJson(stored));
  ASSAY_LET(const Json numbers, ParseJson(row.evidence));
  ASSAY_LET(const auto facts, FactsById(row));
  Json reasons = Json::array();
  for (const Reason& reason : decision.reasons) {
    Json evidence = Json::array();
    for (const std::int64_t number : reason.evidence) {
      if (number < 1 || number > static_cast<std::int64_t>(numbers.size())) continue;
      const std::string id = numbers.at(static_cast<std::size_t>(number - 1));
      const auto fact = facts.find(id);
      evidence.push_back({{"id", id}, {"fact", fact == facts.end() ? Json() : fact->second}});
    }
    reasons.push_back({{"code", reason.code},
                       {"tier", reason.tier},
                       {"layer", reason.layer},
                       {"message", reason.message},
                       {"evidence", std::move(evidence)}});
  }
  return Json{{"reasons", std::move(reasons)},
              {"obligations", stored.at("obligations")},
              {"recheck_by", decision.recheck_by}};
}

Result<Json> DeadLetterOf(const catalog::Catalog& catalog, const Found& found) {
  Json letter;
  ASSAY_TRY(catalog.ForEachDead(found.run.id, [&](const catalog::DeadLetter& dead) -> Status {
    if (dead.key == found.row.key)
      letter = {{"step", dead.step},       {"class", dead.error_class}, {"code", dead.code},
                {"message", dead.message}, {"tries", dead.tries},       {"last_at", dead.last_at}};
    return Done{};
  }));
  return letter;
}

/// Whether the ledger's payload for this record says what the catalog says. None: the ledger does
/// not have it yet, because the run was interrupted.
Result<std::optional<bool>> IsAsLogged(const Layout& layout, const catalog::RecordRow& row) {
  if (row.leaf < 0) return Error{ErrorCode::kCorrupt, "a decision without a ledger entry"};
  const auto receipt = ledger::Prove(layout.ledger(), static_cast<std::uint64_t>(row.leaf));
  if (!receipt.ok() && receipt.error().code == ErrorCode::kNotFound) return std::optional<bool>();
  if (!receipt.ok()) return receipt.error();
  ASSAY_LET(const Json logged, ParseJson(receipt.value().payload));
  return std::optional(StringOr(logged, "key") == row.key &&
                       StringOr(logged, "asset") == row.asset &&
                       StringOr(logged, "decision") == row.decision &&
                       StringOr(logged, "evidence") == row.evidence &&
                       StringOr(logged, "facts") == Sha256(row.facts).Hex());
}

/// The releases that hold the record, oldest first.
Result<Json> ReleasesOf(catalog::Catalog& catalog, std::string_view key) {
  ASSAY_LET(const auto states, catalog::Releases(catalog).Holding(key));
  Json list = Json::array();
  for (const catalog::ReleaseState& state : states)
    list.push_back({{"name", state.release.name},
                    {"version", state.release.version},
                    {"root", state.release.root},
                    {"withdrawn", state.withdrawn > 0}});
  return list;
}

}  // namespace

Result<Json> Explain(const Layout& layout, std::string_view key) {
  ASSAY_LET(catalog::Catalog catalog, catalog::Catalog::Open(layout.catalog()));
  ASSAY_LET(const Found found, FindKey(catalog, key));
  const catalog::RecordRow& row = found.row;
  ASSAY_LET(const Json facts, ParseJson(row.facts, {.bytes = 64U << 20U}));
  ASSAY_LET(const Json plan, ParseJson(found.run.plan));
  Json use = plan.at("use");
  use["date"] = found.run.date;
  Json explained = {{"schema", "assay.explain/1"},
                    {"key", row.key},
                    {"locator", row.locator},
                    {"asset", row.asset},
                    {"run", found.run.id},
                    {"use", std::move(use)},
                    {"policy", found.run.policy_digest},
                    {"outcome", row.outcome},
                    {"media_type", row.media_type},
                    {"verdict", catalog::Name(row.state)},
                    {"situation", row.situation},
                    {"leaf", row.leaf},
                    {"facts", facts}};
  ASSAY_LET(explained["releases"], ReleasesOf(catalog, row.key));
  if (row.state == catalog::State::kDead) {
    ASSAY_LET(explained["dead"], DeadLetterOf(catalog, found));
  } else if (!row.decision.empty()) {
    ASSAY_LET(const std::optional<bool> as_logged, IsAsLogged(layout, row));
    if (!as_logged.value_or(true))
      return Error{ErrorCode::kCorrupt,
                   fmt::format("what the catalog says of '{}' is not what the ledger has logged",
                               ToPrintable(key))};
    ASSAY_LET(const Json decision, ReasonsWithFacts(row));
    explained.update(decision);
  }
  return explained;
}

Result<Json> Replay(const Layout& layout, std::string_view key) {
  ASSAY_LET(const catalog::Catalog catalog, catalog::Catalog::Open(layout.catalog()));
  ASSAY_LET(const Found found, FindKey(catalog, key));
  const catalog::RecordRow& row = found.row;
  if (row.decision.empty())
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("'{}' has no decision: it is {}", ToPrintable(key), catalog::Name(row.state))};
  ASSAY_LET(const auto document, catalog.Situation(row.situation));
  if (!document || Sha256(*document).Hex() != row.situation)
    return Error{ErrorCode::kCorrupt, "the stored situation does not have its digest"};

  ASSAY_LET(const Plan plan, FromIdentity(found.run.plan));
  const Use use{plan.use.purpose, plan.use.jurisdiction, found.run.date};
  ASSAY_LET(const std::vector<Fact> facts, FactsFromBlob(row.facts));
  ASSAY_LET(const Outcome outcome, ParseOutcome(row.outcome));
  const policy::Situation again = policy::Describe(use, outcome, facts);

  ASSAY_LET(const policy::Pack pack, LoadPolicy(plan, layout));
  if (pack.digest().Hex() != found.run.policy_digest)
    return Error{ErrorCode::kCorrupt, "the stored policy pack is not the one that decided"};
  ASSAY_LET(policy::Engine engine, policy::Engine::Make(pack));
  const std::string decision = Canonical(ToJson(engine.Decide(*document)));
  const bool same_situation = again.document == *document;
  const bool same_decision = decision == row.decision;
  ASSAY_LET(const std::optional<bool> logged, IsAsLogged(layout, row));
  const bool as_logged = logged.value_or(false);
  return Json{{"schema", "assay.replay/1"},
              {"key", row.key},
              {"policy", pack.digest().Hex()},
              {"situation", same_situation},
              {"decision", same_decision},
              {"ledger", as_logged},
              {"identical", same_situation && same_decision && as_logged},
              {"bytes", decision.size()}};
}

}  // namespace assay::pipeline
