// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/garbage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/workspace.h"
#include "assay/release/seal.h"
#include "assay/release/statement.h"
#include "assay/store/objects.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

std::string AssetOf(std::string_view text) { return "sha256:" + Sha256(text).Hex(); }

class GarbageTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-garbage-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    workspace_.emplace(Workspace::Open(root_ / "ws").value());
  }
  void TearDown() override { fs::remove_all(root_); }

  /// Packs are let go of: whoever collects opens them.
  void Reopen() {
    workspace_.reset();
    workspace_.emplace(Workspace::Open(root_ / "ws").value());
  }

  [[nodiscard]] Plan PlanOf(int side_px, std::string_view sink = "out") const {
    return ParsePlan(fmt::format("assay: 1\nsource: {{folder: x}}\n"
                                 "steps: [{{transform: {{resize: {{fit: {}}}}}}}]\n"
                                 "sink: {{webdataset: {}}}\n",
                                 side_px, sink),
                     "plan.yaml", root_)
        .value();
  }
  static std::string Recipe(const Plan& plan) { return RecipeOf(*plan.build, "v"); }

  catalog::RunId Run(const Plan& plan, bool is_finished = true) {
    const auto run =
        workspace_->catalog().StartRun({.plan = Identity(plan, "pack"), .plan_digest = "d"});
    catalog::Batch batch;
    batch.run = run.value().id;
    if (is_finished) batch.finished_at = "2026-11-22T10:00:00Z";
    EXPECT_TRUE(workspace_->Commit(batch).ok());
    return batch.run;
  }

  /// A record of `run` whose bytes lie in a pack.
  void Keep(catalog::RunId run, std::string_view text) {
    const auto place = workspace_->KeepSoon(AsBytes(text), Sha256(text)).value();
    catalog::Batch batch;
    batch.run = run;
    batch.records = {{.key = std::string(text),
                      .locator = KeptLocator(place, "row:1:/a.parquet"),
                      .asset = AssetOf(text)}};
    ASSERT_TRUE(workspace_->Commit(batch).ok());
  }

  /// A picture that was made of `asset`, which a record of `run` has.
  void Make(catalog::RunId run, const Plan& plan, std::string_view asset) {
    const std::string made = fmt::format("{} by {}", asset, Recipe(plan));
    ASSERT_TRUE(workspace_->KeepSoon(AsBytes(made), Sha256(made)).ok());
    catalog::Batch batch;
    batch.run = run;
    batch.records = {{.key = std::string(asset), .asset = AssetOf(asset)}};
    batch.derived = {{AssetOf(asset), Recipe(plan), AssetOf(made), "{}"}};
    ASSERT_TRUE(workspace_->Commit(batch).ok());
  }
  [[nodiscard]] bool HasPicture(const Plan& plan, std::string_view asset) {
    const auto row = workspace_->catalog().FindDerived(AssetOf(asset), Recipe(plan)).value();
    const std::string made = fmt::format("{} by {}", asset, Recipe(plan));
    const bool is_there = Has(made);
    EXPECT_EQ(row.has_value(), is_there);
    return is_there;
  }

  [[nodiscard]] bool Has(std::string_view text) {
    const auto kept = workspace_->Kept(Sha256(text));
    EXPECT_TRUE(!kept.ok() || kept.value() == text);
    return kept.ok();
  }

  Result<Garbage> Collect(bool removes = true) {
    Reopen();
    auto garbage = CollectGarbage(*workspace_, {"v", removes});
    Reopen();
    return garbage;
  }

  static void Write(const fs::path& file, std::string_view bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << bytes;
  }

  /// Everything that a dry run must leave alone.
  [[nodiscard]] std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(root_ / "ws" / "objects"))
      if (entry.is_regular_file()) files[entry.path()] = ReadFile(entry.path(), 1U << 20U).value();
    return files;
  }

  fs::path root_;
  std::optional<Workspace> workspace_;
};

