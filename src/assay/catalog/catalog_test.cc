// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/catalog.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

RecordRow Row(std::string key, State state = State::kPending) {
  return {.key = key,
          .locator = "/photos/" + key,
          .asset = "sha256:00",
          .state = state,
          .outcome = "ok",
          .codes = "[]",
          .media_type = "image/jpeg",
          .size_bytes = 1234,
          .width_px = 40,
          .height_px = 30,
          .frames = 1,
          .facts = R"([{"name":"quality.scores"}])",
          .decision = "",
          .situation = "",
          .evidence = "[]",
          .leaf = -1};
}

DeadLetter Letter(std::string key, std::string at) {
  return {.key = std::move(key),
          .step = "inspect",
          .error_class = "input",
          .code = "truncated",
          .message = "the stream ended early",
          .first_at = at,
          .last_at = at};
}

class CatalogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-catalog-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path file() const { return folder_ / "catalog.sqlite"; }
  [[nodiscard]] Catalog OpenCatalog() const { return Catalog::Open(file()).value(); }
  static RunId Start(Catalog& catalog) {
    return catalog
        .StartRun({.plan = "{}",
                   .plan_digest = "p1",
                   .date = "2026-11-22",
                   .started_at = "2026-11-22T10:00:00Z",
                   .policy_digest = "d"})
        .value()
        .id;
  }
  static std::vector<std::string> Keys(const Catalog& catalog, RunId run) {
    std::vector<std::string> keys;
    const Status all = catalog.ForEachRecord(run, [&](const RecordRow& row) -> Status {
      keys.push_back(row.key);
      return Done{};
    });
    EXPECT_TRUE(all.ok());
    return keys;
  }

 private:
  fs::path folder_;
};

TEST_F(CatalogTest, EveryColumnOfARecordComesBackAsItWasCommitted) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  RecordRow row{.key = "a/ü\n.jpg",
                .locator = "l",
                .asset = "sha256:ab",
                .state = State::kReview,
                .outcome = "repaired",
                .codes = R"(["icc.dropped"])",
                .media_type = "image/png",
                .size_bytes = 1,
                .width_px = 2,
                .height_px = 3,
                .frames = 4,
                .facts = std::string("[\"\0\"]", 5),
                .decision = "{}",
                .situation = "s1",
                .evidence = R"(["f:1"])",
                .leaf = 5};
  ASSERT_TRUE(
      catalog.Commit({.run = run, .records = {row}, .situations = {{"s1", "{\"x\":1}"}}}).ok());
  const RecordRow found = OpenCatalog().FindRecord(run, row.key).value().value();
  EXPECT_EQ(found.key, row.key);
  EXPECT_EQ(found.locator, "l");
  EXPECT_EQ(found.asset, "sha256:ab");
  EXPECT_EQ(found.state, State::kReview);
  EXPECT_EQ(found.outcome, "repaired");
  EXPECT_EQ(found.codes, row.codes);
  EXPECT_EQ(found.media_type, "image/png");
  EXPECT_EQ(found.size_bytes, 1);
  EXPECT_EQ(found.width_px, 2);
  EXPECT_EQ(found.height_px, 3);
  EXPECT_EQ(found.frames, 4);
  EXPECT_EQ(found.facts, row.facts);
  EXPECT_EQ(found.decision, "{}");
  EXPECT_EQ(found.situation, "s1");
  EXPECT_EQ(found.evidence, row.evidence);
  EXPECT_EQ(found.leaf, 5);
  EXPECT_EQ(catalog.Situation("s1").value().value(), "{\"x\":1}");
  EXPECT_FALSE(catalog.Situation("s2").value().has_value());
  EXPECT_FALSE(catalog.FindRecord(run, "other").value().has_value());
}

