// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/yaml_document.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::pipeline {
namespace {

TEST(ParseYaml, WordsHaveTheTypesOfTheCoreSchema) {
  const auto json = ParseYaml(
      "a: {x: 1, y: -0.5, z: 1e3}\nb: [true, null, ~, yes, '1', \"true\", 2026-12-31, .inf]\nc:\n",
      "p.yaml");
  ASSERT_TRUE(json.ok()) << json.error().what;
  EXPECT_EQ(Canonical(json.value()),
            R"({"a":{"x":1,"y":-0.5,"z":1000},"b":[true,null,null,"yes","1","true","2026-12-31",)"
            R"(".inf"],"c":null})");
}

TEST(ParseYaml, AliasesAreExpandedWithinBounds) {
  std::string yaml = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 12; ++i) {
    yaml += fmt::format("a{0}: &a{0} [", i);
    for (int j = 0; j < 10; ++j) yaml += fmt::format("{}*a{}", j == 0 ? "" : ",", i - 1);
    yaml += "]\n";
  }
  const auto json = ParseYaml(yaml, "p.yaml");
  ASSERT_FALSE(json.ok());
  EXPECT_NE(json.error().what.find("more than 100,000 values"), std::string::npos);
}

TEST(ParseYaml, WhatHoldsItselfEnds) {
  for (const std::string_view yaml : {"a: &a [*a]\n", "&a {x: *a}\n", "a: &a {b: [{c: *a}]}\n"}) {
    const auto json = ParseYaml(yaml, "p.yaml");
    ASSERT_FALSE(json.ok()) << yaml;
    EXPECT_NE(json.error().what.find("holds itself"), std::string::npos) << json.error().what;
  }
}

TEST(ParseYaml, SaysWhereItIsBroken) {
  const auto problem = [](std::string_view yaml) {
    const auto json = ParseYaml(yaml, "p.yaml");
    return json.ok() ? "none" : json.error().what;
  };
  EXPECT_EQ(problem("a: 1\na: 2\n"), "p.yaml:2:1: a key stands here twice");
  EXPECT_EQ(problem("? [a]\n: 1\n"), "p.yaml:1:3: a key must be a word");
  EXPECT_EQ(problem("a: \"\xff\"\n").substr(0, 7), "p.yaml:");
  EXPECT_EQ(problem("a: [1\n").substr(0, 7), "p.yaml:");
}

}  // namespace
}  // namespace assay::pipeline
