// SPDX-License-Identifier: Apache-2.0
#include "assay/release/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/release/tree.h"

namespace assay::release {
namespace {

void AddReasons(const catalog::RecordRow& record, const Decision& decision, const Digest& draw,
                Capped<ReasonCount>& reasons) {
  std::set<std::string_view> seen;  // a code may have fired for several pieces of evidence
  for (const Reason& reason : decision.reasons) {
    if (!seen.insert(reason.code).second) continue;
    ReasonCount& count = reasons.At(reason.code);
    if (count.records.total() == 0) {
      count.tier = reason.tier;
      count.layer = reason.layer;
      count.message = reason.message;
    }
    count.records.Add(record.state);
    count.sample.Offer({draw, record.key});
  }
}

void AddLicences(catalog::State state, const Columns& columns, Capped<LicenceCount>& licences) {
  for (const std::string& id : columns.declared) ++licences.At(id).declared;
  for (const std::string& id : columns.detected) ++licences.At(id).detected;
  if (columns.licence_concluded) licences.At(*columns.licence_concluded).concluded.Add(state);
}

constexpr std::size_t kNoteLimit_bytes = 2048;

/// Claims as one line: texts joined by " / ", a list within the list by ", ".
std::string ClaimsText(const Json& claims, std::string_view separator = " / ") {
  if (claims.is_string()) return claims.get<std::string>();
  if (!claims.is_array()) return assay::Canonical(claims);
  std::string text;
  for (const Json& claim : claims) {
    if (!text.empty()) text += separator;
    text += ClaimsText(claim, ", ");
  }
  return text;
}

/// The member "claims" of the fact `name`, or its whole value, cut to a line.
std::string NoteOf(const Fact* fact) {
  if (fact == nullptr) return "";
  const bool has_claims = fact->value.is_object() && fact->value.contains("claims");
  return ToUtf8(has_claims ? ClaimsText(fact->value.at("claims")) : assay::Canonical(fact->value),
                kNoteLimit_bytes);
}

std::string NearNote(const Fact* fact) {
  if (fact == nullptr || !fact->value.is_object()) return "";
  std::string note;
  if (const Json distance = fact->value.value("distance", Json()); distance.is_number_integer())
    note = fmt::format("{} of 256 bits differ", distance.get<std::int64_t>());
  const Json orientation = fact->value.value("orientation", Json());
  if (fact->value.value("mirrored", Json()) == true)
    note += ", mirrored";
  else if (orientation.is_number_integer() && orientation != 1)
    note += ", rotated";
  return note;
}

void AddTrait(TraitCount& trait, Examples::Item item) {
  ++trait.records;
  trait.sample.Offer(std::move(item));
}

void AddSetTraits(const std::string& key, const Digest& draw, const ParsedRecord& parsed,
                  const Columns& columns, Tally& tally) {
  if (columns.duplicate_of) AddTrait(tally.exact, {draw, key, *columns.duplicate_of});
  if (columns.near_cluster == key) ++tally.clusters;
  // Representatives and exact copies are counted, but make no pair worth showing as near.
  if (columns.near_cluster && (*columns.near_cluster == key || columns.duplicate_of))
    ++tally.near.records;
  else if (columns.near_cluster)
    AddTrait(tally.near,
             {draw, key, *columns.near_cluster, NearNote(Find(parsed.facts, "set.near"))});
  if (columns.has_twin_conflict.value_or(false)) {
    const Fact* conflict = Find(parsed.facts, "set.twin_conflict");
    AddTrait(tally.twin_conflicts,
             {draw, key, StringOr(conflict->value, "with"), NoteOf(conflict)});
  }
  if (columns.has_contradiction.value_or(false))
    AddTrait(tally.contradictions,
             {draw, key, "", NoteOf(Find(parsed.facts, "rights.contradiction"))});
}

}  // namespace

void Examples::Offer(Item item) {
  if (items_.size() == kSamples && item.draw >= items_.back().draw) return;
  const auto at = std::ranges::lower_bound(items_, item.draw, {}, &Item::draw);
  items_.insert(at, std::move(item));
  if (items_.size() > kSamples) items_.pop_back();
}

void ByVerdict::Add(catalog::State state) {
  switch (state) {
    case catalog::State::kAllow:
      ++allow;
      return;
    case catalog::State::kReview:
      ++review;
      return;
    case catalog::State::kDeny:
      ++deny;
      return;
    case catalog::State::kDead:
      ++dead;
      return;
    case catalog::State::kPending:
    case catalog::State::kInspected:
      break;
  }
  ASSAY_CHECK(false);  // Parse has refused it
}

void Tally::Add(const catalog::RecordRow& record, const ParsedRecord& parsed,
                const Columns& columns) {
  const Digest draw = Sha256(record.key);
  records.Add(record.state);
  bytes += record.size_bytes;
  ++outcomes.At(record.outcome.empty() ? "unread" : record.outcome);
  ++media_types.At(record.media_type.empty() ? "unknown" : record.media_type);
  for (const std::string& signal : columns.signals) ++signals.At(signal);
  const std::array<std::optional<bool>, kPersonalNames.size()> stated = {
      columns.has_gps, columns.has_serial, columns.has_owner, columns.has_thumbnail};
  for (std::size_t i = 0; i < stated.size(); ++i) {
    PersonalCount& count = personal.at(i);
    ++(!stated.at(i) ? count.unknown : *stated.at(i) ? count.present : count.absent);
    if (stated.at(i).value_or(false)) count.sample.Offer({draw, record.key});
  }
  AddLicences(record.state, columns, licences);
  AddSetTraits(record.key, draw, parsed, columns, *this);
  if (!parsed.decision) return;
  if (record.outcome == "repaired") ++repaired;
  if (!columns.licence_concluded) ++no_licence;
  AddReasons(record, *parsed.decision, draw, reasons);
  std::set<std::string_view> seen;
  for (const Obligation& obligation : parsed.decision->obligations) {
    if (seen.insert(obligation.code).second) ++obligations.At(obligation.code);
  }
}

void Tally::AddDead(const catalog::DeadLetter& letter) {
  DeadCount& count = dead.At(letter.error_class.empty() ? "unknown" : letter.error_class);
  ++count.records;
  ++count.codes.At(letter.code);
  count.sample.Offer({Sha256(letter.key), letter.key, "",
                      letter.message.empty() ? letter.code : letter.code + ": " + letter.message});
}

}  // namespace assay::release
