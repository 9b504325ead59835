// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/converter_plan.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/pipeline/inspect_internal.h"
#include "assay/pipeline/plan.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

Result<Plan> Parse(const std::string& converters) {
  return ParsePlan(
      "assay: 1\nsource: {folder: pictures}\nsteps:\n  - convert: " + converters + "\n",
      "plan.yaml", "/data");
}

std::vector<ConverterSpec> Converters(const std::string& text) {
  return Parse(text).value().converters;
}

std::string Complaint(const std::string& text) {
  const auto plan = Parse(text);
  return plan.ok() ? "" : plan.error().what;
}

Inspection Found(Outcome outcome, std::string media_type) {
  Inspection inspection;
  inspection.outcome = outcome;
  inspection.media_type = std::move(media_type);
  return inspection;
}

class ProgramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("convert." + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  ConverterSpec Program(const std::string& name, const std::string& text) {
    const fs::path file = folder_ / name;
    EXPECT_TRUE(WriteNewFile(file, text, 0755).ok());
    return {{"unsupported"}, {}, {file.string(), "-x"}};
  }

  fs::path folder_;
};

TEST(ParsePlan, ReadsOneConverterOrSeveral) {
  const auto one = Converters("{media_types: [image/qoi], command: [qoi2png, '-']}");
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].outcomes, std::vector<std::string>{"unsupported"});
  EXPECT_EQ(one[0].command, (std::vector<std::string>{"qoi2png", "-"}));
  const auto two = Converters(
      "[{outcomes: [truncated, corrupt], command: [./mend]}, {outcomes: [not_media], command: "
      "[x]}]");
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].command[0], "/data/mend");
  EXPECT_EQ(two[1].command[0], "x");
}

TEST(ParsePlan, SaysWhereAConverterIsWrong) {
  const std::string command = ", command: [x]}";
  EXPECT_NE(Complaint("{command: [x]}").find("plan.yaml:4:14: a converter needs"),
            std::string::npos);
  EXPECT_NE(Complaint("{outcomes: [bomb]" + command).find("plan.yaml:4:25: an outcome to convert"),
            std::string::npos);
  EXPECT_NE(Complaint("{media_types: [qoi]" + command).find("'qoi' is no media type"),
            std::string::npos);
  EXPECT_NE(Complaint("{media_type: [a/b]" + command).find("did you mean 'media_types'"),
            std::string::npos);
  for (const char* bad : {"[]", "x", "['']", "[[x]]", "[\"a\\0b\"]"})
    EXPECT_NE(Complaint("{outcomes: [corrupt], command: " + std::string(bad) + "}"), "") << bad;
  EXPECT_NE(Complaint("{outcomes: [corrupt]}").find("'command' is a list"), std::string::npos);
}

TEST(ConverterFor, TheFirstThatFitsIsAsked) {
  const auto all = Converters(
      "[{media_types: [image/qoi], command: [a]}, {outcomes: [unsupported, truncated], command: "
      "[b]}]");
  const auto asked = [&](const Inspection& inspection) {
    const ConverterSpec* found = ConverterFor(all, inspection);
    return found == nullptr ? "" : found->command[0];
  };
  EXPECT_EQ(asked(Found(Outcome::kUnsupported, "image/qoi")), "a");
  EXPECT_EQ(asked(Found(Outcome::kUnsupported, "image/x-exr")), "b");
  EXPECT_EQ(asked(Found(Outcome::kTruncated, "image/qoi")), "b");
  EXPECT_EQ(asked(Found(Outcome::kNotMedia, "")), "");
  EXPECT_EQ(asked(Found(Outcome::kBomb, "image/qoi")), "");
}

TEST_F(ProgramTest, ItsContentNameAndArgumentsAreWhatItDoes) {
  std::vector<ConverterSpec> here = {Program("a", "#!/bin/sh\n")};
  std::vector<ConverterSpec> there = {Program("sub", "")};
  fs::create_directory(folder_ / "elsewhere");
  fs::copy_file(folder_ / "a", folder_ / "elsewhere" / "a");
  there[0].command[0] = folder_ / "elsewhere" / "a";
  ASSERT_TRUE(PinConverters(here).ok());
  ASSERT_TRUE(PinConverters(there).ok());
  EXPECT_EQ(DigestOf(here[0]), DigestOf(there[0]));
  there[0].command[1] = "-y";
  EXPECT_NE(DigestOf(here[0]), DigestOf(there[0]));
}

