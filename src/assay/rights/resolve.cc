// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/resolve.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace assay::rights {
namespace {

constexpr std::array<std::string_view, 3> kTdmCarriers = {"tdmrep:", "header:", "html:"};

/// Later carriers of TDMRep stand behind earlier ones; the asset's own is the last.
std::size_t TdmRank(const Fact& fact) {
  const auto found = std::ranges::find_if(kTdmCarriers, [&](std::string_view carrier) {
    return fact.evidence.carrier.starts_with(carrier);
  });
  return static_cast<std::size_t>(found - kTdmCarriers.begin());
}

/// Words of one signal, without grants that do not count.
UseWords WordsOf(const Fact& fact) {
  const auto asserts = fact.value.find("asserts");
  UseWords words = asserts == fact.value.end() ? UseWords{} : UseWords::FromAsserts(*asserts);
  const bool counts = fact.state == FactState::kPresent &&
                      StringOr(fact.value, "authority") != "invalid" &&
                      StringOr(fact.value, "scope") != "parent";
  if (!counts) words.DropGrants();
  return words;
}

struct Protocol {
  UseWords words;
  std::size_t rank = 0;

  /// A reservation that is there but unset does not overrule an earlier carrier.
  void AddTdm(const Fact& fact) {
    const UseWords said = WordsOf(fact);
    if (said.empty()) return;
    const std::size_t its_rank = TdmRank(fact);
    if (words.empty() || its_rank > rank) {
      words = said;
      rank = its_rank;
    } else if (its_rank == rank) {
      words.Restrict(said);
    }
  }
};

/// A probe of robots.txt that got no rules, and no "there are none" either.
bool ForbidsToAcquire(const Fact& fact) {
  return fact.name == "rights.probe" && StringOr(fact.value, "protocol") == "robots" &&
         fact.state == FactState::kUnreachable;
}

std::map<std::string, Protocol> Collect(std::span<const Fact> facts) {
  std::map<std::string, Protocol> protocols;
  for (const Fact& fact : facts) {
    if (ForbidsToAcquire(fact)) {
      UseWords denied;
      denied.Set(Use::kAcquire, UseWord::kDeny);
      protocols["robots"].words.Restrict(denied);
    }
    if (fact.name != "rights.signal" || !fact.value.is_object()) continue;
    const std::string name = StringOr(fact.value, "protocol", "unknown");
    if (name == "tdm")
      protocols[name].AddTdm(fact);
    else
      protocols[name].words.Restrict(WordsOf(fact));
  }
  return protocols;
}

}  // namespace

bool ResolvedUse::has_conflict() const {
  return std::ranges::any_of(by, [&](const ProtocolWord& said) { return said.word != word; });
}

Json Resolved::ToJson() const {
  Json document = Json::object();
  for (std::size_t i = 0; i < kUses; ++i) {
    const ResolvedUse& use = uses[i];
    if (use.by.empty()) continue;
    Json by = Json::array();
    for (const ProtocolWord& said : use.by) {
      by.push_back({{"protocol", said.protocol}, {"value", Name(said.word)}});
    }
    document[std::string(Name(static_cast<Use>(i)))] = {
        {"value", Name(use.word)}, {"by", std::move(by)}, {"conflict", use.has_conflict()}};
  }
  return document;
}

Resolved Resolve(std::span<const Fact> facts) {
  const auto protocols = Collect(facts);
  Resolved resolved;
  for (std::size_t i = 0; i < kUses; ++i) {
    ResolvedUse& use = resolved.uses[i];
    for (const auto& [name, protocol] : protocols) {
      const UseWord word = protocol.words[static_cast<Use>(i)];
      if (word == UseWord::kUnknown) continue;
      use.by.push_back({name, word});
      use.word = std::max(use.word, word);
    }
  }
  return resolved;
}

}  // namespace assay::rights
