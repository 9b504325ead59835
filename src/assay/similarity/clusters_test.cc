// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/clusters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "assay/similarity/stars_internal.h"

namespace assay::similarity {
namespace {

/// Random words from a seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) {}
  std::uint64_t operator()() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 32U) * 0x9e3779b97f4a7c15U;
  }

 private:
  std::uint64_t state_;
};

/// A picture of its own; different seeds look nothing alike.
Pdq Picture(std::uint64_t seed, int quality = 100) {
  Dice dice(seed);
  Pdq pdq;
  for (Hash256& hash : pdq.dihedral)
    for (std::uint64_t& word : hash.words) word = dice();
  for (std::uint8_t& luma : pdq.luma) luma = static_cast<std::uint8_t>(dice() >> 56U);
  pdq.quality = quality;
  return pdq;
}

std::string Key(std::uint64_t number) {
  std::string key = "k";
  key += std::to_string(number);
  return key;
}

/// `pdq` with bits [from, from + count) of its hash flipped.
Pdq Flipped(Pdq pdq, std::size_t from, std::size_t count) {
  for (std::size_t k = from; k < from + count; ++k)
    pdq.dihedral[0].words.at(k / 64) ^= std::uint64_t{1} << (k % 64);
  return pdq;
}

/// A set that owns what its items point to.
struct Set {
  std::map<std::string, Pdq> hashes;
  std::vector<std::string> keys;
  std::vector<Item> items;
  std::map<std::string, Digest> pixels;

  void Add(const std::string& key, const Pdq& pdq, std::string_view bytes = "") {
    const auto& [name, hash] = *hashes.emplace(key, pdq).first;
    Item item;
    item.asset = Sha256(bytes.empty() ? key : bytes);
    item.pdq = &hash;
    item.ok = true;
    item.width_px = 100;
    item.height_px = 100;
    keys.push_back(name);
    items.push_back(item);
  }
  [[nodiscard]] Comparison Compared() const {
    auto comparison = Comparison::Make(testing::TempDir());
    EXPECT_TRUE(comparison.ok());
    for (const Item& item : items) EXPECT_TRUE(comparison.value().Add(item).ok());
    for (std::uint32_t i = 0; i < items.size(); ++i)
      if (pixels.contains(keys[i])) comparison.value().SetPixels(i, pixels.at(keys[i]));
    return std::move(comparison).value();
  }
  [[nodiscard]] std::vector<Place> Places(std::size_t threads = 2) const {
    return Compared().FindClusters(threads).value();
  }
  /// Key -> keys of exact, star and component.
  [[nodiscard]] std::map<std::string, std::array<std::string, 3>> Names() const {
    std::map<std::string, std::array<std::string, 3>> names;
    const auto places = Places();
    for (std::size_t i = 0; i < items.size(); ++i)
      names[keys[i]] = {keys[places[i].exact], keys[places[i].star], keys[places[i].component]};
    return names;
  }
};

TEST(FindMatch, FollowsPdqsLimits) {
  const Pdq own = Picture(1);
  EXPECT_EQ(FindMatch(own, Flipped(own, 100, 31)), (Match{31, 1}));
  Pdq other = Flipped(own, 100, 32);
  other.luma = Picture(2).luma;
  EXPECT_EQ(FindMatch(own, other), std::nullopt);
  EXPECT_EQ(FindMatch(own, Picture(2)), std::nullopt);
}

TEST(FindMatch, DoesNotTakeAHashOfLowQualityAtItsWord) {
  const Pdq own = Picture(1, 49);
  EXPECT_EQ(FindMatch(own, own), (Match{0, 1}));
  Pdq other = own;
  other.luma = Picture(2).luma;
  EXPECT_EQ(FindMatch(own, other), std::nullopt);
  Pdq flat = own;
  flat.luma.fill(128);
  EXPECT_EQ(FindMatch(flat, flat), std::nullopt);
}

TEST(FindMatch, LetsTheLumaDecideBeyondPdqsLimits) {
  const Pdq own = Picture(1);
  // Rows 8 to 15 of the bits (128 and up) hold no low frequency.
  EXPECT_EQ(FindMatch(own, Flipped(own, 128, 60)), (Match{60, 1}));
  EXPECT_EQ(FindMatch(own, Flipped(own, 128, 93)), std::nullopt);
  // 17 low bits: row 0 and 1 have eight each, row 2 the last.
  const Pdq far = Flipped(Flipped(Flipped(own, 0, 8), 16, 8), 32, 1);
  EXPECT_EQ(FindMatch(Flipped(far, 128, 20), own), std::nullopt);
}

