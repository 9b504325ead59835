// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/plan.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::pipeline {
namespace {

constexpr std::string_view kPlan = R"(assay: 1
use: {purpose: commercial-training, jurisdiction: EU, date: 2026-11-22}
policy: builtin:default
source: {folder: pictures, manifest: urls.csv, path: file}
steps:
  - inspect: [rights, quality]
limits: {workers: 2, memory: 2GiB, pixels: 50M, per_record: 30s}
seed: 7
)";

Result<Plan> Parse(std::string_view yaml) { return ParsePlan(yaml, "plan.yaml", "/data"); }

TEST(ParsePlan, ReadsEveryKey) {
  const Plan plan = Parse(kPlan).value();
  EXPECT_EQ(plan.use, (Use{"commercial-training", "EU", "2026-11-22"}));
  ASSERT_EQ(plan.sources.size(), 1U);
  EXPECT_EQ(plan.sources[0].path, "/data/pictures");
  EXPECT_EQ(plan.manifest.path, "/data/urls.csv");
  EXPECT_EQ(plan.manifest.path_column, "file");
  EXPECT_EQ(plan.steps, (std::vector<std::string>{"rights", "quality"}));
  EXPECT_EQ(plan.limits.workers, 2);
  EXPECT_EQ(plan.limits.memory_bytes, 2LL << 30);
  EXPECT_EQ(plan.limits.pixels, 50'000'000);
  EXPECT_EQ(plan.limits.per_record_s, 30);
  EXPECT_EQ(plan.seed, 7U);
  EXPECT_TRUE(Validate(plan).ok());
}

TEST(ParsePlan, ReadsArchivesAndTablesOfPictures) {
  const Plan plan = Parse(
                        "assay: 1\nsource:\n  - {webdataset: [a/x.tar, y.tar]}\n"
                        "  - {webdataset: shards/}\n"
                        "  - {parquet: t.parquet, picture: image, name: table}\n")
                        .value();
  ASSERT_EQ(plan.sources.size(), 4U);
  EXPECT_EQ(plan.sources[0].name, "x");
  EXPECT_EQ(plan.sources[0].path, "/data/a/x.tar");
  EXPECT_EQ(plan.sources[0].kind, SourceKind::kWebDataset);
  EXPECT_EQ(plan.sources[2].name, "shards");
  EXPECT_EQ(plan.sources[3].name, "table");
  EXPECT_EQ(plan.sources[3].kind, SourceKind::kParquet);
  EXPECT_EQ(plan.sources[3].picture, "image");
  const Plan again = FromIdentity(Identity(plan, "pack")).value();
  EXPECT_EQ(Identity(again, "pack"), Identity(plan, "pack"));
  EXPECT_EQ(again.sources[3].kind, SourceKind::kParquet);
  for (const auto* source : {"{webdataset: a, folder: b}", "{parquet: a, path: b}",
                             "{webdataset: a, picture: b}", "{parquet: {}}", "{webdataset: [{}]}"})
    EXPECT_FALSE(Parse(std::string("assay: 1\nsource: ") + source).ok()) << source;
}

TEST(ParsePlan, NamesTheLineAndTheNearestKeyOfATypo) {
  const auto plan = Parse("assay: 1\nuse:\n  purpos: research\n");
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().what, "plan.yaml:3:3: unknown key 'purpos'; did you mean 'purpose'?");
}

TEST(ParsePlan, RefusesWrongShapesDuplicatesAndSyntaxErrorsWithTheirPlace) {
  EXPECT_EQ(Parse("use: {}").error().what, "plan.yaml:1:1: a plan starts with 'assay: 1'");
  for (const auto* yaml :
       {"", "[1]", "assay: 1\nassay: 1\n", "assay: 1\nuse: [", "assay: 1\nsteps: 3\n",
        "assay: 1\nlimits: {pixels: many}\n", "assay: 1\nsource: {name: x}\n",
        "assay: 1\nsteps: [{inspect: [magic]}]\n", "assay: 1\nuse: {date: {}}\n"}) {
    const auto plan = Parse(yaml);
    ASSERT_FALSE(plan.ok()) << yaml;
    EXPECT_EQ(plan.error().code, ErrorCode::kInvalidArgument);
    EXPECT_TRUE(plan.error().what.starts_with("plan.yaml")) << plan.error().what;
  }
}

TEST(ParsePlan, IsBoundedAgainstNestingAndSize) {
  EXPECT_FALSE(Parse("assay: 1\nuse: " + std::string(100, '[')).ok());
  EXPECT_EQ(Parse(std::string((1U << 20U) + 1, ' ')).error().code, ErrorCode::kExhausted);
}

TEST(Validate, RefusesDatesThatNoCalendarHas) {
  EXPECT_TRUE(IsDate("2024-02-29"));
  for (const auto* text : {"2023-02-29", "2023-13-01", "2023-1-1", "2023-01-0x", "today", ""}) {
    EXPECT_FALSE(IsDate(text)) << text;
  }
  Plan plan = Parse(kPlan).value();
  plan.use.date = "2023-02-30";
  EXPECT_FALSE(Validate(plan).ok());
}

TEST(Identity, IsTheSameForAnyNumberOfWorkersAndLeadsBackToThePlan) {
  Plan plan = Parse(kPlan).value();
  const std::string identity = Identity(plan, "pack");
  plan.limits.workers = 9;
  EXPECT_EQ(Identity(plan, "pack"), identity);
  EXPECT_NE(Identity(plan, "other pack"), identity);
  plan.use.jurisdiction = "US";
  EXPECT_NE(Identity(plan, "pack"), identity);
  const Plan again = FromIdentity(identity).value();
  EXPECT_EQ(again.use.jurisdiction, "EU");
  EXPECT_EQ(again.sources[0].path, "/data/pictures");
  EXPECT_EQ(again.policy, "object:" + Sha256("pack").Hex());
  EXPECT_EQ(FromIdentity("{}").error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace assay::pipeline
