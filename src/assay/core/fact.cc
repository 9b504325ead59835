// SPDX-License-Identifier: Apache-2.0
#include "assay/core/fact.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/hash.h"
#include "assay/core/names_internal.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 5> kStates = {"present", "absent", "unreachable",
                                                     "malformed", "not_probed"};

Result<Evidence> EvidenceFromJson(const Json& json) {
  ASSAY_TRY(internal::RequireMembers(json, {"step", "version", "carrier", "source", "raw"},
                                     "fact's evidence"));
  Evidence evidence;
  ASSAY_LET(evidence.step, internal::StringMember(json, "step"));
  ASSAY_LET(evidence.version, internal::StringMember(json, "version"));
  ASSAY_LET(evidence.carrier, internal::StringMember(json, "carrier"));
  ASSAY_LET(evidence.source, internal::StringMember(json, "source"));
  ASSAY_LET(evidence.raw, internal::StringMember(json, "raw"));
  return evidence;
}

}  // namespace

std::string_view Name(FactState state) { return kStates.at(static_cast<std::size_t>(state)); }

Result<FactState> ParseFactState(std::string_view name) {
  return internal::ParseName<FactState>(kStates, name, "state of a fact");
}

Json ToJson(const Fact& fact) {
  return {{"name", fact.name},
          {"state", Name(fact.state)},
          {"value", fact.value},
          {"evidence",
           {{"step", fact.evidence.step},
            {"version", fact.evidence.version},
            {"carrier", fact.evidence.carrier},
            {"source", fact.evidence.source},
            {"raw", fact.evidence.raw}}}};
}

Result<Fact> FactFromJson(Json json) {
  ASSAY_TRY(internal::RequireMembers(json, {"name", "state", "value", "evidence"}, "fact"));
  Fact fact;
  ASSAY_LET(fact.name, internal::StringMember(json, "name"));
  ASSAY_LET(const std::string state, internal::StringMember(json, "state"));
  const auto known = ParseFactState(state);
  if (!known.ok()) return Error{ErrorCode::kCorrupt, known.error().what};
  fact.state = known.value();
  fact.value = std::move(json.at("value"));
  ASSAY_LET(fact.evidence, EvidenceFromJson(json.at("evidence")));
  return fact;
}

std::string FactText(const Fact& fact) {
  std::string text;
  const auto member = [&text](std::string_view name, std::string_view value) {
    text += name;
    AppendCanonical(value, text);
  };
  const Evidence& evidence = fact.evidence;
  member(R"({"evidence":{"carrier":)", evidence.carrier);
  member(R"(,"raw":)", evidence.raw);
  member(R"(,"source":)", evidence.source);
  member(R"(,"step":)", evidence.step);
  member(R"(,"version":)", evidence.version);
  member(R"(},"name":)", fact.name);
  member(R"(,"state":)", Name(fact.state));
  return text + R"(,"value":)" + Canonical(fact.value) + '}';
}

std::string FactId(const Fact& fact) { return "f:" + Sha256(FactText(fact)).Hex().substr(0, 16); }

std::string FactsBlob(std::span<const Fact> facts) {
  std::string blob = "[";
  for (const Fact& fact : facts) {
    if (blob.size() > 1) blob += ',';
    blob += FactText(fact);
  }
  return blob + ']';
}

Result<std::vector<Fact>> FactsFromBlob(std::string_view blob) {
  ASSAY_LET(Json array, ParseJson(blob, {.bytes = 64U << 20U}));
  if (!array.is_array()) return Error{ErrorCode::kCorrupt, "facts that are no array"};
  std::vector<Fact> facts;
  facts.reserve(array.size());
  for (Json& item : array) {
    ASSAY_LET(Fact fact, FactFromJson(std::move(item)));
    facts.push_back(std::move(fact));
  }
  return facts;
}

const Fact* Find(std::span<const Fact> facts, std::string_view name) {
  const auto found = std::ranges::find(facts, name, &Fact::name);
  return found == facts.end() ? nullptr : &*found;
}

}  // namespace assay
