// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/plan.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

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

TEST(ParsePlan, LooksAtPeopleOnlyWhereItSays) {
  const std::string start = "assay: 1\nsource: {folder: pictures}\n";
  const std::vector<std::string> usual = Parse(start).value().steps;
  EXPECT_EQ(std::ranges::count(usual, "skin_tone"), 0);
  const Plan plan = Parse(start + "steps: [{inspect: [rights, skin_tone]}]\n").value();
  EXPECT_EQ(plan.steps, (std::vector<std::string>{"rights", "skin_tone"}));
}

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

constexpr std::string_view kBuild = R"(assay: 1
use: {purpose: research, jurisdiction: EU}
source: {manifest: open.csv, url: OriginalURL, key: ImageID, licence: License, label: Class}
steps:
  - inspect: [rights, duplicates]
  - transform: {crop: [0, 0, 90, 80], resize: {fit: [64, 32], enlarge: true, encode: webp, quality: 80}, colour: rgb}
  - split: {train: 80, val: 10, test: 10}
  - sample: {share: 12.5%, per_label: 1k}
sink: {parquet: out/, shard_mb: 64, name: small, version: 2.0.1}
)";

TEST(ParsePlan, ReadsWhatABuildMakes) {
  const Plan plan = Parse(kBuild).value();
  EXPECT_EQ(plan.manifest.columns.at("licence"), "License");
  EXPECT_EQ(plan.manifest.columns.at("key"), "ImageID");
  ASSERT_TRUE(plan.build.has_value());
  EXPECT_EQ(Canonical(plan.build->wish),
            R"({"colour":"rgb","crop":[0,0,90,80],"encode":{"format":"webp","quality":80},)"
            R"("resize":{"enlarge":true,"height_px":32,"mode":"fit","width_px":64}})");
  ASSERT_EQ(plan.build->splits.size(), 3U);
  EXPECT_EQ(plan.build->splits[0].name, "test");
  EXPECT_EQ(plan.build->splits[1].share, 80);
  EXPECT_EQ(plan.build->sample.per_million, 125'000);
  EXPECT_EQ(plan.build->sample.per_label, 1'000);
  EXPECT_EQ(plan.build->sink.kind, SinkKind::kParquet);
  EXPECT_EQ(plan.build->sink.folder, "/data/out");
  EXPECT_EQ(plan.build->sink.shard_bytes, 64LL << 20);
  EXPECT_EQ(plan.build->sink.name, "small");
  EXPECT_EQ(plan.build->sink.version, "2.0.1");
}

TEST(Identity, ABuildSurvivesTheCatalog) {
  const Plan plan = Parse(kBuild).value();
  const std::string identity = Identity(plan, "pack");
  const Plan again = FromIdentity(identity).value();
  EXPECT_EQ(Identity(again, "pack"), identity);
  EXPECT_EQ(RecipeOf(*again.build, "1"), RecipeOf(*plan.build, "1"));
  EXPECT_NE(RecipeOf(*plan.build, "1"), RecipeOf(*plan.build, "2"));
}

TEST(Identity, AnExactSampleSurvivesTheCatalog) {
  const auto with = [](const std::string& sample) {
    return Parse("assay: 1\nsource: {folder: x}\nsteps: [{transform: {}}, {sample: " + sample +
                 "}]\nsink: {folder: out}\n")
        .value();
  };
  const Plan by_label = with("{share: 10%, by: label}");
  const Plan again = FromIdentity(Identity(by_label, "pack")).value();
  EXPECT_EQ(again.build->sample.by, Strata::kLabel);
  EXPECT_EQ(again.build->sample.per_million, 100'000);
  EXPECT_EQ(with("{share: 0.57%, by: label}").build->sample.per_million, 5'700);
  const Plan count = FromIdentity(Identity(with("{count: 5000, by: split}"), "pack")).value();
  EXPECT_EQ(count.build->sample.count, 5'000);
  EXPECT_EQ(count.build->sample.by, Strata::kSplit);
  EXPECT_NE(Identity(by_label, "pack"), Identity(with("{share: 10%}"), "pack"));
}

TEST(ParsePlan, AnAlertIsReadAndNotPartOfTheRun) {
  const std::string rest = "assay: 1\nsource: {folder: x}\n";
  const Plan told =
      Parse(rest + "alert: {url: 'https://hooks.example/T0/secret', success: true}").value();
  EXPECT_EQ(told.alert.url, "https://hooks.example/T0/secret");
  EXPECT_TRUE(told.alert.success);
  EXPECT_EQ(Identity(told, "pack"), Identity(Parse(rest).value(), "pack"));
}

TEST(ParsePlan, SaysWhatIsWrongWithABuild) {
  const auto what = [](const std::string& rest) {
    const auto plan = Parse("assay: 1\nsource: {folder: x}\n" + rest);
    return plan.ok() ? "" : plan.error().what;
  };
  const std::string sink = "sink: {folder: out}\n";
  EXPECT_EQ(what("steps: [{transform: {}}]\n" + sink), "");
  EXPECT_EQ(what(sink),
            "plan.yaml:3:7: a sink needs a step 'transform', if an empty one: {transform: {}}");
  EXPECT_EQ(what("steps: [{transform: {}}]\n"),
            "plan.yaml:3:8: transform, split and sample need a 'sink' to write to");
  for (const auto& [steps, says] : std::vector<std::pair<std::string, std::string>>{
           {"{transform: {resize: {}}}", "a resize needs a size: fit, cover, pad or exact"},
           {"{transform: {resize: {fit: 0}}}", "'fit' must be from 1 to 65500"},
           {"{transform: {resize: {fit: 3, pad: 4}}}",
            "a resize has one of fit, cover, pad and exact"},
           {"{transform: {resize: {fit: [1, x]}}}",
            "'fit' must be 2 whole numbers from 0 to 65500"},
           {"{transform: {encode: tga}}", "'encode' is one of jpeg, webp, png"},
           {"{transform: {subsampling: 411}}", "'subsampling' is 420 or 444"},
           {"{transform: {flatten: [1, 2, 256]}}",
            "'flatten' must be 3 whole numbers from 0 to 255"},
           {"{transform: {}}, {transform: {}}", "a second step 'transform'"},
           {"{transform: {}}, {split: {Train: 1}}",
            "the name of a split is made of a-z, 0-9 and _, at most 32"},
           {"{transform: {}}, {split: {train: 0}}", "'train' must be from 1 to 1000000"},
           {"{transform: {}}, {sample: {by: licence}}", "'by' is label or split"},
           {"{transform: {}}, {sample: {share: 0.00005%}}", "four decimals"},
           {"{transform: {}}, {sample: {share: 1%, count: 5}}",
            "a sample has a 'share' or a 'count'"},
           {"{transform: {}}, {sample: {count: 0}}", "'count' must be from 1 to 1000000000"},
           {"{transform: {}}, {sample: {count: 9, per_label: 3}}",
            "'per_label' goes without 'by' and 'count'"},
           {"{transform: {}}, {sample: {share: 0%}}", "'share' is over 0% and at most 100%"},
           {"{transform: {}}, {sample: {share: 0.1}}", "'share' is a percentage such as 10%"}}) {
    const std::string found = what("steps: [" + steps + "]\n" + sink);
    EXPECT_TRUE(found.ends_with(says)) << steps << ": " << found;
  }
}

}  // namespace
}  // namespace assay::pipeline
