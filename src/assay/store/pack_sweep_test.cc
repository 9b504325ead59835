// SPDX-License-Identifier: Apache-2.0
//
// What is left of packs when what nobody wants is taken away, also by a sweep that is killed.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/store/marks.h"
#include "assay/store/packs.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPack_bytes = 20'000;
constexpr int kObjects = 200;

std::string Text(int i) { return fmt::format("object {} {:x>{}}", i, "", i % 700); }

class PackSweepTest : public testing::Test {
 protected:
  void SetUp() override { Refill(); }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] Packs Open() const { return Packs::Open(folder_, kPack_bytes).value(); }

  /// 200 objects in some ten packs; the last one grows.
  void Refill() const {
    fs::remove_all(folder_);
    Packs packs = Open();
    for (int i = 0; i < kObjects; ++i) ASSERT_TRUE(packs.Put(AsBytes(Text(i))).ok());
    ASSERT_TRUE(packs.Sync().ok());
  }

  static bool IsWanted(int i) { return i % 3 == 0 && (i < 60 || i > 100); }

  static Marks MarksOf(const Packs& packs) {
    std::vector<Digest> there;
    const Status all = packs.ForEach([&](const Digest& digest, const PackPlace&) -> Status {
      there.push_back(digest);
      return Done{};
    });
    EXPECT_TRUE(all.ok());
    Marks marks(std::move(there));
    for (int i = 0; i < kObjects; ++i)
      if (IsWanted(i)) marks.Mark(Sha256(Text(i)));
    return marks;
  }

  static Result<SweepReport> Sweep(Packs& packs, const Packs::Mover& moved = Accept,
                                   Sweeping sweeping = Sweeping::kRemove) {
    Marks marks = MarksOf(packs);
    return packs.Sweep(marks, moved, sweeping);
  }
  static Status Accept(std::span<const PackMove> /*moves*/) { return Done{}; }

  /// Every wanted object is there once, nothing else is; whatever is read is right.
  static void ExpectOnlyWanted(const Packs& packs) {
    std::map<Digest, int> copies;
    const Status all = packs.ForEach([&](const Digest& digest, const PackPlace& place) -> Status {
      ++copies[digest];
      return packs.Get(place, digest).ok() ? Status(Done{}) : Status(Error{});
    });
    EXPECT_TRUE(all.ok());
    std::map<Digest, int> expected;
    for (int i = 0; i < kObjects; ++i)
      if (IsWanted(i)) expected[Sha256(Text(i))] = 1;
    EXPECT_EQ(copies, expected);
  }

  /// The wanted objects that are whole, and how many there should be.
  static std::pair<int, int> Whole(const Packs& packs) {
    std::pair<int, int> whole;
    for (int i = 0; i < kObjects; ++i) {
      whole.first += IsWanted(i) && packs.Get(Sha256(Text(i))).ok() ? 1 : 0;
      whole.second += IsWanted(i) ? 1 : 0;
    }
    return whole;
  }

  [[nodiscard]] std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder_))
      files[entry.path().filename()] = ReadFile(entry.path(), 1U << 20U).value();
    return files;
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("pack_sweep_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(PackSweepTest, LeavesWhatIsMarkedAndNothingElse) {
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;
  for (int i = 0; i < kObjects; ++i) {
    objects += IsWanted(i) ? 0U : 1U;
    bytes += IsWanted(i) ? 0U : Text(i).size();
  }
  {
    Packs packs = Open();
    const SweepReport report = Sweep(packs).value();
    EXPECT_EQ(report.objects, objects);
    EXPECT_EQ(report.bytes, bytes);
    EXPECT_GE(report.packs_removed, 1U);
    EXPECT_GE(report.packs_rewritten, 5U);
    ExpectOnlyWanted(packs);
    const SweepReport again = Sweep(packs).value();
    EXPECT_EQ(again.objects + again.packs_removed + again.packs_rewritten, 0U);
  }
  ExpectOnlyWanted(Open());
  for (const auto& [name, contents] : Files()) {
    if (name.ends_with(".idx")) continue;
    EXPECT_LE(contents.size(), kPack_bytes + 10'240) << name;
  }
}

TEST_F(PackSweepTest, CountsTheSameWithoutTouchingAnything) {
  Packs packs = Open();
  const auto before = Files();
  const SweepReport counted = Sweep(packs, Accept, Sweeping::kCount).value();
  EXPECT_EQ(Files(), before);
  const SweepReport swept = Sweep(packs).value();
  EXPECT_EQ(counted.objects, swept.objects);
  EXPECT_EQ(counted.bytes, swept.bytes);
  EXPECT_EQ(counted.packs_removed, swept.packs_removed);
  EXPECT_EQ(counted.packs_rewritten, swept.packs_rewritten);
}

TEST_F(PackSweepTest, TellsWhereEachObjectLiesWhileItLiesInBothPlaces) {
  Packs packs = Open();
  std::map<Digest, PackPlace> places;
  for (int i = 0; i < kObjects; ++i)
    if (IsWanted(i)) places[Sha256(Text(i))] = packs.Find(Sha256(Text(i))).value();
  const auto moved = [&](std::span<const PackMove> moves) -> Status {
    for (const PackMove& move : moves) {
      for (auto& [digest, place] : places) {
        if (place != move.from) continue;
        EXPECT_TRUE(packs.Get(move.from, digest).ok());
        EXPECT_TRUE(packs.Get(move.to, digest).ok());
        place = move.to;
        break;
      }
    }
    return Done{};
  };
  ASSERT_TRUE(Sweep(packs, moved).ok());
  for (const auto& [digest, place] : places) EXPECT_TRUE(packs.Get(place, digest).ok());
}

TEST_F(PackSweepTest, EverythingMayGo) {
  Packs packs = Open();
  Marks none({});
  const SweepReport report = packs.Sweep(none, Accept, Sweeping::kRemove).value();
  EXPECT_EQ(report.objects, std::uint64_t{kObjects});
  EXPECT_EQ(report.packs_rewritten, 0U);
  EXPECT_EQ(Files().size(), 1U) << "only the lock";
  ASSERT_TRUE(packs.Put(AsBytes(Text(1))).ok());
  ASSERT_TRUE(packs.Sync().ok());
  EXPECT_TRUE(packs.Get(Sha256(Text(1))).ok());
}

TEST_F(PackSweepTest, WhoCannotCorrectHisPlacesKeepsTheOldOnes) {
  Packs packs = Open();
  const auto refuse = [](std::span<const PackMove>) -> Status {
    return Error{ErrorCode::kExhausted, "no room for that"};
  };
  const PackPlace before = packs.Find(Sha256(Text(198))).value();
  EXPECT_EQ(Sweep(packs, refuse).error().what, "no room for that");
  EXPECT_TRUE(packs.Get(before, Sha256(Text(198))).ok());
  ASSERT_TRUE(Sweep(packs).ok());
  ExpectOnlyWanted(packs);
}

TEST_F(PackSweepTest, AnObjectThatLostItsDigestStopsTheSweepAndStays) {
  const PackPlace place = Open().Find(Sha256(Text(30))).value();
  const fs::path pack = Packs::PathOf(folder_, place.pack);
  std::string bytes = ReadFile(pack, 1U << 20U).value();
  bytes[place.offset_bytes] = '?';
  fs::remove(pack);
  std::ofstream(pack, std::ios::binary) << bytes;
  Packs packs = Open();
  EXPECT_EQ(Sweep(packs).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ReadFile(pack, 1U << 20U).value(), bytes);
  const auto [whole, wanted] = Whole(packs);
  EXPECT_EQ(whole, wanted - 1);
}

TEST_F(PackSweepTest, AFullDiskLosesNothingAndTheNextSweepEndsIt) {
  struct rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  Packs packs = Open();
  for (const rlim_t room : {600U, 3'000U, 9'000U, 15'000U}) {
    const struct rlimit small = {room, old.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto swept = Sweep(packs);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
    ASSERT_FALSE(swept.ok());
    EXPECT_EQ(swept.error().code, ErrorCode::kExhausted);
    const auto [whole, wanted] = Whole(packs);
    ASSERT_EQ(whole, wanted);
  }
  std::signal(SIGXFSZ, handler);
  ASSERT_TRUE(Sweep(packs).ok());
  ExpectOnlyWanted(packs);
}

TEST_F(PackSweepTest, KilledAtAnyMomentNothingWantedIsLostAndTheNextEndsIt) {
  for (int round = 0; round < 12; ++round) {
    if (round > 0) Refill();
    int report[2];
    ASSERT_EQ(pipe(report), 0);
    const pid_t child = fork();
    if (child == 0) {
      // It dies while it copies, tells or removes; how far it came, it has told.
      int told = 0;
      const auto moved = [&](std::span<const PackMove>) -> Status {
        return write(report[1], &++told, sizeof told) == sizeof told ? Status(Done{})
                                                                     : Status(Error{});
      };
      Packs packs = Open();
      std::ignore = Sweep(packs, moved);
      _exit(0);
    }
    close(report[1]);
    int told = 0;
    for (int reports = 0; reports < round; ++reports)
      if (read(report[0], &told, sizeof told) != ssize_t{sizeof told}) break;
    kill(child, SIGKILL);
    close(report[0]);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    Packs packs = Open();
    const auto [whole, wanted] = Whole(packs);
    ASSERT_EQ(whole, wanted);
    ASSERT_TRUE(Sweep(packs).ok());
    ExpectOnlyWanted(packs);
  }
}

}  // namespace
}  // namespace assay::store