TEST(FindMatch, NamesTheTurnThatWasFound) {
  const Pdq own = Picture(1);
  Pdq mirrored = Picture(2);
  mirrored.dihedral[0] = own.dihedral[1];
  EXPECT_EQ(FindMatch(own, mirrored), (Match{0, 2}));
}

TEST(FindClusters, LeavesStrangersAlone) {
  Set set;
  for (std::uint64_t i = 0; i < 50; ++i) set.Add(Key(i), Picture(i));
  for (const auto& [key, places] : set.Names())
    for (const std::string& place : places) EXPECT_EQ(place, key);
}

TEST(FindClusters, JoinsEqualBytesUnderTheFirstThatCame) {
  Set set;
  set.Add("a", Picture(1), "same");
  set.Add("b", Picture(1), "same");
  set.Add("c", Picture(2));
  EXPECT_EQ(set.Names()["b"][0], "a");
  EXPECT_EQ(set.Names()["a"][0], "a");
  EXPECT_EQ(set.Names()["c"][0], "c");
}

TEST(FindClusters, JoinsEqualPixelsWhateverTheBytesAre) {
  Set set;
  set.Add("small", Picture(1));
  set.Add("large", Picture(2));
  for (const std::string& key : set.keys) set.pixels[key] = Sha256("pixels");
  set.items[1].width_px = 200;
  EXPECT_EQ(set.Names()["small"][0], "large");
}

// A - B - C in a chain of 20 bits each: A and C differ in 40 and show different things.
TEST(FindClusters, KeepsTheEndsOfAChainInDifferentStars) {
  Set set;
  const Pdq a = Picture(1);
  Pdq c = Flipped(a, 100, 40);
  c.luma = Picture(2).luma;
  set.Add("a", a);
  set.Add("b", Flipped(a, 100, 20));
  set.Add("c", c);
  set.items[0].width_px = 300;
  set.items[2].width_px = 200;
  auto names = set.Names();
  EXPECT_EQ(names["b"][1], "a");
  EXPECT_EQ(names["c"][1], "c");
  EXPECT_EQ(names["c"][2], "a");  // splits must keep all three together
}

TEST(FindClusters, RanksByOutcomePixelsQualityAsset) {
  const auto leader = [](auto change) {
    Set set;
    set.Add("a", Picture(1, 90));
    set.Add("b", Picture(1, 90));
    set.items[0].asset = Digest{{1}};
    set.items[1].asset = Digest{{2}};
    change(set.items[0], set.hashes.at("a"));
    return set.Names()["a"][1];
  };
  EXPECT_EQ(leader([](Item&, Pdq&) {}), "a");
  EXPECT_EQ(leader([](Item& item, Pdq&) { item.asset = Digest{{3}}; }), "b");
  EXPECT_EQ(leader([](Item&, Pdq& pdq) { pdq.quality = 89; }), "b");
  EXPECT_EQ(leader([](Item& item, Pdq&) { item.height_px = 99; }), "b");
  EXPECT_EQ(leader([](Item& item, Pdq&) { item.ok = false; }), "b");
}

TEST(FindClusters, PutsAPictureIntoItsNearestStar) {
  Set set;
  const Pdq a = Picture(1);
  Pdq b = Flipped(a, 128, 45);
  b.luma = Picture(2).luma;
  set.Add("a", a);
  set.Add("b", b);
  set.Add("m", Flipped(a, 128, 25));  // 25 from a, 20 from b
  set.items[0].width_px = 200;
  set.items[1].width_px = 200;
  EXPECT_EQ(set.Names()["m"][1], "b");
}

TEST(FindClusters, GivesTheSameForAnyOrderOfTheItems) {
  Set set;
  Dice dice(7);
  for (std::uint64_t i = 0; i < 60; ++i) {
    const Pdq pdq = Picture(i % 12, i % 5 == 0 ? 40 : 90);
    set.Add(Key(i), Flipped(pdq, dice() >> 57U, dice() >> 58U));
    if (i % 7 == 0) set.pixels[Key(i)] = Sha256("same");
  }
  const auto names = set.Names();
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = set.items.size(); i > 1; --i) {
      const std::size_t other = dice() % i;
      std::swap(set.items[i - 1], set.items[other]);
      std::swap(set.keys[i - 1], set.keys[other]);
    }
    EXPECT_EQ(set.Names(), names);
  }
}

