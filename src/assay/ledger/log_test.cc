// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/ledger/layout_internal.h"
#include "assay/ledger/log_fixture.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

using LogTest = LogFixture;
using Strings = std::vector<std::string>;

/// Every file below a folder but the lock, with its bytes.
std::map<std::string, std::string> Files(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename() != "lock")
      files[fs::relative(entry.path(), folder).native()] =
          ReadFile(entry.path(), 1U << 28U).value();
  }
  return files;
}

TEST_F(LogTest, ANewLogIsEmptySignedAndNamedAfterItsKey) {
  const Log log = OpenLog().value();
  EXPECT_EQ(log.size(), 0U);
  EXPECT_EQ(log.root(), Sha256(""));
  EXPECT_TRUE(log.origin().starts_with("assay.local/"));
  EXPECT_EQ(log.origin().size(), std::string("assay.local/").size() + 8);
  EXPECT_TRUE(log.vkey().starts_with(log.origin() + "+"));
  EXPECT_EQ(Problems(log.vkey()), Strings{});
  EXPECT_EQ(OwnProblems(), Strings{});
  struct stat status{};
  ASSERT_EQ(stat(key_file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(LogTest, HasExactlyTheFilesOfItsSizeWhateverTheGroups) {
  Log log = OpenLog().value();
  const auto leaves = Leaves(0, 600);
  std::size_t done = 0;
  for (const std::size_t step : {1U, 1U, 98U, 155U, 1U, 1U, 43U, 300U}) {
    ASSERT_TRUE(log.Append(std::span(leaves).subspan(done, step)).ok());
    done += step;
    EXPECT_EQ(Problems(log.vkey()), Strings{}) << done;
  }
  ASSERT_EQ(log.size(), 600U);
  Strings names;
  for (const auto& [name, bytes] : Files(folder())) names.push_back(name);
  EXPECT_EQ(names, (Strings{"checkpoint", "payload/000", "payload/001", "payload/002.p/88",
                            "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
                            "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"}));
}

TEST_F(LogTest, ContinuesAfterItIsOpenedAgain) {
  const auto leaves = Leaves(0, 520);
  std::string vkey;
  for (const std::size_t size : {100U, 256U, 257U, 519U, 520U}) {
    Log log = OpenLog().value();
    ASSERT_TRUE(log.Append(std::span(leaves).first(size)).ok()) << "known ones are skipped";
    EXPECT_EQ(log.size(), size);
    EXPECT_EQ(log.last_time(), "2026-11-22T10:00:00Z");
    vkey = log.vkey();
  }
  EXPECT_EQ(Problems(vkey), Strings{});
  EXPECT_EQ(OwnProblems(), Strings{});
}

TEST_F(LogTest, AThousandLeavesInOneCallAreSeveralGroupsAndOneLog) {
  const std::string vkey = MakeLog(5000);  // over one group of 4,096
  EXPECT_EQ(Problems(vkey), Strings{});
}

TEST_F(LogTest, OtherBytesAGapAndAWrongCommitAreRefused) {
  Log log = OpenLog().value();
  const auto leaves = Leaves(0, 3);
  ASSERT_TRUE(log.Append(leaves).ok());
  auto forged = Leaves(2, 1);
  EXPECT_EQ(log.Append(forged).error().code, ErrorCode::kCorrupt) << "other bytes";
  EXPECT_EQ(log.Append(Leaves(4, 1)).error().code, ErrorCode::kCorrupt) << "a gap";
  auto wrong = Leaves(3, 1);
  wrong[0].payload += " ";
  EXPECT_EQ(log.Append(wrong).error().code, ErrorCode::kCorrupt) << "another payload";
  wrong = Leaves(3, 1);
  wrong[0].bytes += " ";
  EXPECT_EQ(log.Append(wrong).error().code, ErrorCode::kCorrupt) << "no leaf";
  EXPECT_EQ(log.size(), 3U);
  EXPECT_TRUE(log.Append(Leaves(3, 1)).ok()) << "a refusal leaves the log in order";
  EXPECT_EQ(Problems(log.vkey()), Strings{});
}

TEST_F(LogTest, TimeNeverGoesBack) {
  Log log = OpenLog().value();
  ASSERT_TRUE(log.Append(std::vector{Leaf(0, "2026-11-22T10:00:00Z")}).ok());
  const Status back = log.Append(std::vector{Leaf(1, "2026-11-22T09:59:59Z")});
  EXPECT_EQ(back.error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(log.Append(std::vector{Leaf(1, "2026-11-22T10:00:00Z")}).ok());
}

TEST_F(LogTest, ASecondOpenIsRefusedAndNamesTheHolder) {
  const Log log = OpenLog().value();
  const auto second = OpenLog();
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(second.error().what.find(std::to_string(getpid())), std::string::npos)
      << second.error().what;
}

TEST_F(LogTest, AKeyThatOthersMayReadIsRefused) {
  (void)MakeLog(1);
  ASSERT_EQ(chmod(key_file().c_str(), 0640), 0);
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kDenied);
}

TEST_F(LogTest, AMissingKeyIsNotReplaced) {
  (void)MakeLog(1);
  fs::rename(key_file(), root() / "elsewhere");
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kNotFound);
  fs::rename(root() / "elsewhere", key_file());
  EXPECT_TRUE(OpenLog().ok());
}

TEST_F(LogTest, ADamagedKeyOrMemoryIsSaidToBe) {
  (void)MakeLog(1);
  const std::string key = ReadFile(key_file(), 4096).value();
  ASSERT_TRUE(WriteFileDurably(key_file(), key.substr(0, key.size() - 5) + "\n", 0600).ok());
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kCorrupt);
  ASSERT_TRUE(WriteFileDurably(key_file(), key, 0600).ok());
  const fs::path memory = key_file().native() + ".signed";
  const std::string remembered = ReadFile(memory, 4096).value();
  ASSERT_TRUE(WriteFileDurably(memory, "nonsense", 0600).ok());
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kCorrupt);
  fs::remove(memory);
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kCorrupt);
  ASSERT_TRUE(WriteFileDurably(memory, remembered, 0600).ok());
  EXPECT_TRUE(OpenLog().ok());
}

