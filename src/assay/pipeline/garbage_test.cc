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
  /// Of what `converter` has read, as whoever makes and whoever builds name it.
  static std::string Recipe(const Plan& plan, const ConverterSpec& converter) {
    const std::vector<Fact> facts = {ConvertedFact(converter, "sha256:made", 7)};
    return RecipeFor(Recipe(plan), facts);
  }

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
    Make(run, Recipe(plan), asset);
  }
  void Make(catalog::RunId run, const std::string& recipe, std::string_view asset) {
    const std::string made = fmt::format("{} by {}", asset, recipe);
    ASSERT_TRUE(workspace_->KeepSoon(AsBytes(made), Sha256(made)).ok());
    catalog::Batch batch;
    batch.run = run;
    batch.records = {{.key = std::string(asset), .asset = AssetOf(asset)}};
    batch.derived = {{AssetOf(asset), recipe, AssetOf(made), "{}"}};
    ASSERT_TRUE(workspace_->Commit(batch).ok());
  }
  [[nodiscard]] bool HasPicture(const Plan& plan, std::string_view asset) {
    return HasPicture(Recipe(plan), asset);
  }
  [[nodiscard]] bool HasPicture(const std::string& recipe, std::string_view asset) {
    const auto row = workspace_->catalog().FindDerived(AssetOf(asset), recipe).value();
    const std::string made = fmt::format("{} by {}", asset, recipe);
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

TEST_F(GarbageTest, PicturesOfWhatAConverterReadStayWhileThePlanHasIt) {
  Plan plan = PlanOf(64);
  const auto converter = [](const char* name, const char* program) {
    return ConverterSpec{.outcomes = {"unsupported"},
                         .media_types = {},
                         .command = {name, "-"},
                         .sha256 = Sha256(program).Hex()};
  };
  plan.converters = {converter("./one", "its program"), converter("./two", "another")};
  const ConverterSpec changed = converter("./one", "its program of before");
  const std::vector<std::string> of_the_plan = {Recipe(plan), Recipe(plan, plan.converters[0]),
                                                Recipe(plan, plan.converters[1])};
  const auto run = Run(plan);
  for (const std::string& recipe : of_the_plan) Make(run, recipe, "a");
  Make(run, Recipe(plan, changed), "a");
  EXPECT_EQ(Collect().value().pictures, 1);
  for (const std::string& recipe : of_the_plan) EXPECT_TRUE(HasPicture(recipe, "a"));
  EXPECT_FALSE(HasPicture(Recipe(plan, changed), "a"));
  Make(Run(PlanOf(64)), PlanOf(64), "a");  // the same data set, without converters
  EXPECT_EQ(Collect().value().pictures, 2);
}

TEST_F(GarbageTest, ADeadRecordIsTheSameOneWhereItsBytesLieNow) {
  const auto run = Run(PlanOf(64));
  const auto die = [&](const std::string& locator) {
    catalog::Batch batch;
    batch.run = run;
    batch.records = {{.key = "a",
                      .locator = locator,
                      .asset = AssetOf("its bytes"),
                      .state = catalog::State::kDead}};
    batch.dead = {{.key = "a",
                   .step = "inspect",
                   .error_class = "input",
                   .code = "truncated",
                   .first_at = "2026-01-01",
                   .last_at = "2026-01-01"}};
    ASSERT_TRUE(workspace_->Commit(batch).ok());
  };
  ASSERT_TRUE(workspace_->KeepSoon(AsBytes("nobody's"), Sha256("nobody's")).ok());
  const auto place = workspace_->KeepSoon(AsBytes("its bytes"), Sha256("its bytes")).value();
  die(KeptLocator(place, "row:1:/a.parquet"));
  ASSERT_EQ(Collect().value().packs_rewritten, 1U);
  auto row = workspace_->catalog().FindRecord(run, "a").value();
  ASSERT_TRUE(row->locator.starts_with("kept:1:")) << row->locator;
  catalog::Batch replay;
  replay.run = run;
  row->state = catalog::State::kPending;
  replay.records = {*row};
  replay.revived = {"a"};
  ASSERT_TRUE(workspace_->Commit(replay).ok());
  die(row->locator);
  const auto is_second = [](const catalog::DeadLetter& letter) -> Status {
    EXPECT_EQ(letter.tries, 2);
    return Done{};
  };
  ASSERT_TRUE(workspace_->catalog().ForEachDead(run, is_second).ok());
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

TEST_F(GarbageTest, WhatDamageStopsSaysWhatMayHaveGone) {
  ASSERT_TRUE(workspace_->KeepSoon(AsBytes("nobody's"), Sha256("nobody's")).ok());
  Keep(Run(PlanOf(64)), "a record's bytes");
  ASSERT_TRUE(workspace_->Keep("a file of nobody").ok());
  workspace_.reset();
  const fs::path pack = root_ / "ws" / "objects" / "packs" / "000000.tar";
  std::string bytes = ReadFile(pack, 1U << 20U).value();
  bytes.replace(bytes.find("a record's"), 1, "A");
  Write(pack, bytes);
  const auto stopped = Collect();
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(stopped.error().what.find("may have gone"), std::string::npos) << stopped.error().what;
  EXPECT_FALSE(Has("a file of nobody"));
  EXPECT_TRUE(Has("nobody's"));
}

TEST_F(GarbageTest, WhatKilledProcessesLeftInTheWorkspaceGoes) {
  const Plan plan = PlanOf(64);
  Run(plan);
  Run(plan, /*is_finished=*/false);
  Write(root_ / "ws" / "objects" / "packs" / "000000.idx.tmp", "half");
  Write(root_ / "ws" / "runs" / "1" / "plan.json.tmp", "half");
  Write(root_ / "ws" / "runs" / "1" / "log.jsonl", "a story");
  // Another workspace may be building into the same sink.
  const fs::path shard = release::PartOf(plan.build->sink.folder) / "data" / "0.tar";
  Write(shard, "half a shard");
  const Garbage garbage = Collect().value();
  EXPECT_EQ(garbage.files, 2U);
  EXPECT_EQ(garbage.file_bytes, 8U);
  EXPECT_TRUE(fs::exists(root_ / "ws" / "runs" / "1" / "log.jsonl"));
  EXPECT_EQ(ReadFile(shard, 100).value(), "half a shard");
}

}  // namespace
}  // namespace assay::pipeline
