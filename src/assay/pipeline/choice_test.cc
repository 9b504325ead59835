// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/choice.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>

namespace assay::pipeline {
namespace {

BuildSpec Splits() {
  BuildSpec build;
  build.splits = {{"test", 10}, {"train", 80}, {"val", 10}};
  return build;
}

std::string Key(int number) { return fmt::format("picture-{}.jpg", number); }

TEST(Choice, SharesASetOutAsThePlanSays) {
  const BuildSpec build = Splits();
  const Choice choice(build, 7);
  std::map<std::string, int> sizes;
  for (int i = 0; i < 10'000; ++i) ++sizes[choice.SplitOf(Key(i), {})];
  EXPECT_EQ(sizes.size(), 3U);
  EXPECT_NEAR(sizes["train"], 8'000, 200);
  EXPECT_NEAR(sizes["test"], 1'000, 150);
  EXPECT_NEAR(sizes["val"], 1'000, 150);
}

TEST(Choice, DependsOnGroupAndSeedAlone) {
  const BuildSpec build = Splits();
  const Choice first(build, 7);
  const Choice again(build, 7);
  const Choice other(build, 8);
  int moved = 0;
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(first.SplitOf(Key(i), {}), again.SplitOf(Key(i), {}));
    moved += first.SplitOf(Key(i), {}) != other.SplitOf(Key(i), {}) ? 1 : 0;
  }
  EXPECT_GT(moved, 200);
}

TEST(Choice, WhatTheDataSayIsTheSplitOfAPlanWithout) {
  const BuildSpec build;
  SampleNotes notes;
  notes.split = "held_out";
  EXPECT_EQ(Choice(build, 0).SplitOf("a", notes), "held_out");
}

TEST(Choice, ALimitALabelIsKeptAndFilledTheSameInAnyOrder) {
  BuildSpec build;
  build.sample.per_label = 10;
  const auto taken = [&build](bool backward) {
    Choice choice(build, 1);
    const auto notes = [](int i) {
      SampleNotes one;
      one.label = i % 10 == 0 ? "rare" : "common";
      return one;
    };
    for (int i = 0; i < 60; ++i) {
      const int number = backward ? 59 - i : i;
      EXPECT_TRUE(choice.See(Key(number), Key(number), notes(number)).ok());
    }
    std::map<std::string, std::set<std::string>> keys;
    for (int i = 0; i < 60; ++i) {
      if (choice.Takes(Key(i), Key(i), notes(i))) keys[notes(i).label].insert(Key(i));
    }
    return keys;
  };
  const auto keys = taken(false);
  EXPECT_EQ(keys.at("common").size(), 10U);
  EXPECT_EQ(keys.at("rare").size(), 6U);
  EXPECT_EQ(keys, taken(true));
}

TEST(Choice, ASampleIsAShareOfTheGroups) {
  BuildSpec build;
  build.sample.per_million = 250'000;
  Choice choice(build, 3);
  SampleNotes seen;
  seen.label = "cat";
  EXPECT_TRUE(choice.See("a", "a", seen).ok());
  int taken = 0;
  for (int i = 0; i < 4'000; ++i) taken += choice.Takes(Key(i), Key(i), {}) ? 1 : 0;
  EXPECT_NEAR(taken, 1'000, 100);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(choice.Takes("first", Key(i), {}), choice.Takes("second", Key(i), {}));
}

TEST(Choice, LabelsAndCaptionsAreThoseOfWhatIsTaken) {
  const BuildSpec build;
  Choice choice(build, 0);
  SampleNotes notes;
  notes.label = "dog";
  EXPECT_TRUE(choice.See("a", "a", notes).ok());
  EXPECT_FALSE(choice.has_captions());
  notes.label = "cat";
  notes.caption = "a cat";
  EXPECT_TRUE(choice.See("b", "b", notes).ok());
  EXPECT_EQ(choice.labels(), (std::set<std::string>{"cat", "dog"}));
  EXPECT_TRUE(choice.has_captions());
}

/// So many pictures of each label, in any order; what is taken of each.
using Sizes = std::map<std::string, int>;
using Taken = std::map<std::string, std::set<std::string>>;

SampleNotes Labelled(const std::string& label) {
  SampleNotes notes;
  notes.label = label;
  return notes;
}

Taken TakenOf(const BuildSpec& build, const Sizes& sizes, std::uint64_t seed = 1) {
  Choice choice(build, seed);
  const auto each = [&sizes](const auto& visit) {
    for (const auto& [label, size] : sizes) {
      for (int i = 0; i < size; ++i) visit(label, label + Key(i));
    }
  };
  each([&](const std::string& label, const std::string& key) {
    EXPECT_TRUE(choice.See(key, key, Labelled(label)).ok());
  });
  choice.EndSeeing();
  Taken taken;
  each([&](const std::string& label, const std::string& key) {
    if (choice.Takes(key, key, Labelled(label))) taken[label].insert(key);
  });
  std::set<std::string> labels;
  for (const auto& [label, keys] : taken) labels.insert(label);
  EXPECT_EQ(choice.labels(), labels) << "labels are those of what is taken";
  return taken;
}

Sizes SizesOf(const Taken& taken) {
  Sizes sizes;
  for (const auto& [label, keys] : taken) sizes[label] = static_cast<int>(keys.size());
  return sizes;
}

BuildSpec Exactly(std::int64_t per_million, std::int64_t count, Strata by) {
  BuildSpec build;
  build.sample = {per_million, 0, count, by};
  return build;
}

// Worked by hand: 10 % of 55, 25, 21 and 4 are 5.5, 2.5, 2.1 and 0.4: of 105 that is 10.5, so 11;
// 9 by whole parts, then one each for the largest remainders, a and b.
TEST(ExactSample, EachLabelGetsItsShareByTheLargestRemainder) {
  const BuildSpec build = Exactly(100'000, 0, Strata::kLabel);
  EXPECT_EQ(SizesOf(TakenOf(build, {{"a", 55}, {"b", 25}, {"c", 21}, {"d", 4}})),
            (Sizes{{"a", 6}, {"b", 3}, {"c", 2}}));
}

TEST(ExactSample, TotalAndPartsAreExactForAnyShare) {
  std::uint64_t dice = 7;
  const auto roll = [&dice](std::uint64_t most) {
    dice = dice * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
    return static_cast<int>((dice >> 33U) % most);
  };
  for (int round = 0; round < 40; ++round) {
    Sizes sizes;
    std::int64_t all = 0;
    for (int label = 0; label <= roll(8); ++label)
      all += sizes[std::string(1, static_cast<char>('a' + label))] = 1 + roll(60);
    const std::int64_t share = 1 + roll(1'000'000);
    std::int64_t total = 0;
    for (const auto& [label, size] : SizesOf(TakenOf(Exactly(share, 0, Strata::kLabel), sizes))) {
      total += size;
      EXPECT_NEAR(size, static_cast<double>(sizes[label]) * static_cast<double>(share) / 1e6, 1);
    }
    EXPECT_EQ(total, (all * share + 500'000) / 1'000'000);
    const std::int64_t count = 1 + roll(100);
    for (const Strata by : {Strata::kNone, Strata::kLabel}) {
      total = 0;
      for (const auto& [label, size] : SizesOf(TakenOf(Exactly(1'000'000, count, by), sizes)))
        total += size;
      EXPECT_EQ(total, std::min(all, count));
    }
  }
}

TEST(ExactSample, OthersMatterNoMoreThanTheyMust) {
  const BuildSpec build = Exactly(200'000, 0, Strata::kLabel);
  const Taken before = TakenOf(build, {{"a", 100}, {"b", 50}});
  const Taken more = TakenOf(build, {{"a", 100}, {"b", 50}, {"c", 75}});
  EXPECT_EQ(more.at("a"), before.at("a"));
  EXPECT_EQ(more.at("b"), before.at("b"));
  // A larger sample holds the smaller one, and a label that grows loses only what it must.
  const Taken larger = TakenOf(Exactly(400'000, 0, Strata::kLabel), {{"a", 100}, {"b", 50}});
  EXPECT_TRUE(std::ranges::includes(larger.at("a"), before.at("a")));
  const Taken grown = TakenOf(build, {{"a", 105}, {"b", 50}});
  std::set<std::string> lost;
  std::ranges::set_difference(before.at("a"), grown.at("a"), std::inserter(lost, lost.end()));
  EXPECT_LE(lost.size(), 5U);
  EXPECT_NE(TakenOf(build, {{"a", 100}}, 2).at("a"), before.at("a")) << "the seed counts";
}

TEST(ExactSample, BySplitKeepsTheProportionsOfThePlan) {
  BuildSpec build = Splits();
  build.sample = {100'000, 0, 0, Strata::kSplit};
  Choice choice(build, 5);
  std::map<std::string, int> seen;
  for (int i = 0; i < 5'000; ++i) {
    EXPECT_TRUE(choice.See(Key(i), Key(i / 2), {}).ok());
    ++seen[choice.SplitOf(Key(i / 2), {})];
  }
  choice.EndSeeing();
  std::map<std::string, int> taken;
  for (int i = 0; i < 5'000; ++i) {
    if (choice.Takes(Key(i), Key(i / 2), {})) ++taken[choice.SplitOf(Key(i / 2), {})];
  }
  for (const auto& [split, size] : seen) EXPECT_NEAR(taken[split], size / 10.0, 1) << split;
  EXPECT_EQ(taken["train"] + taken["val"] + taken["test"], 500);
}

TEST(Choice, RefusesOneSplitTooManyAsSoonAsItIsSeen) {
  const BuildSpec build;
  Choice choice(build, 0);
  SampleNotes notes;
  for (int i = 0; i < 16; ++i) {
    notes.split = "split_" + std::to_string(i);
    EXPECT_TRUE(choice.See(Key(i), Key(i), notes).ok());
    EXPECT_TRUE(choice.See(Key(i) + "b", Key(i), notes).ok());
  }
  notes.split = "one_more";
  const Status refused = choice.See("z", "z", notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().what.find("one_more"), std::string::npos);
  const BuildSpec splits = Splits();
  Choice planned(splits, 0);
  for (int i = 0; i < 20; ++i) {
    notes.split = std::to_string(i);
    EXPECT_TRUE(planned.See(Key(i), Key(i), notes).ok()) << "the plan's splits hold";
  }
}

}  // namespace
}  // namespace assay::pipeline