TEST_F(CatalogTest, RecordsComeInBytewiseKeyOrderAcrossPages) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  const RunId other = Start(catalog);
  std::vector<std::string> keys = {"", "Z", "a", "ä", "a\x01", "\xF0\x9F\x98\x80", "\uFFFD"};
  for (int i = 0; i < 200; ++i) keys.push_back(fmt::format("k{}", i * 7919 % 200));
  Batch batch{.run = run};
  for (const std::string& key : keys) batch.records.push_back(Row(key));
  ASSERT_TRUE(catalog.Commit(batch).ok());
  ASSERT_TRUE(catalog.Commit({.run = other, .records = {Row("elsewhere")}}).ok());
  std::ranges::sort(keys, [](const std::string& a, const std::string& b) {
    return std::ranges::lexicographical_compare(a, b, [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  });
  EXPECT_EQ(Keys(catalog, run), keys);
}

TEST_F(CatalogTest, AVisitorMayCommitAndItsErrorStopsTheWalk) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  Batch batch{.run = run};
  for (int i = 100; i < 300; ++i) batch.records.push_back(Row(std::to_string(i)));
  ASSERT_TRUE(catalog.Commit(batch).ok());
  ASSERT_TRUE(catalog
                  .ForEachRecord(run,
                                 [&](const RecordRow& row) {
                                   return catalog.Commit(
                                       {.run = run, .records = {Row(row.key, State::kAllow)}});
                                 })
                  .ok());
  EXPECT_EQ(catalog.Count(run).value().allow, 200);

  int visited = 0;
  const Status stopped = catalog.ForEachRecord(run, [&](const RecordRow&) -> Status {
    ++visited;
    return Error{ErrorCode::kCancelled, "enough"};
  });
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(visited, 1);
}

TEST_F(CatalogTest, ReplacingARecordMovesItFromOneCountToAnother) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  ASSERT_TRUE(catalog
                  .Commit({.run = run,
                           .records = {Row("a"), Row("b", State::kInspected), Row("c"), Row("c")}})
                  .ok());
  EXPECT_EQ(catalog.Count(run).value().seen, 3);
  EXPECT_EQ(catalog.Count(run).value().pending, 3);
  ASSERT_TRUE(catalog
                  .Commit({.run = run,
                           .records = {Row("a", State::kAllow), Row("b", State::kDeny),
                                       Row("c", State::kReview)},
                           .phase = "decide"})
                  .ok());
  const Accounting counts = catalog.Count(run).value();
  EXPECT_EQ(counts.seen, 3);
  EXPECT_EQ(counts.allow, 1);
  EXPECT_EQ(counts.deny, 1);
  EXPECT_EQ(counts.review, 1);
  EXPECT_EQ(counts.pending, 0);
}

TEST_F(CatalogTest, TriesAreCountedOverReplaysAndRunsUntilTheRecordLives) {
  Catalog catalog = OpenCatalog();
  const auto die = [&](RunId run, const std::string& at) {
    const Batch batch{.run = run, .records = {Row("a", State::kDead)}, .dead = {Letter("a", at)}};
    EXPECT_TRUE(catalog.Commit(batch).ok());
    DeadLetter found;
    EXPECT_TRUE(catalog
                    .ForEachDead(run,
                                 [&](const DeadLetter& letter) -> Status {
                                   found = letter;
                                   return Done{};
                                 })
                    .ok());
    return found;
  };
  const auto say = [&](RunId run, State state) {
    EXPECT_TRUE(catalog.Commit({.run = run, .records = {Row("a", state)}, .revived = {"a"}}).ok());
  };
  const RunId first = Start(catalog);
  EXPECT_EQ(die(first, "2026-01-01").tries, 1);
  say(first, State::kPending);  // a replay
  EXPECT_EQ(die(first, "2026-01-02").tries, 2);
  const RunId second = Start(catalog);
  EXPECT_EQ(die(second, "2026-01-03").tries, 3);
  EXPECT_EQ(die(second, "2026-01-04").first_at, "2026-01-01");
  say(second, State::kInspected);
  EXPECT_EQ(die(Start(catalog), "2026-01-05").tries, 1);
}