TEST_F(GarbageTest, AnObjectStaysWhereverItsDigestStands) {
  const std::vector<std::string> named = {"a policy pack", "an answer",  "an older answer",
                                          "a visit",       "a document", "a record's bytes"};
  for (const std::string& text : named)
    ASSERT_TRUE(workspace_->KeepSoon(AsBytes(text), Sha256(text)).ok());
  ASSERT_TRUE(workspace_->Keep("a policy pack").ok());
  for (const char* text : {"nobody's", "nobody's either"})
    ASSERT_TRUE(workspace_->KeepSoon(AsBytes(text), Sha256(text)).ok());
  ASSERT_TRUE(workspace_->Keep("a file of nobody").ok());
  const auto run = workspace_->catalog().StartRun(
      {.plan = Identity(PlanOf(64), "pack"), .policy_digest = Sha256("a policy pack").Hex()});
  catalog::CrawlBatch crawl;
  crawl.probes = {{"https://a", "robots", "at", "{}", Sha256("an answer").Hex()}};
  crawl.visits = {{"https://a/b", "at", AssetOf("a visit"), "", "", "[]"}};
  // What a later answer has taken the place of is named by the ledger alone.
  const Json payload = {{"body", Sha256("an older answer").Hex()},
                        {"document", Sha256("a document").Hex()}};
  ASSERT_TRUE(workspace_->AddLeaf("probe", Json::object(), payload, crawl.outbox).ok());
  ASSERT_TRUE(workspace_->Commit(crawl).ok());
  Keep(run.value().id, "a record's bytes");

  const Garbage garbage = Collect().value();
  EXPECT_EQ(garbage.objects, 3U);
  EXPECT_EQ(garbage.bytes, std::string("nobody'snobody's eithera file of nobody").size());
  EXPECT_EQ(garbage.objects_left, named.size());
  for (const std::string& text : named) EXPECT_TRUE(Has(text)) << text;
  for (const char* text : {"nobody's", "nobody's either", "a file of nobody"})
    EXPECT_FALSE(Has(text)) << text;
  const Garbage again = Collect().value();
  EXPECT_EQ(again.objects + again.packs_removed + again.packs_rewritten + again.files, 0U);
}

TEST_F(GarbageTest, PicturesStayWhileABuildMayUseThem) {
  const Plan old = PlanOf(32);
  const Plan now = PlanOf(64);
  const Plan other = PlanOf(32, "elsewhere");
  Make(Run(PlanOf(128)), PlanOf(128), "a");
  Make(Run(now), now, "a");
  Make(Run(now), now, "gone from the source");
  Make(Run(now), now, "b");  // the newest finished run of `out`: it has only b
  Make(Run(now, /*is_finished=*/false), now, "c");
  EXPECT_EQ(Collect().value().pictures, 3);
  EXPECT_FALSE(HasPicture(PlanOf(128), "a"));
  EXPECT_FALSE(HasPicture(now, "a"));
  EXPECT_FALSE(HasPicture(now, "gone from the source"));
  EXPECT_TRUE(HasPicture(now, "b"));
  EXPECT_TRUE(HasPicture(now, "c"));
  Make(Run(other), other, "b");  // another data set has its own
  EXPECT_EQ(Collect().value().pictures, 0);
  Make(Run(old), old, "b");  // the same recipe as that of `other`
  EXPECT_EQ(Collect().value().pictures, 2);
  EXPECT_FALSE(HasPicture(now, "b"));
  EXPECT_TRUE(HasPicture(other, "b"));
}

TEST_F(GarbageTest, ARecordIsReadWhereItsBytesLieNow) {
  const auto run = Run(PlanOf(64));
  const auto later = Run(PlanOf(64));
  ASSERT_TRUE(workspace_->KeepSoon(AsBytes("nobody's"), Sha256("nobody's")).ok());
  for (int i = 0; i < 50; ++i) Keep(run, fmt::format("record {}", i));
  Keep(later, "record 7");  // shares its bytes
  ASSERT_EQ(Collect().value().packs_rewritten, 1U);
  for (const auto& [id, i] : {std::pair(run, 0), {run, 7}, {run, 49}, {later, 7}}) {
    const std::string text = fmt::format("record {}", i);
    const auto row = workspace_->catalog().FindRecord(id, text).value();
    EXPECT_TRUE(row->locator.starts_with("kept:1:")) << row->locator;
    EXPECT_TRUE(row->locator.ends_with(":row:1:/a.parquet")) << row->locator;
    auto bytes =
        LocatedBytes::Open(Locate(row->locator, workspace_->layout().packs()).value()).value();
    Bytes read(bytes.bytes());
    ASSERT_TRUE(bytes.Read(read).ok());
    EXPECT_EQ(AsText(read), text);
  }
}