// Oracle: the definition of a component, by comparing every pair.
TEST(FindClusters, FindsWhatComparingEveryPairFinds) {
  Set set;
  Dice dice(11);
  for (std::uint64_t i = 0; i < 150; ++i)
    set.Add(Key(i),
            Flipped(Picture(i % 40), dice() >> 57U, dice() >> 60U));  // up to 15 bits in a row
  const auto& items = set.items;
  std::vector<std::size_t> component(items.size());
  std::iota(component.begin(), component.end(), std::size_t{0});
  for (std::size_t a = 0; a < items.size(); ++a)
    for (std::size_t b = 0; b < items.size(); ++b)
      if (FindMatch(*items[a].pdq, *items[b].pdq) && component[a] != component[b])
        std::ranges::replace(component, component[b], component[a]);
  const auto places = set.Places();
  for (std::size_t a = 0; a < items.size(); ++a)
    for (std::size_t b = 0; b < items.size(); ++b)
      EXPECT_EQ(component[a] == component[b], places[a].component == places[b].component);
}

// Few pictures are compared one by one, many through an index.
TEST(FindClusters, FindsTheSameAmongThousandsOfStrangers) {
  Set set;
  Dice dice(13);
  for (std::uint64_t i = 0; i < 400; ++i)
    set.Add(Key(i), Flipped(Picture(i % 100), dice() >> 57U, dice() >> 58U));
  const auto alone = set.Names();
  for (std::uint64_t i = 400; i < 4000; ++i) set.Add(Key(i), Picture(i));
  const auto among = set.Names();
  for (const auto& [key, names] : alone) EXPECT_EQ(among.at(key), names) << key;
}

// More pictures than one index holds.
TEST(FindClusters, FindsTheSameInSeveralBlocksWhateverTheThreads) {
  Set set;
  constexpr std::uint64_t kStrangers = 66'000;
  for (std::uint64_t i = 0; i < kStrangers; ++i) set.Add(Key(i), Picture(i));
  // Ranked behind all strangers, so that both ends of the pairs lie in different blocks.
  for (std::uint64_t i = 0; i < 20; ++i) {
    set.Add("copy" + Key(i), Flipped(Picture(i), 100, 20));
    set.items.back().width_px = 50;
  }
  const auto places = set.Places(/*threads=*/1);
  for (std::uint32_t i = 0; i < 20; ++i) {
    EXPECT_EQ(places[kStrangers + i].star, i);
    EXPECT_EQ(places[kStrangers + i].match, (Match{20, 1}));
    EXPECT_EQ(places[i].component, i);
  }
  EXPECT_EQ(set.Places(/*threads=*/3), places);
}

// Frames of a camera that stands still: pairs grow with the square, what is kept of them must not.
TEST(Stars, KeepNoPairOfTheClosest) {
  constexpr std::uint32_t kFrames = 300;
  internal::Stars stars(kFrames + 1);
  int kept = 0;
  for (std::uint32_t first = 0; first < kFrames; ++first)
    for (std::uint32_t second = first + 1; second <= kFrames; ++second)
      kept += stars.Take({first, second, second == kFrames ? 20U : 3U}) ? 1 : 0;
  EXPECT_EQ(kept, 1);  // the last is further away, and the first may gather it later
  EXPECT_EQ(std::move(stars).Leaders()[kFrames - 1], 0U);
}

TEST(FindClusters, LeavesUnreadRecordsAlone) {
  Set set;
  set.items.resize(2);
  set.keys = {"a", "b"};
  const auto places = set.Places();
  EXPECT_EQ(places[1].exact, 1U);
  EXPECT_EQ(places[1].star, 1U);
}

TEST(PixelCandidates, AsksOnlyWhereSizeAndLumaAgree) {
  Set set;
  const Pdq own = Picture(1);
  Pdq near = own;
  near.luma[5] = static_cast<std::uint8_t>(near.luma[5] ^ 3U);
  Pdq far = own;
  far.luma[5] = static_cast<std::uint8_t>(far.luma[5] ^ 128U);
  set.Add("a", own);
  set.Add("a2", own, "a");  // the same bytes need no second question
  set.Add("b", near);
  set.Add("c", far);
  set.Add("d", own);
  set.items[4].width_px = 101;
  const auto groups = set.Compared().PixelCandidates().value();
  EXPECT_EQ(groups, (std::vector<std::vector<std::uint32_t>>{{0, 2}}));
}

}  // namespace
}  // namespace assay::similarity