TEST_F(CatalogTest, AnotherRecordOfTheSameKeyThatLivesIsNotTheOneThatDied) {
  Catalog catalog = OpenCatalog();
  const auto tries = [&] {
    const RunId run = Start(catalog);
    EXPECT_TRUE(catalog
                    .Commit({.run = run,
                             .records = {Row("a", State::kDead)},
                             .dead = {Letter("a", "2026-01-01")}})
                    .ok());
    std::int64_t found = 0;
    const auto see = [&](const DeadLetter& letter) -> Status {
      found = letter.tries;
      return Done{};
    };
    EXPECT_TRUE(catalog.ForEachDead(run, see).ok());
    return found;
  };
  EXPECT_EQ(tries(), 1);
  RecordRow other = Row("a", State::kInspected);
  other.locator = "of/another/folder/a";
  ASSERT_TRUE(catalog.Commit({.run = Start(catalog), .records = {other}}).ok());
  EXPECT_EQ(tries(), 2);
  ASSERT_TRUE(
      catalog.Commit({.run = Start(catalog), .records = {Row("a", State::kInspected)}}).ok());
  EXPECT_EQ(tries(), 1);
}

TEST_F(CatalogTest, ADeadLetterCountsItsTriesAndKeepsItsFirstTime) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  const Batch first{
      .run = run, .records = {Row("a", State::kDead)}, .dead = {Letter("a", "2026-01-01")}};
  ASSERT_TRUE(catalog.Commit(first).ok());
  const Batch second{.run = run,
                     .records = {Row("a", State::kDead)},
                     .dead = {Letter("a", "2026-01-02")},
                     .revived = {"a"}};
  ASSERT_TRUE(catalog.Commit(second).ok());
  std::vector<DeadLetter> letters;
  ASSERT_TRUE(catalog
                  .ForEachDead(run,
                               [&](const DeadLetter& letter) -> Status {
                                 letters.push_back(letter);
                                 return Done{};
                               })
                  .ok());
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].tries, 2);
  EXPECT_EQ(letters[0].first_at, "2026-01-01");
  EXPECT_EQ(letters[0].last_at, "2026-01-02");
  EXPECT_EQ(catalog.OldestDead(run).value(), 1'767'225'600);
  EXPECT_EQ(catalog.OldestDead(run + 1).value(), 0);
  EXPECT_EQ(letters[0].code, "truncated");
  EXPECT_EQ(catalog.Count(run).value().dead, 1);
}

TEST_F(CatalogTest, ARevivedRecordIsPendingAgainOrWhatTheBatchSays) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  ASSERT_TRUE(catalog
                  .Commit({.run = run,
                           .records = {Row("a", State::kDead), Row("b", State::kDead)},
                           .dead = {Letter("a", "t"), Letter("b", "t")}})
                  .ok());
  ASSERT_TRUE(
      catalog.Commit({.run = run, .records = {Row("b", State::kAllow)}, .revived = {"a", "b"}})
          .ok());
  const Accounting counts = catalog.Count(run).value();
  EXPECT_EQ(counts.dead, 0);
  EXPECT_EQ(counts.pending, 1);
  EXPECT_EQ(counts.allow, 1);
}

TEST_F(CatalogTest, ABreachOfAccountingIsRefusedAndLeavesNothingBehind) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  const std::vector<Batch> breaches = {
      {.run = run, .records = {Row("new"), Row("x", State::kDead)}},        // dead without a letter
      {.run = run, .records = {Row("new")}, .dead = {Letter("new", "t")}},  // a letter, not dead
      {.run = run, .records = {Row("new")}, .dead = {Letter("ghost", "t")}},
      {.run = run, .records = {Row("new")}, .revived = {"ghost"}},
      {.run = run + 1, .records = {Row("new")}},
      {.run = run, .records = {Row("new")}, .phase = "dancing"},
      {.run = run, .records = {Row("new")}, .outbox = {{.index = 1, .salt = std::string(32, 's')}}},
      {.run = run, .records = {Row("new")}, .outbox = {{.index = 0, .salt = "short"}}},
  };
  for (const Batch& batch : breaches) {
    const Status status = catalog.Commit(batch);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kCorrupt) << status.error().what;
    EXPECT_EQ(catalog.Count(run).value().seen, 0);
    EXPECT_EQ(catalog.NextLeaf().value(), 0);
    EXPECT_TRUE(Keys(catalog, run).empty());
  }
  RecordRow judged = Row("judged");
  judged.situation = "never stored";
  EXPECT_EQ(catalog.Commit({.run = run, .records = {judged}}).error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(catalog.Commit({.run = run, .records = {Row("new")}}).ok());
}