TEST_F(LogTest, TheSignerRefusesALogThatWasRolledBack) {
  (void)MakeLog(3);
  fs::copy(folder(), root() / "old", fs::copy_options::recursive);
  {
    Log log = OpenLog().value();
    ASSERT_TRUE(log.Append(Leaves(3, 2)).ok());
  }
  fs::remove_all(folder());
  fs::rename(root() / "old", folder());
  EXPECT_FALSE(OwnProblems().empty());
  EXPECT_FALSE(OpenLog().ok()) << "the tiles that it signed are gone";
}

TEST_F(LogTest, AMissingCheckpointIsNotANewLog) {
  (void)MakeLog(3);
  fs::remove(folder() / "checkpoint");
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kCorrupt);
  fs::remove(key_file().native() + ".signed");
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kCorrupt);
}

TEST_F(LogTest, LeftoversOfAnInterruptedAppendAreRemoved) {
  const std::string vkey = MakeLog(3);
  const auto before = Files(folder());
  for (const char* name : {"tile/0/000.p/4", "tile/entries/000.p/4", "payload/000.p/4",
                           "tile/entries/001", "checkpoint.tmp", "tile/0/000.p/5.tmp"}) {
    fs::create_directories((folder() / name).parent_path());
    ASSERT_TRUE(WriteFileDurably(folder() / name, "left over").ok());
    EXPECT_FALSE(Problems(vkey).empty()) << name;
  }
  ASSERT_TRUE(OpenLog().ok());
  EXPECT_EQ(Files(folder()), before);
  EXPECT_EQ(Problems(vkey), Strings{});
}

