// SPDX-License-Identifier: Apache-2.0
#include "assay/store/packs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "assay/core/file.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPack_bytes = 20'000;

std::string Text(int i) { return fmt::format("object {} {:x>{}}", i, "", i % 700); }

class PacksTest : public testing::Test {
 protected:
  void SetUp() override { fs::remove_all(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] Packs Open() const { return Packs::Open(folder_, kPack_bytes).value(); }
  /// Objects `from` to `to`, synced after every tenth.
  static void Fill(Packs& packs, int from, int to) {
    for (int i = from; i < to; ++i) {
      ASSERT_TRUE(packs.Put(AsBytes(Text(i))).ok());
      if (i % 10 == 9) {
        ASSERT_TRUE(packs.Sync().ok());
      }
    }
    ASSERT_TRUE(packs.Sync().ok());
  }
  static std::string Read(const Packs& packs, int i) {
    const auto bytes = packs.Get(Sha256(Text(i)));
    return bytes.ok() ? std::string(AsText(bytes.value())) : bytes.error().what;
  }
  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("packs_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(PacksTest, WhatWasSyncedIsThereAlsoAfterOpeningAgain) {
  {
    Packs packs = Open();
    Fill(packs, 0, 200);
    for (int i = 0; i < 200; ++i) EXPECT_EQ(Read(packs, i), Text(i));
  }
  const Packs packs = Open();
  for (int i = 0; i < 200; ++i) EXPECT_EQ(Read(packs, i), Text(i));
  EXPECT_EQ(packs.Get(Sha256("other")).error().code, ErrorCode::kNotFound);
}

TEST_F(PacksTest, NothingIsVisibleBeforeSync) {
  Packs packs = Open();
  const PackPlace place = packs.Put(AsBytes("a")).value();
  EXPECT_FALSE(packs.Has(Sha256("a")));
  EXPECT_EQ(packs.Put(AsBytes("a")).value(), place) << "put twice, stored once";
  ASSERT_TRUE(packs.Sync().ok());
  EXPECT_EQ(packs.Find(Sha256("a")).value(), place);
}

TEST_F(PacksTest, EqualBytesAreStoredOnce) {
  Packs packs = Open();
  Fill(packs, 0, 100);
  const auto size = [this] {
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) bytes += entry.file_size();
    return bytes;
  };
  const std::uint64_t before = size();
  Fill(packs, 0, 100);
  EXPECT_EQ(size(), before);
}

TEST_F(PacksTest, PacksKeepTheirSizeAndAreReadByTar) {
  Packs packs = Open();
  Fill(packs, 0, 200);
  int closed = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() == ".idx") ++closed;
    if (entry.path().extension() == ".tar") {
      EXPECT_LE(entry.file_size(), kPack_bytes + 10'240) << entry.path();
    }
  }
  EXPECT_GE(closed, 5);
  const std::string command = fmt::format(
      "cd '{}' && tar xf 000001.tar && sha256sum ????????????????* | "
      "awk '$1 != $2 {{exit 1}}'",
      folder_.native());
  EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(*-mt-unsafe,cert-env33-c): GNU tar
}

TEST_F(PacksTest, APlaceReadsWithoutAnIndex) {
  Packs packs = Open();
  Fill(packs, 0, 100);
  std::map<Digest, PackPlace> places;
  const Status visited = packs.ForEach([&](const Digest& digest, const PackPlace& place) -> Status {
    places.emplace(digest, place);
    return Done{};
  });
  ASSERT_TRUE(visited.ok());
  EXPECT_EQ(places.size(), 100U);
  for (int i = 0; i < 100; ++i) {
    const Digest digest = Sha256(Text(i));
    EXPECT_EQ(packs.Get(places.at(digest), digest).value().size(), Text(i).size());
    EXPECT_EQ(packs.Get(places.at(digest), Sha256("other")).error().code, ErrorCode::kCorrupt);
  }
}

TEST_F(PacksTest, AnObjectLargerThanAPackGetsOneForItself) {
  Packs packs = Open();
  Fill(packs, 0, 3);
  const Bytes large(3 * kPack_bytes, 5);
  const PackPlace place = packs.Put(large).value();
  Fill(packs, 3, 5);
  EXPECT_EQ(place.pack, 1U);
  EXPECT_EQ(packs.Find(Sha256(Text(4))).value().pack, 2U);
  EXPECT_EQ(packs.Get(Sha256(large)).value(), large);
}

TEST_F(PacksTest, TheEmptyObjectIsOne) {
  Packs packs = Open();
  ASSERT_TRUE(packs.Put({}).ok());
  ASSERT_TRUE(packs.Sync().ok());
  EXPECT_TRUE(packs.Get(Sha256("")).value().empty());
}

TEST_F(PacksTest, OneProcessAtATime) {
  const Packs packs = Open();
  EXPECT_EQ(Packs::Open(folder_).error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace assay::store
