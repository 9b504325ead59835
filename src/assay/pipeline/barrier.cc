// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/barrier.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/record.h"
#include "assay/core/scratch.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/records.h"
#include "assay/similarity/clusters.h"
#include "assay/similarity/pdq.h"

namespace assay::pipeline {
namespace {

using similarity::Place;

/// What the comparison is told of a record.
struct Candidate {
  std::string key;
  std::string claims;  ///< distinct SPDX ids, sorted, joined by "; "
  std::optional<similarity::Pdq> pdq;
  similarity::Item item;
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
  if (row.state == catalog::State::kDead || row.state == catalog::State::kPending)
    return std::optional<Candidate>();
  ASSAY_LET(const std::vector<Fact> facts, FactsFromBlob(row.facts));
  Candidate candidate;
  candidate.key = row.key;
  candidate.claims = Claims(facts);
  similarity::Item& item = candidate.item;
  ASSAY_LET(item.asset, ParseAssetName(row.asset));
  item.ok = row.outcome == Name(Outcome::kOk);
  item.width_px = row.width_px;
  item.height_px = row.height_px;
  if (const Fact* fact = Find(facts, "similarity.pdq"); fact != nullptr) {
    ASSAY_LET(candidate.pdq, similarity::FromFact(*fact));
  }
  return std::optional<Candidate>(std::move(candidate));
}

/// The records that are compared, by number, in the order of their keys.
class Candidates {
 public:
  static Result<Candidates> Make(const std::filesystem::path& folder) {
    ASSAY_LET(Scratch keys, Scratch::Make(folder));
    ASSAY_LET(similarity::Comparison comparison, similarity::Comparison::Make(folder));
    return Candidates(std::move(keys), std::move(comparison));
  }

  Status Add(Candidate candidate) {
    if (candidate.pdq) candidate.item.pdq = &*candidate.pdq;
    claims_.push_back(Number(std::move(candidate.claims)));
    key_ends_.push_back(keys_.bytes() + candidate.key.size());
    ASSAY_TRY(keys_.Append(AsBytes(candidate.key)));
    return comparison_.Add(candidate.item);
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(claims_.size()); }
  [[nodiscard]] Result<std::string> Key(std::uint32_t number) const {
    const std::uint64_t begin = number == 0 ? 0 : key_ends_[number - 1];
    Bytes key(key_ends_[number] - begin);
    ASSAY_TRY(keys_.Read(begin, key));
    return std::string(AsText(key));
  }
  [[nodiscard]] std::uint32_t Claims(std::uint32_t number) const { return claims_[number]; }
  [[nodiscard]] const std::string& ClaimsText(std::uint32_t number) const {
    return texts_[claims_[number]];
  }
  [[nodiscard]] similarity::Comparison& comparison() { return comparison_; }

 private:
  Candidates(Scratch keys, similarity::Comparison comparison)
      : keys_(std::move(keys)), comparison_(std::move(comparison)) {}