TEST_F(ProgramTest, OneThatHasChangedIsNotTakenForTheFirst) {
  std::vector<ConverterSpec> converters = {Program("a", "#!/bin/sh\n")};
  ASSERT_TRUE(PinConverters(converters).ok());
  ASSERT_TRUE(PinConverters(converters).ok());
  EXPECT_TRUE(IsAsPinned(converters[0]));
  const std::string before = DigestOf(converters[0]);
  ASSERT_TRUE(WriteNewFile(folder_ / "a", "#!/bin/sh\nexit 1\n", 0755).ok());
  EXPECT_FALSE(IsAsPinned(converters[0]));
  EXPECT_EQ(PinConverters(converters).error().code, ErrorCode::kInvalidArgument);
  converters[0].sha256.clear();
  ASSERT_TRUE(PinConverters(converters).ok());
  EXPECT_NE(DigestOf(converters[0]), before);
}

TEST_F(ProgramTest, WhatIsNoProgramIsNotFound) {
  std::vector<ConverterSpec> converters = {Program("a", "text")};
  fs::permissions(folder_ / "a", fs::perms::owner_read);
  EXPECT_EQ(PinConverters(converters).error().code, ErrorCode::kNotFound);
  converters[0].command[0] = "no-such-program-anywhere";
  EXPECT_NE(PinConverters(converters).error().what.find("/usr/bin"), std::string::npos);
}

TEST_F(ProgramTest, ThePlansIdentityHoldsConvertersAndTheirContent) {
  Plan plan = Parse("{outcomes: [truncated], media_types: [image/jpeg], command: [x, y]}").value();
  plan.converters.push_back(Program("a", "#!/bin/sh\n"));
  plan.converters.erase(plan.converters.begin());
  const std::string unpinned = Identity(plan, "pack");
  ASSERT_TRUE(PinConverters(plan.converters).ok());
  EXPECT_NE(Identity(plan, "pack"), unpinned);
  const Plan again = FromIdentity(Identity(plan, "pack")).value();
  EXPECT_EQ(Identity(again, "pack"), Identity(plan, "pack"));
  Plan without = plan;
  without.converters.clear();
  EXPECT_EQ(Json::parse(Identity(without, "pack")).contains("convert"), false);
}

TEST_F(ProgramTest, AConverterLeavesTheKeysOfOthersAsTheyWere) {
  InspectOptions without;
  InspectOptions with;
  with.converters = {Program("a", "#!/bin/sh\n"), Program("b", "#!/bin/sh\n#\n")};
  ASSERT_TRUE(PinConverters(with.converters).ok());
  EXPECT_EQ(StepsDigest(with), StepsDigest(without));
  const auto both = internal::ConvertedDigests(with);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_NE(both[0], both[1]);
  std::swap(with.converters[0], with.converters[1]);
  EXPECT_NE(internal::ConvertedDigests(with)[1], both[0]) << "another was asked before it";
  with.converters = {with.converters[1]};
  EXPECT_EQ(internal::ConvertedDigests(with)[0], both[0]) << "one that comes later changes nothing";
}

TEST_F(ProgramTest, ARecipeNamesTheConverterWhereThereIsOne) {
  std::vector<ConverterSpec> converters = {Program("a", "#!/bin/sh\n")};
  ASSERT_TRUE(PinConverters(converters).ok());
  EXPECT_EQ(RecipeFor("abc", {}), "abc");
  const std::vector<Fact> facts = {ConvertedFact(converters[0], "sha256:00", 7)};
  EXPECT_NE(RecipeFor("abc", facts), "abc");
  EXPECT_EQ(FactsFromBlob(FactsBlob(facts)).value(), facts);
  EXPECT_TRUE(internal::SpeaksForOthers(facts)) << "no worker says so";
}

TEST(WhyUnmade, AnErrorOfOursIsNoFailingWorker) {
  EXPECT_EQ(internal::WhyUnmade(ErrorCode::kInvalidArgument).second, "transform.bad_request");
  EXPECT_EQ(internal::WhyUnmade(ErrorCode::kUnavailable).second, "worker.unavailable");
  EXPECT_EQ(internal::WhyUnmade(ErrorCode::kNotFound).first, "transient");
  EXPECT_EQ(internal::WhyUnread(ErrorCode::kUnavailable).first, "transient");
  EXPECT_EQ(internal::WhyUnread(ErrorCode::kDenied).first, "input");
}

}  // namespace
}  // namespace assay::pipeline
