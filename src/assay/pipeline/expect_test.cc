// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/expect.h"

#include <gtest/gtest.h>

#include "assay/catalog/catalog.h"
#include "assay/pipeline/plan.h"

namespace assay::pipeline {
namespace {

bool Holds(std::string_view count, std::string_view text, const catalog::Accounting& found) {
  return FindUnmet({ParseExpectation(count, text).value()}, found).empty();
}

TEST(ParseExpectation, ReadsNumbersAndShares) {
  const auto share = ParseExpectation("dead", "<=0.25 %");
  ASSERT_TRUE(share.has_value());
  EXPECT_EQ(share->compare, Comparison::kAtMost);
  EXPECT_TRUE(share->is_share);
  EXPECT_EQ(share->number, 2'500);
  EXPECT_EQ(ParseExpectation("seen", " >= 100 ")->number, 100);
  EXPECT_EQ(ParseExpectation("allow", "== 100%")->number, 1'000'000);
}

TEST(ParseExpectation, RefusesEverythingElse) {
  for (const auto* text :
       {"", "50%", ">=", ">= %", ">= -1", ">= 1.5", "=> 3", "= 3", ">= 101%", ">= 100.1%", ">= .5%",
        ">= 1.%", ">= 0.12345%", ">= 1e3", ">= 5 %%", ">= 9999999999999", "!= 3", ">= 3 records"})
    EXPECT_FALSE(ParseExpectation("allow", text).has_value()) << text;
  EXPECT_FALSE(ParseExpectation("seen", ">= 50%").has_value());
}

TEST(FindUnmet, ComparesExactlyAtTheBorder) {
  const catalog::Accounting third{.seen = 3, .allow = 1, .deny = 1, .dead = 1};
  EXPECT_TRUE(Holds("allow", ">= 33.3333%", third));
  EXPECT_FALSE(Holds("allow", ">= 33.3334%", third));
  EXPECT_TRUE(Holds("allow", "< 33.3334%", third));
  EXPECT_FALSE(Holds("allow", "> 1", third));
  EXPECT_TRUE(Holds("allow", "== 1", third));
  EXPECT_TRUE(Holds("review", "<= 0", third));
  EXPECT_TRUE(Holds("dead", "> 33.3333%", third));
  const catalog::Accounting huge{.seen = 4'000'000'000'000, .allow = 2'000'000'000'000};
  EXPECT_TRUE(Holds("allow", ">= 50%", huge));
  EXPECT_FALSE(Holds("allow", "> 50%", huge));
}

TEST(FindUnmet, SaysBothFigures) {
  const catalog::Accounting count{.seen = 10, .allow = 3};
  const auto unmet =
      FindUnmet({*ParseExpectation("allow", ">=50%"), *ParseExpectation("seen", "> 10")}, count);
  ASSERT_EQ(unmet.size(), 2U);
  EXPECT_EQ(unmet[0].ToText(), "allow is 3 of 10 (30%), expected >= 50%");
  EXPECT_EQ(unmet[1].ToText(), "seen is 10, expected > 10");
}

TEST(ParsePlan, ReadsWhatIsExpectedAndNamesTheLineOfWhatIsWrong) {
  const std::string head = "assay: 1\nsource: {folder: x}\n";
  const Plan plan =
      ParsePlan(head + "expect: {seen: '>= 100', dead: '<= 1%'}\n", "p", "/d").value();
  ASSERT_EQ(plan.expect.size(), 2U);
  const std::string identity = Identity(plan, "pack");
  EXPECT_EQ(Identity(FromIdentity(identity).value(), "pack"), identity);
  EXPECT_EQ(ParseJson(identity).value().at("expect").at("dead"), "<= 1%");
  EXPECT_FALSE(
      ParseJson(Identity(ParsePlan(head, "p", "/d").value(), "pack")).value().contains("expect"));
  EXPECT_EQ(ParsePlan(head + "expect: {allowed: '> 1'}\n", "p", "/d").error().what,
            "p:3:10: unknown key 'allowed'; did you mean 'allow'?");
  EXPECT_TRUE(ParsePlan(head + "expect: {allow: 50%}\n", "p", "/d")
                  .error()
                  .what.starts_with("p:3:17: 'allow' is expected"));
  EXPECT_FALSE(ParsePlan(head + "expect: []\n", "p", "/d").ok());
}

}  // namespace
}  // namespace assay::pipeline