TEST_F(LogTest, TheFilesOfALongerLogAreNeverRemoved) {
  (void)MakeLog(3);
  const fs::path far = folder() / PathOf({.kind = FileKind::kEntries, .level = 0, .number = 40});
  ASSERT_TRUE(WriteFileDurably(far, "entries").ok());
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(fs::exists(far));
}

TEST_F(LogTest, DamagedTilesAtTheEdgeAreFoundAtOpen) {
  (void)MakeLog(300);
  std::fstream tile(folder() / "tile/0/001.p/44", std::ios::in | std::ios::out);
  tile.seekp(100).put('x');
  tile.close();
  EXPECT_EQ(OpenLog().error().code, ErrorCode::kCorrupt);
}

TEST_F(LogTest, ErasingDeletesAPayloadAndLeavesEveryTileAsItWas) {
  Log log = OpenLog().value();
  ASSERT_TRUE(log.Append(Leaves(0, 300)).ok());
  const Erasure erasure{.target = 7,
                        .reason = "gdpr.art17",
                        .authority = "controller",
                        .time = "2026-11-22T11:00:00Z"};
  const auto before = Files(folder());
  ASSERT_NE(before.at("payload/000").find("photos/7.jpg"), std::string::npos);
  ASSERT_TRUE(log.Erase(erasure).ok());
  const auto after = Files(folder());
  EXPECT_EQ(after.at("payload/000").find("photos/7.jpg"), std::string::npos);
  EXPECT_NE(after.at("payload/000").find("photos/8.jpg"), std::string::npos);
  for (const char* name : {"tile/0/000", "tile/entries/000"})
    EXPECT_EQ(after.at(name), before.at(name)) << name;
  EXPECT_EQ(after.at("tile/entries/001.p/45").substr(0, before.at("tile/entries/001.p/44").size()),
            before.at("tile/entries/001.p/44"));
  EXPECT_EQ(Problems(log.vkey()), Strings{});
  const Receipt receipt = Prove(folder(), 7).value();
  EXPECT_EQ(receipt.payload, "");
  EXPECT_EQ(receipt.salt_hex, "");
  EXPECT_EQ(CheckReceipt(receipt, log.vkey()).value(), 7U);
}

TEST_F(LogTest, ErasingWorksInThePartialBundleTwiceAndInOneGroup) {
  Log log = OpenLog().value();
  std::vector<PreparedLeaf> leaves = Leaves(0, 5);
  for (int i = 0; i < 2; ++i) {
    leaves.push_back(
        PrepareErasure(
            leaves.size(),
            {.target = 2, .reason = "again", .authority = "court", .time = "2026-11-22T10:00:00Z"})
            .value());
  }
  ASSERT_TRUE(log.Append(leaves).ok());
  EXPECT_EQ(Files(folder()).at("payload/000.p/7").find("photos/2.jpg"), std::string::npos);
  EXPECT_EQ(Problems(log.vkey()), Strings{});
  ASSERT_TRUE(log.Append(Leaves(7, 300)).ok());
  EXPECT_EQ(Problems(log.vkey()), Strings{}) << "an erased payload stays erased as bundles grow";
  EXPECT_FALSE(log.Erase({.target = 999, .reason = "", .authority = "", .time = "x"}).ok());
}

TEST_F(LogTest, EveryEntryIsProvedAtManySizes) {
  Log log = OpenLog().value();
  for (const std::uint64_t size : {1U, 2U, 3U, 7U, 255U, 256U, 257U, 600U}) {
    ASSERT_TRUE(log.Append(Leaves(log.size(), size - log.size())).ok());
    for (std::uint64_t index = 0; index < size; index += size > 20 ? 17 : 1) {
      const auto receipt = Prove(folder(), index);
      ASSERT_TRUE(receipt.ok()) << receipt.error().what;
      const auto checked = CheckReceipt(receipt.value(), log.vkey());
      ASSERT_TRUE(checked.ok()) << checked.error().what;
      EXPECT_EQ(checked.value(), index);
    }
    EXPECT_EQ(Prove(folder(), size).error().code, ErrorCode::kNotFound);
  }
}

}  // namespace
}  // namespace assay::ledger
