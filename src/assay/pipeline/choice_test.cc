// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/choice.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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
      choice.See(Key(number), Key(number), notes(number));
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
  choice.See("a", "a", seen);
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
  choice.See("a", "a", notes);
  EXPECT_FALSE(choice.has_captions());
  notes.label = "cat";
  notes.caption = "a cat";
  choice.See("b", "b", notes);
  EXPECT_EQ(choice.labels(), (std::set<std::string>{"cat", "dog"}));
  EXPECT_TRUE(choice.has_captions());
}

}  // namespace
}  // namespace assay::pipeline