TEST_F(GarbageTest, ADryRunSaysTheSameAndChangesNothing) {
  Make(Run(PlanOf(32)), PlanOf(32), "a");
  Make(Run(PlanOf(64)), PlanOf(64), "a");
  Write(root_ / "ws" / "objects" / "ab" / "cd.tmp", "half");
  const auto before = Files();
  const Garbage dry = Collect(/*removes=*/false).value();
  EXPECT_EQ(Files(), before);
  EXPECT_TRUE(HasPicture(PlanOf(32), "a"));
  const Garbage wet = Collect().value();
  EXPECT_EQ(dry.objects, 1U);
  EXPECT_EQ(dry.objects, wet.objects);
  EXPECT_EQ(dry.bytes, wet.bytes);
  EXPECT_EQ(dry.objects_left, wet.objects_left);
  EXPECT_EQ(dry.pictures, wet.pictures);
  EXPECT_EQ(dry.packs_rewritten, wet.packs_rewritten);
  EXPECT_EQ(dry.files, wet.files);
}

TEST_F(GarbageTest, OnDoubtNothingGoes) {
  const auto run = Run(PlanOf(64));
  Keep(run, "a record's bytes");
  ASSERT_TRUE(workspace_->Keep("a file of nobody").ok());
  workspace_.reset();
  fs::rename(root_ / "ws" / "objects" / "packs" / "000000.tar", root_ / "away.tar");
  const auto missing = Collect();
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(Has("a file of nobody"));
  workspace_.reset();
  fs::rename(root_ / "away.tar", root_ / "ws" / "objects" / "packs" / "000000.tar");
  EXPECT_EQ(Collect().value().objects, 1U);
  EXPECT_TRUE(Has("a record's bytes"));
}

TEST_F(GarbageTest, ADerivationWhosePictureIsLostIsDoubt) {
  Make(Run(PlanOf(64)), PlanOf(64), "a");
  workspace_.reset();
  fs::remove_all(root_ / "ws" / "objects" / "packs");
  EXPECT_EQ(Collect().error().code, ErrorCode::kCorrupt);
}

TEST_F(GarbageTest, WhatKilledProcessesLeftGoesButNoSealedRelease) {
  const Plan plan = PlanOf(64);
  const auto run = Run(plan);
  const fs::path part = release::PartOf(plan.build->sink.folder);
  Write(part / "data" / "0.tar", "half a shard");
  Write(root_ / "ws" / "objects" / "packs" / "000000.idx.tmp", "half");
  Write(root_ / "ws" / "runs" / "1" / "plan.json.tmp", "half");
  Write(root_ / "ws" / "runs" / "1" / "log.jsonl", "a story");
  const Garbage garbage = Collect().value();
  EXPECT_EQ(garbage.files, 3U);
  EXPECT_EQ(garbage.file_bytes, 20U);
  EXPECT_FALSE(fs::exists(part));
  EXPECT_TRUE(fs::exists(root_ / "ws" / "runs" / "1" / "log.jsonl"));

  Write(part / release::kStatementFile, "a statement\n");
  catalog::ReleaseRow sealed{.name = "out", .version = "1.0.0", .run = run};
  sealed.statement = "a statement\n";
  const auto no_keys = [](const auto& /*take*/) -> Status { return Done{}; };
  ASSERT_TRUE(workspace_->Commit(sealed, no_keys, {}).ok());
  EXPECT_EQ(Collect().value().files, 0U);
  EXPECT_TRUE(fs::exists(part / release::kStatementFile));
}

}  // namespace
}  // namespace assay::pipeline
