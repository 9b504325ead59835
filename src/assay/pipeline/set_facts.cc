// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/set_facts.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::pipeline {
namespace {

Fact SetFact(std::string_view name, Json value) {
  return {std::string(name),
          FactState::kPresent,
          std::move(value),
          {"similarity", "1", "set", "set", ""}};
}

bool IsMirrored(int orientation) {
  return orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
}

}  // namespace

void SetFacts::Add(std::string_view key, const std::string& claims, const Twin& twin) {
  ASSAY_CHECK(entries_.empty() || Key(entries_.size() - 1) < key);
  entries_.push_back({keys_.size(), twin, &*claims_.insert(claims).first});
  keys_ += key;
}

std::vector<Fact> SetFacts::Of(std::string_view key) const {
  const auto places = std::views::iota(std::size_t{0}, entries_.size());
  const auto found =
      std::ranges::lower_bound(places, key, {}, [this](std::size_t i) { return Key(i); });
  if (found == places.end() || Key(*found) != key) return {};
  const auto& [at, twin, claims] = entries_[*found];
  std::vector<Fact> facts = {SetFact("set.component", {{"of", Key(twin.component)}})};
  if (twin.is_alone) return facts;
  if (twin.exact != *found)
    facts.push_back(SetFact(
        "set.exact", {{"of", Key(twin.exact)}, {"how", twin.same_bytes ? "bytes" : "pixels"}}));
  facts.push_back(SetFact("set.near", {{"cluster", Key(twin.star)},
                                       {"distance", twin.match.distance},
                                       {"orientation", twin.match.orientation},
                                       {"mirrored", IsMirrored(twin.match.orientation)}}));
  if (twin.opponent != *found)
    facts.push_back(SetFact(
        "set.twin_conflict",
        {{"with", Key(twin.opponent)}, {"claims", {*claims, *entries_[twin.opponent].claims}}}));
  return facts;
}

std::string_view SetFacts::Key(std::size_t place) const {
  const std::size_t end = place + 1 < entries_.size() ? entries_[place + 1].key_at : keys_.size();
  return std::string_view(keys_).substr(entries_[place].key_at, end - entries_[place].key_at);
}

}  // namespace assay::pipeline
