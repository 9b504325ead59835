// SPDX-License-Identifier: Apache-2.0
#include "assay/release/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/decision.h"
#include "assay/core/fact.h"

namespace assay::release {
namespace {

Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

std::string ConcludedLicence(std::span<const Fact> facts) {
  const Fact* concluded = Find(facts, "rights.concluded");
  return concluded == nullptr ? "" : StringOr(concluded->value, "spdx");
}

Result<Decision> ParseDecision(const catalog::RecordRow& record) {
  ASSAY_LET(const Json json, ParseJson(record.decision));
  ASSAY_LET(Decision decision, DecisionFromJson(json));
  if (Name(decision.verdict) != catalog::Name(record.state))
    return Error{ErrorCode::kCorrupt,
                 fmt::format("stands at {} but was decided {}", catalog::Name(record.state),
                             Name(decision.verdict))};
  return decision;
}

}  // namespace

std::string Canonical(const TreeRow& row) {
  return assay::Canonical({{"key", row.key},
                           {"asset", OrNull(row.asset)},
                           {"kind", OrNull(row.kind)},
                           {"split", OrNull(row.split)},
                           {"licence", OrNull(row.licence)},
                           {"parents", row.parents},
                           {"labels", row.labels},
                           {"verdict", row.verdict},
                           {"reasons", row.reasons},
                           {"obligations", row.obligations},
                           {"policy", row.policy},
                           {"situation", OrNull(row.situation)}});
}

Result<ParsedRecord> Parse(const catalog::RecordRow& record) {
  const std::string where = "record " + ToPrintable(record.key);
  if (record.state == catalog::State::kPending || record.state == catalog::State::kInspected)
    return Error{ErrorCode::kInvalidArgument, where + ": still pending"};
  auto facts = FactsFromBlob(record.facts.empty() ? "[]" : record.facts);
  if (!facts.ok()) return Error(facts.error()).In(where);
  ParsedRecord parsed;
  parsed.facts = std::move(facts).value();
  if (record.state == catalog::State::kDead) return parsed;
  auto decision = ParseDecision(record);
  if (!decision.ok()) return Error(decision.error()).In(where);
  parsed.decision = std::move(decision).value();
  return parsed;
}

TreeRow RowFor(const catalog::RecordRow& record, const ParsedRecord& parsed,
               std::string_view policy_digest) {
  TreeRow row;
  row.key = record.key;
  row.asset = record.asset;
  row.kind = record.media_type.substr(0, record.media_type.find('/'));
  row.licence = ConcludedLicence(parsed.facts);
  row.verdict = catalog::Name(record.state);
  row.policy = policy_digest;
  if (parsed.decision) {
    row.reasons = ReasonCodes(*parsed.decision);
    row.obligations = ToJson(parsed.decision->obligations);
    row.situation = record.situation;
  } else {
    row.reasons.push_back(DeadReason(record));
  }
  return row;
}

std::string DeadReason(const catalog::RecordRow& record) {
  if (record.outcome.empty()) return "unread";
  const bool is_decided =
      record.outcome == Name(Outcome::kOk) || record.outcome == Name(Outcome::kRepaired);
  return is_decided ? "unmade" : record.outcome;
}

Json ToJson(std::span<const Obligation> obligations) {
  Json list = Json::array();
  for (const Obligation& obligation : obligations)
    list.push_back({{"code", obligation.code}, {"params", obligation.params}});
  return list;
}

std::vector<std::string> ReasonCodes(const Decision& decision) {
  std::vector<std::string> codes;
  codes.reserve(decision.reasons.size());
  for (const Reason& reason : decision.reasons) codes.push_back(reason.code);
  std::ranges::sort(codes);
  const auto repeated = std::ranges::unique(codes);
  codes.erase(repeated.begin(), repeated.end());
  return codes;
}

Digest ReleaseSalt(std::uint64_t seed) {
  return Sha256(fmt::format("assay.release.salt/1\n{}", seed));
}

Digest PlaceOf(const Digest& salt, std::string_view key) {
  Sha256Stream place;
  place.Add(salt.bytes);
  place.Add(AsBytes(key));
  return place.Finish();
}

TreeLeaf LeafFor(const Digest& salt, std::string_view key, std::string_view canonical) {
  return {PlaceOf(salt, key), LeafHash(AsBytes(canonical))};
}

Status TreeBuilder::Add(const TreeRow& row) { return Add(row.key, Canonical(row)); }

Status TreeBuilder::Add(std::string_view key, std::string_view canonical) {
  leaves_.push_back(LeafFor(salt_, key, canonical));
  return Done{};
}

Result<Digest> TreeBuilder::CheckedRoot() {
  std::ranges::sort(leaves_, {}, &TreeLeaf::place);
  if (std::ranges::adjacent_find(leaves_, {}, &TreeLeaf::place) != leaves_.end())
    return Error{ErrorCode::kCorrupt, "two records with the same key"};
  TreeHasher tree;
  for (const TreeLeaf& leaf : leaves_) tree.Add(leaf.hash);
  return tree.Root();
}

std::vector<Digest> TreeBuilder::Hashes() const {
  std::vector<Digest> hashes;
  hashes.reserve(leaves_.size());
  for (const TreeLeaf& leaf : leaves_) hashes.push_back(leaf.hash);
  return hashes;
}

std::uint64_t TreeBuilder::Before(const Digest& place) const {
  const auto at = std::ranges::lower_bound(leaves_, place, {}, &TreeLeaf::place);
  return static_cast<std::uint64_t>(at - leaves_.begin());
}

Result<std::vector<Digest>> TreeBuilder::Path(std::uint64_t index) const {
  return InclusionPath(Hashes(), index);
}

}  // namespace assay::release
