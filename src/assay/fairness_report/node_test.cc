// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/node.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::fairness_report {
namespace {

TEST(Node, ReadsWhatIsThere) {
  const Json json = {{"a", {1, 2.5, nullptr, "Infinity"}}, {"b", true}, {"n", nullptr}};
  Reading reading(json);
  const Node node(json, reading);
  const auto items = node["a"].Items();
  EXPECT_EQ(items[0].Count(), 1);
  EXPECT_EQ(items[1].Number(), 2.5);
  EXPECT_EQ(items[2].Number(), std::nullopt);
  EXPECT_TRUE(std::isinf(items[3].Number().value()));
  EXPECT_TRUE(node["b"].Truth());
  EXPECT_FALSE(node.Has("n"));
  EXPECT_FALSE(node.Has("c"));
  EXPECT_EQ(reading.problem(), "");
}

TEST(Node, NotesTheFirstProblemWithItsPlace) {
  const Json json = {{"a", {{{"k", 1}}, {{"k", -1}}}}};
  Reading reading(json);
  const Node node(json, reading);
  for (const Node& item : node["a"].Items()) EXPECT_GE(item["k"].Count(), 0);
  EXPECT_EQ(reading.problem(), "a[1].k: no whole number");
  EXPECT_EQ(node["b"].Text(), "");
  EXPECT_EQ(reading.problem(), "a[1].k: no whole number");
}

TEST(Node, SaysWhatIsMissing) {
  const Json json = {{"a", {{"b", Json::array()}}}};
  Reading reading(json);
  EXPECT_EQ(Node(json, reading)["a"]["c"]["d"].Count(), 0);
  EXPECT_EQ(reading.problem(), "a.c: it is missing");
}

}  // namespace
}  // namespace assay::fairness_report
