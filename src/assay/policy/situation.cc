// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/situation.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace assay::policy {
namespace {

// Confidence under which a licence text is taken for a hint. A detector's house value: scanners of
// licence texts call half a match no match.
constexpr std::int64_t kWeakBelow_percent = 50;

constexpr std::string_view kUnknown = "unknown";
constexpr std::string_view kPrivacy = "privacy.";

/// Ids of facts are hashes: they cost as much as all the rest, and only evidence needs them.
enum class Ids { kWithout, kWith };

/// A normalised statement and the fact that it came from.
struct Entry {
  Json body;
  const Fact* fact;
};

/// Statements of one kind; equal ones become one, whose evidence is the fact with the least id.
class Section {
 public:
  void Add(Json body, const Fact& fact) { entries_.push_back({std::move(body), &fact}); }

  /// The statements in canonical order, each with its number; appends their facts to `evidence`.
  Json Number(Ids ids, std::vector<std::string>& evidence) {
    struct Statement {
      std::string text;
      std::string fact;
      Entry* entry;
    };
    std::vector<Statement> ordered;
    for (Entry& entry : entries_)
      ordered.push_back(
          {Canonical(entry.body), ids == Ids::kWith ? FactId(*entry.fact) : "", &entry});
    std::ranges::sort(ordered, [](const Statement& a, const Statement& b) {
      return std::tie(a.text, a.fact) < std::tie(b.text, b.fact);
    });
    const auto repeated = std::ranges::unique(ordered, {}, &Statement::text);
    ordered.erase(repeated.begin(), repeated.end());
    Json numbered = Json::array();
    for (Statement& statement : ordered) {
      evidence.push_back(std::move(statement.fact));
      statement.entry->body["evidence"] = evidence.size();
      numbered.push_back(std::move(statement.entry->body));
    }
    return numbered;
  }

