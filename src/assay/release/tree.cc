// SPDX-License-Identifier: Apache-2.0
#include "assay/release/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

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

Status AddDecision(const catalog::RecordRow& record, TreeRow& row) {
  ASSAY_LET(const Json json, ParseJson(record.decision));
  ASSAY_LET(const Decision decision, DecisionFromJson(json));
  for (const Reason& reason : decision.reasons) row.reasons.push_back(reason.code);
  std::ranges::sort(row.reasons);
  const auto repeated = std::ranges::unique(row.reasons);
  row.reasons.erase(repeated.begin(), repeated.end());
  row.obligations = json.at("obligations");
  if (Name(decision.verdict) != row.verdict)
    return Error{ErrorCode::kCorrupt, fmt::format("the record stands at {} but was decided {}",
                                                  row.verdict, Name(decision.verdict))};
  return Done{};
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

Result<TreeRow> RowFor(const catalog::RecordRow& record, std::string_view policy_digest) {
  if (record.state == catalog::State::kPending || record.state == catalog::State::kInspected)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is still pending", ToPrintable(record.key))};
  const auto name_it = [&record](const Error& error) {
    return Error(error).In("record " + ToPrintable(record.key));
  };
  TreeRow row;
  row.key = record.key;
  row.asset = record.asset;
  row.kind = record.media_type.substr(0, record.media_type.find('/'));
  row.verdict = Name(record.state);
  row.policy = policy_digest;
  const auto facts = FactsFromBlob(record.facts.empty() ? "[]" : record.facts);
  if (!facts.ok()) return name_it(facts.error());
  row.licence = ConcludedLicence(facts.value());
  if (record.state == catalog::State::kDead) {
    row.reasons.push_back(record.outcome.empty() ? "unread" : record.outcome);
    return row;
  }
  row.situation = record.situation;
  if (const Status decided = AddDecision(record, row); !decided.ok())
    return name_it(decided.error());
  return row;
}

Digest ReleaseSalt(std::uint64_t seed) {
  return Sha256(fmt::format("assay.release.salt/1\n{}", seed));
}

Status TreeBuilder::Add(const TreeRow& row) {
  Sha256Stream place;
  place.Add(salt_.bytes);
  place.Add(AsBytes(row.key));
  leaves_.push_back({place.Finish(), LeafHash(AsBytes(Canonical(row)))});
  return Done{};
}

Result<Digest> TreeBuilder::CheckedRoot() {
  std::ranges::sort(leaves_, {}, &Leaf::place);
  if (std::ranges::adjacent_find(leaves_, {}, &Leaf::place) != leaves_.end())
    return Error{ErrorCode::kCorrupt, "two records with the same key"};
  std::vector<Digest> hashes;
  hashes.reserve(leaves_.size());
  for (const Leaf& leaf : leaves_) hashes.push_back(leaf.hash);
  return TreeRoot(hashes);
}

}  // namespace assay::release
