// SPDX-License-Identifier: Apache-2.0
//
// What packs do when the disk, the power or a bit fails.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/store/packs.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;

std::string Text(int i) { return fmt::format("{} {}", i, std::string(200, 'x')); }

class PackDamageTest : public testing::Test {
 protected:
  void SetUp() override { fs::remove_all(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  /// Three synced objects, closed again.
  void Three() const {
    Packs packs = Packs::Open(folder_).value();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(packs.Put(AsBytes(Text(i))).ok());
    ASSERT_TRUE(packs.Sync().ok());
  }
  [[nodiscard]] std::string Bytes(const char* name) const {
    return ReadFile(folder_ / name, 1U << 20U).value();
  }
  void Write(const char* name, std::string_view bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  /// How many of the first `count` objects are there; none may be there and wrong.
  static int Whole(const Packs& packs, int count) {
    int whole = 0;
    for (int i = 0; i < count; ++i) {
      const auto got = packs.Get(Sha256(Text(i)));
      EXPECT_TRUE(!got.ok() || AsText(got.value()) == Text(i));
      whole += got.ok() ? 1 : 0;
    }
    return whole;
  }
  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("pack_damage_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(PackDamageTest, ATailTornAtAnyByteIsCut) {
  Three();
  const std::string pack = Bytes("000000.tar");
  const std::string log = Bytes("000000.log");
  const std::size_t two = 2 * pack.size() / 3;
  for (std::size_t end = two; end <= pack.size(); ++end) {
    Write("000000.tar", pack.substr(0, end));  // the third member was never confirmed
    Write("000000.log", log.substr(0, 2 * log.size() / 3));
    Packs packs = Packs::Open(folder_).value();
    ASSERT_EQ(Whole(packs, 3), 2) << end;
    ASSERT_EQ(fs::file_size(folder_ / "000000.tar"), two) << end;
    if (end % 50 != 0) continue;
    ASSERT_TRUE(packs.Put(AsBytes(Text(2))).ok());
    ASSERT_TRUE(packs.Sync().ok());
    ASSERT_EQ(Whole(packs, 3), 3) << end;
    ASSERT_EQ(fs::file_size(folder_ / "000000.tar"), pack.size()) << "what was torn is gone";
  }
}

TEST_F(PackDamageTest, ALogTornAtAnyByteLosesItsLastRecordOnly) {
  Three();
  const std::string pack = Bytes("000000.tar");
  const std::string log = Bytes("000000.log");
  for (std::size_t end = 0; end <= log.size(); ++end) {
    Write("000000.tar", pack);
    Write("000000.log", log.substr(0, end));
    const Packs packs = Packs::Open(folder_).value();
    ASSERT_EQ(Whole(packs, 3), static_cast<int>(end * 3 / log.size())) << end;
  }
}

TEST_F(PackDamageTest, AFlippedByteOfALogIsNeverBelieved) {
  Three();
  const std::string pack = Bytes("000000.tar");
  const std::string log = Bytes("000000.log");
  for (std::size_t i = 0; i < log.size(); ++i) {
    std::string damaged = log;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    Write("000000.tar", pack);
    Write("000000.log", damaged);
    fs::remove(folder_ / "000000.idx");
    const Packs packs = Packs::Open(folder_).value();
    // Before whole records it is damage, and the pack is scanned; at the end it is a torn tail.
    ASSERT_EQ(Whole(packs, 3), i < 2 * log.size() / 3 ? 3 : 2) << i;
  }
}

TEST_F(PackDamageTest, WithoutIndexAndLogThePackIsScanned) {
  Three();
  const std::string pack = Bytes("000000.tar");
  for (std::size_t i = 0; i < pack.size(); i += 61) {
    std::string damaged = pack;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Write("000000.tar", damaged);
    const Packs packs = Packs::Open(folder_).value();
    const std::size_t in_member = i % (pack.size() / 3);
    const bool padding = in_member >= 512 + Text(0).size();
    ASSERT_EQ(Whole(packs, 3), padding ? 3 : 2) << "one damaged member hides no other: byte " << i;
  }
}

TEST_F(PackDamageTest, AFlippedByteOfAnObjectIsFoundAndNotMended) {
  Three();
  std::string pack = Bytes("000000.tar");
  pack[512 + 5] = static_cast<char>(pack[512 + 5] ^ 0x20);
  Write("000000.tar", pack);
  Packs packs = Packs::Open(folder_).value();
  EXPECT_EQ(packs.Get(Sha256(Text(0))).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(packs.Put(AsBytes(Text(0))).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(Whole(packs, 3), 2);
}

TEST_F(PackDamageTest, AnIndexThatIsDamagedIsBuiltAnew) {
  {
    Packs packs = Packs::Open(folder_, /*pack_bytes=*/2'000).value();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(packs.Put(AsBytes(Text(i))).ok());
    ASSERT_TRUE(packs.Sync().ok());
  }
  const std::string index = Bytes("000000.idx");
  for (std::size_t i = 0; i < index.size(); ++i) {
    std::string damaged = index;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    fs::remove(folder_ / "000000.idx");
    Write("000000.idx", damaged);
    ASSERT_EQ(Whole(Packs::Open(folder_, 2'000).value(), 3), 3) << i;
    ASSERT_EQ(Bytes("000000.idx"), index);
  }
}

TEST_F(PackDamageTest, APackThatLostSyncedBytesIsReported) {
  Three();
  Write("000000.tar", Bytes("000000.tar").substr(0, 2000));
  EXPECT_EQ(Packs::Open(folder_).error().code, ErrorCode::kCorrupt);
}

TEST_F(PackDamageTest, AFullDiskKeepsWhatWasSyncedAndGoesOnWhenThereIsRoom) {
  struct rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  for (const rlim_t room : {100U, 512U, 3'100U, 4'000U, 5'000U}) {
    fs::remove_all(folder_);
    Three();
    Packs packs = Packs::Open(folder_).value();
    const struct rlimit small = {room, old.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 3; i < 10; ++i) std::ignore = packs.Put(AsBytes(Text(i)));  // in the buffer
    const Status synced = packs.Sync();
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
    ASSERT_FALSE(synced.ok());
    EXPECT_EQ(synced.error().code, ErrorCode::kExhausted);
    EXPECT_EQ(Whole(packs, 10), 3);
    for (int i = 3; i < 10; ++i) ASSERT_TRUE(packs.Put(AsBytes(Text(i))).ok());
    ASSERT_TRUE(packs.Sync().ok());
    EXPECT_EQ(Whole(packs, 10), 10);
  }
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(Whole(Packs::Open(folder_).value(), 10), 10);
}

TEST_F(PackDamageTest, KillAtAnyMomentLosesNothingThatWasSynced) {
  for (int round = 0; round < 20; ++round) {
    int report[2];
    ASSERT_EQ(pipe(report), 0);
    const pid_t child = fork();
    if (child == 0) {
      Packs packs = Packs::Open(folder_, /*pack_bytes=*/30'000).value();
      for (int i = 0;; ++i) {
        if (!packs.Put(AsBytes(Text(i))).ok()) _exit(1);
        if (i % 7 != 6) continue;
        if (!packs.Sync().ok() || write(report[1], &i, sizeof i) != sizeof i) _exit(1);
      }
    }
    close(report[1]);
    int confirmed = -1;
    for (int reports = 0; reports <= 3 * round; ++reports)
      ASSERT_EQ(read(report[0], &confirmed, sizeof confirmed), ssize_t{sizeof confirmed});
    kill(child, SIGKILL);
    while (read(report[0], &confirmed, sizeof confirmed) == ssize_t{sizeof confirmed}) {
    }
    close(report[0]);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    const Packs packs = Packs::Open(folder_, 30'000).value();
    ASSERT_EQ(Whole(packs, confirmed + 1), confirmed + 1);
  }
}

}  // namespace
}  // namespace assay::store
