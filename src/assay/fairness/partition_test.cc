// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/partition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "assay/fairness/group.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

using Names = std::vector<std::string>;

const std::vector<GroupSize> kCells = {{{"b", "x"}, 5}, {{"a", "y"}, 3}, {{"a", "x"}, 4}};

TEST(Partitions, HaveEveryCombinationAndFindEachCell) {
  const auto all =
      Partitions(kCells, {.attributes = {"g", "h"}, .references = {}, .depth = 2}).value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].by, Names{"g"});
  EXPECT_EQ(all[2].by, (Names{"g", "h"}));
  ASSERT_EQ(all[2].groups.size(), 4U);
  EXPECT_TRUE(std::ranges::is_sorted(all[2].groups, {}, &GroupSize::values));
  EXPECT_EQ(all[2].groups[3].n, 0);  // nobody is b and y
  for (const Partition& one : all) {
    for (std::size_t i = 0; i < kCells.size(); ++i) {
      const Names& values = one.groups[one.group_of[i]].values;
      EXPECT_TRUE(std::ranges::includes(kCells[i].values, values)) << i;
    }
  }
  EXPECT_EQ(all[0].groups[all[0].group_of[0]].n, 5);
}

TEST(Partitions, NameTheLargestKnownGroupUnlessOneIsNamed) {
  const std::vector<GroupSize> cells = {{{"a"}, 3}, {{"b"}, 3}, {{std::string(kUnknown)}, 9}};
  const auto of = [&](std::map<std::string, std::string> references) {
    return Partitions(cells, {.attributes = {"g"}, .references = std::move(references)});
  };
  EXPECT_EQ(of({}).value()[0].reference.group, 0U);
  EXPECT_FALSE(of({}).value()[0].reference.is_named);
  EXPECT_EQ(of({{"g", "b"}}).value()[0].reference.group, 1U);
  EXPECT_TRUE(of({{"g", "b"}}).value()[0].reference.is_named);
  EXPECT_EQ(of({{"g", "c"}}).error().code, ErrorCode::kInvalidArgument);
}

TEST(Partitions, RefuseWhatCannotBeCompared) {
  const auto code = [](std::span<const GroupSize> cells, const GroupingQuestion& question) {
    return Partitions(cells, question).error().code;
  };
  const std::vector<GroupSize> one = {{{"a"}, 3}};
  EXPECT_EQ(code(one, {.attributes = {"g"}, .references = {}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(kCells, {.attributes = {"g", "g"}, .references = {}}),
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(kCells, {.attributes = {}, .references = {}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(kCells, {.attributes = {"g", "h"}, .references = {}, .depth = 9}),
            ErrorCode::kInvalidArgument);
  std::vector<GroupSize> many;
  for (std::size_t i = 0; i <= kMaxGroups; ++i) many.push_back({{std::to_string(i)}, 1});
  EXPECT_EQ(code(many, {.attributes = {"g"}, .references = {}}), ErrorCode::kExhausted);
}

}  // namespace
}  // namespace assay::fairness
