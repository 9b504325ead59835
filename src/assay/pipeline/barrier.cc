// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/barrier.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/hash.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/records.h"
#include "assay/similarity/clusters.h"
#include "assay/similarity/pdq.h"

namespace assay::pipeline {
namespace {

using similarity::Place;

/// What the comparison keeps of a record.
struct Candidate {
  std::string key;
  Digest asset;
  std::string claims;  ///< distinct SPDX ids, sorted, joined by "; "
  std::unique_ptr<similarity::Pdq> pdq;
  bool ok = false;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
};

std::string Claims(const std::vector<Fact>& facts) {
  std::set<std::string> claims;
  for (const Fact& fact : facts) {
    if (fact.name != "rights.licence") continue;
    const std::string spdx = StringOr(fact.value, "spdx");
    if (!spdx.empty()) claims.insert(spdx);
  }
  std::string joined;
  for (const std::string& claim : claims) joined += (joined.empty() ? "" : "; ") + claim;
  return joined;
}

/// None for a record that is not compared.
Result<std::optional<Candidate>> MakeCandidate(const catalog::RecordRow& row) {
  constexpr std::string_view kScheme = "sha256:";
  if (row.state == catalog::State::kDead || row.state == catalog::State::kPending)
    return std::optional<Candidate>();
  ASSAY_LET(const std::vector<Fact> facts, FactsFromBlob(row.facts));
  Candidate candidate;
  candidate.key = row.key;
  ASSAY_LET(candidate.asset, ParseDigest(std::string_view(row.asset).substr(kScheme.size())));
  candidate.claims = Claims(facts);
  candidate.ok = row.outcome == Name(Outcome::kOk);
  candidate.width_px = row.width_px;
  candidate.height_px = row.height_px;
  if (const Fact* fact = Find(facts, "similarity.pdq"); fact != nullptr) {
    ASSAY_LET(const similarity::Pdq pdq, similarity::FromFact(*fact));
    candidate.pdq = std::make_unique<similarity::Pdq>(pdq);
  }
  return std::optional<Candidate>(std::move(candidate));
}

Result<std::deque<Candidate>> Load(const catalog::Catalog& catalog, catalog::RunId run,
                                   Inspectors& inspectors) {
  std::deque<Candidate> candidates;
  const auto add = [&candidates](std::optional<Candidate> candidate) -> Status {
    if (candidate) candidates.push_back(std::move(*candidate));
    return Done{};
  };
  ASSAY_TRY(ForEachRecord<std::optional<Candidate>>(catalog, run, inspectors, MakeCandidate, add));
  return candidates;
}

std::vector<similarity::Item> ItemsOf(const std::deque<Candidate>& candidates) {
  std::vector<similarity::Item> items;
  items.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    similarity::Item item;
    item.key = candidate.key;
    item.asset = candidate.asset;
    item.pdq = candidate.pdq.get();
    item.ok = candidate.ok;
    item.width_px = candidate.width_px;
    item.height_px = candidate.height_px;
    items.push_back(item);
  }
  return items;
}

/// A picture whose pixels are to be named.
struct Asked {
  std::size_t index = 0;
  std::string locator;
  std::string asset;
};

Result<std::vector<Asked>> PixelsToAsk(const catalog::Catalog& catalog, catalog::RunId run,
                                       std::span<const similarity::Item> items) {
  std::vector<Asked> asked;
  for (const auto& group : similarity::PixelCandidates(items)) {
    for (const std::size_t index : group) {
      ASSAY_LET(auto row, catalog.FindRecord(run, items[index].key));
      if (row) asked.push_back({index, std::move(row->locator), std::move(row->asset)});
    }
  }
  return asked;
}

/// Asks workers for the pixels of those that may be equal. A picture that gives none keeps zeros:
/// it equals nobody.
Status AddPixels(const catalog::Catalog& catalog, catalog::RunId run, Inspectors& inspectors,
                 std::vector<similarity::Item>& items) {
  using Pixels = std::pair<std::size_t, std::string>;
  ASSAY_LET(std::vector<Asked> asked, PixelsToAsk(catalog, run, items));
  const auto hash = [](Inspector& inspector, const Asked& picture) {
    const auto pixels = inspector.PixelHash(picture.locator, picture.asset);
    return Pixels{picture.index, pixels.ok() ? pixels.value() : std::string()};
  };
  const auto take = [&items](const Pixels& pixels) -> Status {
    constexpr std::size_t kScheme = std::string_view("sha256:").size();
    if (pixels.second.empty()) return Done{};
    ASSAY_LET(items[pixels.first].pixels,
              ParseDigest(std::string_view(pixels.second).substr(kScheme)));
    return Done{};
  };
  return ForEachInOrder<Pixels>(inspectors, std::move(asked), hash, take);
}

/// First record of the same star that claims something, and something else; else the record itself.
std::size_t Opponent(const std::deque<Candidate>& candidates, const std::vector<std::size_t>& star,
                     std::size_t self) {
  const std::string& claims = candidates[self].claims;
  const auto objects = [&](std::size_t other) {
    return !candidates[other].claims.empty() && candidates[other].claims != claims;
  };
  const auto found = claims.empty() ? star.end() : std::ranges::find_if(star, objects);
  return found == star.end() ? self : *found;
}

SetFacts State(const std::deque<Candidate>& candidates, const std::vector<Place>& places) {
  std::vector<std::vector<std::size_t>> stars(candidates.size());
  std::vector<std::size_t> members(candidates.size());  // of each component
  for (std::size_t i = 0; i < places.size(); ++i) {
    stars[places[i].star].push_back(i);
    ++members[places[i].component];
  }
  const auto has_twin = [&](std::size_t i) { return members[places[i].component] > 1; };
  std::vector<std::uint32_t> twins(candidates.size());  // the place of each among those with a twin
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (has_twin(i)) twins[i] = count++;
  SetFacts facts(count);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!has_twin(i)) continue;
    const Candidate& self = candidates[i];
    const auto& [exact, star, component, match] = places[i];
    facts.Add(self.key, self.claims,
              {.exact = twins[exact],
               .star = twins[star],
               .component = twins[component],
               .opponent = twins[Opponent(candidates, stars[star], i)],
               .match = match,
               .is_alone = stars[star].size() == 1,
               .same_bytes = candidates[exact].asset == self.asset});
  }
  return facts;
}

}  // namespace

Result<SetFacts> CompareAll(const catalog::Catalog& catalog, catalog::RunId run,
                            Inspectors& inspectors) {
  ASSAY_LET(const std::deque<Candidate> candidates, Load(catalog, run, inspectors));
  std::vector<similarity::Item> items = ItemsOf(candidates);
  ASSAY_TRY(AddPixels(catalog, run, inspectors, items));
  return State(candidates, similarity::FindClusters(items));
}

}  // namespace assay::pipeline