  /// Zero for none.
  std::uint32_t Number(std::string claims) {
    const auto [found, is_new] =
        numbers_.try_emplace(std::move(claims), static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.push_back(found->first);
    return found->second;
  }

  Scratch keys_;
  std::vector<std::uint64_t> key_ends_;
  std::vector<std::uint32_t> claims_;  // indices into texts_
  std::vector<std::string> texts_{""};
  std::map<std::string, std::uint32_t> numbers_{{"", 0}};
  similarity::Comparison comparison_;
};

Result<Candidates> Load(const catalog::Catalog& catalog, catalog::RunId run, Inspectors& inspectors,
                        const std::filesystem::path& folder) {
  ASSAY_LET(Candidates candidates, Candidates::Make(folder));
  const auto add = [&candidates](std::optional<Candidate> candidate) {
    return candidate ? candidates.Add(std::move(*candidate)) : Status(Done{});
  };
  ASSAY_TRY(ForEachRecord<std::optional<Candidate>>(catalog, run, inspectors, MakeCandidate, add));
  return candidates;
}

/// A picture whose pixels are to be named.
struct Asked {
  std::uint32_t number = 0;
  std::string locator;
  std::string asset;
};

Result<std::vector<Asked>> PixelsToAsk(const catalog::Catalog& catalog, catalog::RunId run,
                                       Candidates& candidates) {
  ASSAY_LET(const auto groups, candidates.comparison().PixelCandidates());
  std::vector<Asked> asked;
  for (const auto& group : groups) {
    for (const std::uint32_t number : group) {
      ASSAY_LET(const std::string key, candidates.Key(number));
      ASSAY_LET(auto row, catalog.FindRecord(run, key));
      if (row) asked.push_back({number, std::move(row->locator), std::move(row->asset)});
    }
  }
  return asked;
}

/// Asks workers for the pixels of those that may be equal. A picture that gives none equals nobody.
Status AddPixels(const catalog::Catalog& catalog, catalog::RunId run, Inspectors& inspectors,
                 Candidates& candidates) {
  using Pixels = std::pair<std::uint32_t, std::string>;
  ASSAY_LET(std::vector<Asked> asked, PixelsToAsk(catalog, run, candidates));
  const auto hash = [](Inspector& inspector, const Asked& picture) {
    const auto pixels = inspector.PixelHash(picture.locator, picture.asset);
    return Pixels{picture.number, pixels.ok() ? pixels.value() : std::string()};
  };
  const auto take = [&candidates](const Pixels& pixels) -> Status {
    if (pixels.second.empty()) return Done{};
    ASSAY_LET(const Digest digest, ParseAssetName(pixels.second));
    candidates.comparison().SetPixels(pixels.first, digest);
    return Done{};
  };
  return ForEachInOrder<Pixels>(inspectors, std::move(asked), hash, take);
}

/// The first records of a star that claim something, and something else.
struct Claimants {
  std::optional<std::uint32_t> first{};
  std::optional<std::uint32_t> other{};
};

/// A record of the same star that claims something else than `self`; else the record itself.
std::uint32_t Opponent(const Candidates& candidates, const Claimants& star, std::uint32_t self) {
  const std::uint32_t claims = candidates.Claims(self);
  if (claims == 0 || !star.first) return self;
  if (candidates.Claims(*star.first) != claims) return *star.first;
  return star.other.value_or(self);
}

/// How many share a star and a component, and what the members of stars claim.
struct Sizes {
  std::vector<std::uint32_t> of_star;
  std::vector<std::uint32_t> of_component;
  std::unordered_map<std::uint32_t, Claimants> claimants;  ///< of stars of two and more
};

Sizes Measure(const Candidates& candidates, const std::vector<Place>& places) {
  Sizes sizes{
      std::vector<std::uint32_t>(places.size()), std::vector<std::uint32_t>(places.size()), {}};
  for (const Place& place : places) {
    ++sizes.of_star[place.star];
    ++sizes.of_component[place.component];
  }
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    if (sizes.of_star[places[i].star] == 1 || candidates.Claims(i) == 0) continue;
    Claimants& star = sizes.claimants[places[i].star];
    if (!star.first)
      star.first = i;
    else if (!star.other && candidates.Claims(*star.first) != candidates.Claims(i))
      star.other = i;
  }
  return sizes;
}

Result<SetFacts> State(const Candidates& candidates, const std::vector<Place>& places) {
  const Sizes sizes = Measure(candidates, places);
  const auto has_twin = [&](std::uint32_t i) {
    return sizes.of_component[places[i].component] > 1;
  };
  std::vector<std::uint32_t> twins(candidates.size());  // the place of each among those with a twin
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < candidates.size(); ++i)
    if (has_twin(i)) twins[i] = count++;
  SetFacts facts(count);
  for (std::uint32_t i = 0; i < candidates.size(); ++i) {
    if (!has_twin(i)) continue;
    const auto& [exact, star, component, match, same_bytes] = places[i];
    const auto claimants = sizes.claimants.find(star);
    const bool is_claimed = claimants != sizes.claimants.end();
    ASSAY_LET(const std::string key, candidates.Key(i));
    facts.Add(key, candidates.ClaimsText(i),
              {.exact = twins[exact],
               .star = twins[star],
               .component = twins[component],
               .opponent = twins[is_claimed ? Opponent(candidates, claimants->second, i) : i],
               .match = match,
               .is_alone = sizes.of_star[star] == 1,
               .same_bytes = same_bytes});
  }
  return facts;
}

}  // namespace

Result<SetFacts> CompareAll(const catalog::Catalog& catalog, catalog::RunId run,
                            Inspectors& inspectors, const std::filesystem::path& folder) {
  ASSAY_LET(Candidates candidates, Load(catalog, run, inspectors, folder));
  ASSAY_TRY(AddPixels(catalog, run, inspectors, candidates));
  ASSAY_LET(const auto places, candidates.comparison().FindClusters(inspectors.size()));
  return State(candidates, places);
}

}  // namespace assay::pipeline
