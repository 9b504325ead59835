// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/set_facts.h"

#include <gtest/gtest.h>

#include "assay/core/fact.h"
#include "assay/core/json.h"

namespace assay::pipeline {
namespace {

/// b is the same bytes as a; c is a mirrored a that claims another licence; d is near b's crop
/// only.
SetFacts Four() {
  SetFacts facts(4);
  facts.Add("a", "MIT", {.exact = 0, .star = 0, .opponent = 2, .match = {}, .same_bytes = true});
  facts.Add("b", "", {.exact = 0, .star = 0, .opponent = 1, .match = {}, .same_bytes = true});
  facts.Add("c", "CC0-1.0",
            {.exact = 2, .star = 0, .opponent = 0, .match = {12, 2}, .same_bytes = true});
  facts.Add("d", "", {.exact = 3, .star = 3, .opponent = 3, .match = {}, .is_alone = true});
  return facts;
}

TEST(SetFacts, ACopyNamesItsOriginalAndItsStar) {
  const auto facts = Four().Of("b");
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(facts[0].name, "set.component");
  EXPECT_EQ(facts[1].name, "set.exact");
  EXPECT_EQ(facts[1].value, Json({{"of", "a"}, {"how", "bytes"}}));
  EXPECT_EQ(facts[2].name, "set.near");
  EXPECT_EQ(facts[2].value.at("cluster"), "a");
  EXPECT_EQ(facts[2].value.at("mirrored"), false);
}

TEST(SetFacts, WhoClaimsSomethingElseIsNamedWithBothClaims) {
  const auto facts = Four().Of("c");
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(facts[1].value,
            Json({{"cluster", "a"}, {"distance", 12}, {"orientation", 2}, {"mirrored", true}}));
  EXPECT_EQ(facts[2].name, "set.twin_conflict");
  EXPECT_EQ(facts[2].value, Json({{"with", "a"}, {"claims", {"CC0-1.0", "MIT"}}}));
}

TEST(SetFacts, WhoIsAloneInItsStarBelongsToItsChain) {
  const auto facts = Four().Of("d");
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].name, "set.component");
  EXPECT_EQ(facts[0].value, Json({{"of", "a"}}));
}

TEST(SetFacts, WhoHasNoTwinHasNoFacts) {
  EXPECT_TRUE(Four().Of("").empty());
  EXPECT_TRUE(Four().Of("aa").empty());
  EXPECT_TRUE(Four().Of("e").empty());
  EXPECT_TRUE(SetFacts(0).Of("a").empty());
}

}  // namespace
}  // namespace assay::pipeline
