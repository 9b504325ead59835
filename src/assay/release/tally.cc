// SPDX-License-Identifier: Apache-2.0
#include "assay/release/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "assay/core/bytes.h"

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

/// What the fact `name` says, as one line.
std::string NoteOf(const ParsedRecord& parsed, std::string_view name) {
  const Fact* fact = Find(parsed.facts, name);
  return fact == nullptr ? "" : ToUtf8(assay::Canonical(fact->value), kNoteLimit_bytes);
}

std::string NearNote(const ParsedRecord& parsed) {
  const Fact* fact = Find(parsed.facts, "set.near");
  std::string note;
  if (fact == nullptr || !fact->value.is_object()) return note;
  if (const auto found = fact->value.find("distance");
      found != fact->value.end() && found->is_number())
    note = fmt::format("{} of 256 bits differ", assay::Canonical(*found));
  if (const auto found = fact->value.find("mirrored");
      found != fact->value.end() && found->is_boolean() && found->get<bool>())
    note += ", mirrored";
  return note;
}

void AddTrait(TraitCount& trait, Sample::Item item) {
  ++trait.records;
  trait.sample.Offer(std::move(item));
}

void AddSetTraits(const std::string& key, const Digest& draw, const ParsedRecord& parsed,
                  const Columns& columns, Tally& tally) {
  if (columns.duplicate_of) AddTrait(tally.exact, {draw, key, *columns.duplicate_of});
  if (columns.near_cluster == key)
    ++tally.near.records;  // its cluster's own representative: counted, but no pair to show
  else if (columns.near_cluster)
    AddTrait(tally.near, {draw, key, *columns.near_cluster, NearNote(parsed)});
  if (columns.has_twin_conflict.value_or(false))
    AddTrait(tally.twin_conflicts, {draw, key, "", NoteOf(parsed, "set.twin_conflict")});
  if (columns.has_contradiction.value_or(false))
    AddTrait(tally.contradictions, {draw, key, "", NoteOf(parsed, "rights.contradiction")});
}

}  // namespace

void Sample::Offer(Item item) {
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