 private:
  std::vector<Entry> entries_;
};

/// Only what a policy may weigh, of all that a record's facts say.
struct Sections {
  Section c2pa, concluded, contradiction, licences, origins, permissions, privacy, probes, signals,
      statements, unreadable;
  bool is_image = false;
};

/// Where a statement stood, without the name of the file or the field.
std::string_view CarrierClass(const Evidence& evidence) {
  const std::string_view source = evidence.source;
  if (source == "asset" || source == "converted") return "embedded";
  for (const std::string_view place : {"sidecar", "folder", "manifest"}) {
    if (source.starts_with(place)) return place;
  }
  return kUnknown;
}

std::string_view ConfidenceClass(const Json& value) {
  const auto found = value.find("confidence");
  if (found == value.end() || !found->is_number_integer()) return "weak";
  return found->get<std::int64_t>() < kWeakBelow_percent ? "weak" : "strong";
}

/// A notice names a holder; a text says what may be done.
std::string_view BasisClass(const Json& value) {
  const std::string basis = StringOr(value, "basis");
  return basis == "notice" || basis == "field" ? "notice" : "text";
}

Json Member(const Json& value, std::string_view name) { return StringOr(value, name, kUnknown); }

Json Licence(const Fact& fact) {
  return {{"family", Member(fact.value, "family")},   {"spdx", Member(fact.value, "spdx")},
          {"scope", Member(fact.value, "scope")},     {"status", Member(fact.value, "status")},
          {"carrier", CarrierClass(fact.evidence)},   {"basis", BasisClass(fact.value)},
          {"confidence", ConfidenceClass(fact.value)}};
}

/// Each {use, value} once, in order; a set of strings is sorted and distinct by itself.
Json Asserts(const Json& value) {
  std::set<std::string> distinct;
  const auto found = value.find("asserts");
  if (found != value.end() && found->is_array()) {
    for (const Json& one : *found)
      distinct.insert(Canonical({{"use", Member(one, "use")}, {"value", Member(one, "value")}}));
  }
  Json asserts = Json::array();
  for (const std::string& text : distinct) asserts.push_back(Json::parse(text));
  return asserts;
}

Json Signal(const Fact& fact) {
  return {{"protocol", Member(fact.value, "protocol")},
          {"asserts", Asserts(fact.value)},
          {"scope", Member(fact.value, "scope")},
          {"authority", Member(fact.value, "authority")},
          {"state", Name(fact.state)}};
}

Json Concluded(const Fact& fact) {
  const auto spdx = fact.value.find("spdx");
  const bool named = spdx != fact.value.end() && spdx->is_string();
  return {{"spdx", named ? *spdx : Json()}, {"rule", Member(fact.value, "rule")}};
}

Json Contradiction(const Fact& fact) {
  std::set<std::string> claims;
  const auto found = fact.value.find("claims");
  if (found != fact.value.end() && found->is_array()) {
    for (const Json& claim : *found)
      claims.insert(claim.is_string() ? claim.get<std::string>() : "");
  }
  return {{"claims", claims}};
}

/// What a person has concluded about an origin's terms, as of the day of the use.
Json Contract(const Fact& fact, const Use& use) {
  const std::string until = StringOr(fact.value, "until");
  const bool is_over = StringOr(fact.value, "state") == "cleared" && until < use.date;
  return {{"kind", "contract"}, {"state", is_over ? Json("expired") : Member(fact.value, "state")}};
}

Json Clause(const Fact& fact) {
  return {{"kind", "clause"},
          {"clause", Member(fact.value, "kind")},
          {"polarity", Member(fact.value, "polarity")}};
}

void AddPresent(const Fact& fact, const Use& use, Sections& sections) {
  const std::string_view name = fact.name;
  if (name == "media.header") sections.is_image = true;
  if (name == "rights.licence") sections.licences.Add(Licence(fact), fact);
  if (name == "rights.signal") sections.signals.Add(Signal(fact), fact);
  if (name == "rights.statement")
    sections.statements.Add(
        {{"kind", Member(fact.value, "kind")}, {"carrier", CarrierClass(fact.evidence)}}, fact);
  if (name == "rights.c2pa")
    sections.c2pa.Add({{"validation", Member(fact.value, "validation")}}, fact);
  if (name == "rights.concluded") sections.concluded.Add(Concluded(fact), fact);
  if (name == "rights.contradiction") sections.contradiction.Add(Contradiction(fact), fact);
  if (name == "origin.contract") sections.permissions.Add(Contract(fact, use), fact);
  if (name == "rights.clause") sections.permissions.Add(Clause(fact), fact);
  if (name == "origin.url") sections.origins.Add({{"known", true}}, fact);
  if (name.starts_with(kPrivacy))
    sections.privacy.Add({{"kind", name.substr(kPrivacy.size())}}, fact);
}

void AddMalformed(const Fact& fact, Sections& sections) {
  // What could be salvaged of a signal still reserves; of anything else, that it cannot be read.
  if (fact.name == "rights.signal") sections.signals.Add(Signal(fact), fact);
  if (fact.name.starts_with("rights.")) sections.unreadable.Add({{"what", fact.name}}, fact);
}

Sections Sort(const Use& use, std::span<const Fact> facts) {
  Sections sections;
  for (const Fact& fact : facts) {
    if (fact.name == "rights.probe" && fact.state != FactState::kPresent) {
      sections.probes.Add(
          {{"protocol", Member(fact.value, "protocol")}, {"state", Name(fact.state)}}, fact);
    } else if (fact.state == FactState::kPresent) {
      AddPresent(fact, use, sections);
    } else if (fact.state == FactState::kMalformed) {
      AddMalformed(fact, sections);
    }
  }
  return sections;
}

/// A word of the caller's, fit for canonical JSON whatever it holds.
std::string Word(std::string_view text) {
  constexpr std::size_t kWord_bytes = 256;
  return ToUtf8(text, kWord_bytes);
}

/// The one statement of a section that can hold one, or null.
Json FirstOrNull(Json statements) { return statements.empty() ? Json() : statements.front(); }

Situation DescribeWith(Ids ids, const Use& use, Outcome outcome, std::span<const Fact> facts) {
  Sections sections = Sort(use, facts);
  Situation situation;
  std::vector<std::string>& evidence = situation.evidence;
  Json document = {
      {"version", 1},
      {"use",
       {{"purpose", Word(use.purpose)},
        {"jurisdiction", Word(use.jurisdiction)},
        {"date", Word(use.date)}}},
      {"record", {{"kind", sections.is_image ? "image" : kUnknown}, {"outcome", Name(outcome)}}}};
  // One statement a line: the order of numbering is the order of these lines.
  document["c2pa"] = sections.c2pa.Number(ids, evidence);
  document["concluded"] = FirstOrNull(sections.concluded.Number(ids, evidence));
  document["contradiction"] = FirstOrNull(sections.contradiction.Number(ids, evidence));
  document["licences"] = sections.licences.Number(ids, evidence);
  document["origin"] = FirstOrNull(sections.origins.Number(ids, evidence));
  if (document["origin"].is_null()) document["origin"] = {{"known", false}};
  document["permissions"] = sections.permissions.Number(ids, evidence);
  document["privacy"] = sections.privacy.Number(ids, evidence);
  document["probes"] = sections.probes.Number(ids, evidence);
  document["signals"] = sections.signals.Number(ids, evidence);
  document["statements"] = sections.statements.Number(ids, evidence);
  document["unreadable"] = sections.unreadable.Number(ids, evidence);
  situation.document = Canonical(document);
  return situation;
}

}  // namespace

Situation Describe(const Use& use, Outcome outcome, std::span<const Fact> facts) {
  return DescribeWith(Ids::kWith, use, outcome, facts);
}

std::string DescribeForDecision(const Use& use, Outcome outcome, std::span<const Fact> facts) {
  return DescribeWith(Ids::kWithout, use, outcome, facts).document;
}

}  // namespace assay::policy