TEST_F(CatalogTest, TheOutboxHandsOutIndicesOnceAcrossLives) {
  const std::string salt(32, '\0');
  {
    Catalog catalog = OpenCatalog();
    const RunId run = Start(catalog);
    ASSERT_TRUE(
        catalog
            .Commit(
                {.run = run,
                 .outbox = {{0, salt, "p0", "b0"}, {1, salt, "p1", "b1"}, {2, salt, "p2", "b2"}}})
            .ok());
    EXPECT_EQ(catalog.Outbox(2).value().size(), 2U);
    ASSERT_TRUE(catalog.MarkLogged(2).ok());
  }
  Catalog catalog = OpenCatalog();
  const std::vector<OutboxRow> rows = catalog.Outbox(100).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].index, 2);
  EXPECT_EQ(rows[0].salt, salt);
  EXPECT_EQ(rows[0].payload, "p2");
  EXPECT_EQ(rows[0].bytes, "b2");
  ASSERT_TRUE(catalog.MarkLogged(3).ok());
  EXPECT_EQ(catalog.NextLeaf().value(), 3);
  EXPECT_EQ(catalog.MarkLogged(4).error().code, ErrorCode::kCorrupt);
}

TEST_F(CatalogTest, RunsAreFoundByIdByPlanAndByAge) {
  Catalog catalog = OpenCatalog();
  EXPECT_FALSE(catalog.LatestRun().value().has_value());
  const RunId first = Start(catalog);
  EXPECT_EQ(catalog.UnfinishedRun("p1").value()->id, first);
  ASSERT_TRUE(catalog
                  .Commit({.run = first,
                           .cursor = "c9",
                           .phase = "finished",
                           .finished_at = "2026-11-22T11:00:00Z",
                           .tree_root = "ab"})
                  .ok());
  EXPECT_FALSE(catalog.UnfinishedRun("p1").value().has_value());
  const RunId second = Start(catalog);
  EXPECT_EQ(catalog.LatestRun().value()->id, second);
  EXPECT_EQ(catalog.LatestRun().value()->phase, "inspect");
  const auto run = catalog.FindRun(first).value().value();
  EXPECT_EQ(run.cursor, "c9");
  EXPECT_EQ(run.phase, "finished");
  EXPECT_EQ(run.finished_at, "2026-11-22T11:00:00Z");
  EXPECT_EQ(run.tree_root, "ab");
  EXPECT_EQ(run.date, "2026-11-22");
  EXPECT_FALSE(catalog.FindRun(99).value().has_value());
  EXPECT_EQ(catalog.Count(99).error().code, ErrorCode::kNotFound);
}

TEST_F(CatalogTest, AnInspectionIsKnownByAssetAndSteps) {
  Catalog catalog = OpenCatalog();
  const RunId run = Start(catalog);
  ASSERT_TRUE(catalog.Commit({.run = run, .cache = {{"sha256:1", "v1", "{\"a\":1}"}}}).ok());
  ASSERT_TRUE(catalog.Commit({.run = run, .cache = {{"sha256:1", "v1", "{\"a\":2}"}}}).ok());
  EXPECT_EQ(catalog.FindInspection("sha256:1", "v1").value().value(), "{\"a\":2}");
  EXPECT_FALSE(catalog.FindInspection("sha256:1", "v2").value().has_value());
}

}  // namespace
}  // namespace assay::catalog
