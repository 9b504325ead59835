// SPDX-License-Identifier: Apache-2.0
#include "assay/store/tar.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "assay/core/file.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;

class TarTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("tar_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

// Worked by hand from the table of POSIX: each field at its offset, numbers in octal.
TEST(TarHeader, IsTheBlockThatPosixDescribes) {
  const TarBlock block = TarHeader("a", 10).value();
  const std::string_view text = AsText(block);
  EXPECT_EQ(text.substr(0, 2), std::string_view("a\0", 2));
  EXPECT_EQ(text.substr(100, 8), std::string_view("0000444\0", 8));
  EXPECT_EQ(text.substr(124, 12), std::string_view("00000000012\0", 12));
  EXPECT_EQ(text.substr(136, 12), std::string_view("00000000000\0", 12));
  unsigned sum = 8 * ' ';
  for (std::size_t i = 0; i < block.size(); ++i) sum += i < 148 || i >= 156 ? block.at(i) : 0U;
  EXPECT_EQ(text.substr(148, 8), fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  EXPECT_EQ(text.substr(156, 1), "0");
  EXPECT_EQ(text.substr(257, 8), std::string_view("ustar\00000", 8));
  EXPECT_EQ(text.substr(265, 64), std::string(64, '\0')) << "names of user and group are empty";
}

TEST(TarHeader, TakesNamesOf100BytesAndNoLonger) {
  EXPECT_TRUE(TarHeader(std::string(100, 'n'), 1).ok());
  for (const std::string& name : {std::string(101, 'n'), std::string(), std::string("a\0b", 3)})
    EXPECT_EQ(TarHeader(name, 1).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(TarHeader("n", (1ULL << 33U) - 1).ok());
  EXPECT_EQ(TarHeader("n", 1ULL << 33U).error().code, ErrorCode::kInvalidArgument);
}

TEST(ParseTarHeader, ReadsWhatWasWrittenAndRefusesEveryFlippedByte) {
  const TarBlock block = TarHeader(std::string(100, 'n'), 4711).value();
  const auto member = ParseTarHeader(block).value();
  EXPECT_EQ(member->name, std::string(100, 'n'));
  EXPECT_EQ(member->bytes, 4711U);
  EXPECT_FALSE(ParseTarHeader(TarBlock{}).value().has_value());
  for (std::size_t i = 0; i < block.size(); ++i) {
    TarBlock damaged = block;
    damaged.at(i) ^= 1U;
    EXPECT_FALSE(ParseTarHeader(damaged).ok()) << "byte " << i;
  }
}

TEST_F(TarTest, ArchivesAreReadByTar) {
  const fs::path file = folder_ / "a.tar";
  TarWriter writer = TarWriter::Create(file).value();
  EXPECT_EQ(writer.Add("empty", {}).value(), 512U);
  EXPECT_EQ(writer.Add("small", AsBytes("hello")).value(), 1024U);
  const Bytes large(3U << 20U, 7);
  EXPECT_EQ(writer.Add("large", large).value(), 2048U);
  const auto whole = writer.Finish().value();
  const std::string bytes = ReadFile(file, 1U << 30U).value();
  EXPECT_EQ(whole.bytes, bytes.size());
  EXPECT_EQ(whole.bytes % kTarRecord_bytes, 0U);
  EXPECT_EQ(whole.sha256, Sha256(bytes));
  EXPECT_EQ(bytes.substr(1024, 5), "hello");
  const std::string command = fmt::format("cd '{}' && tar xf a.tar", folder_.native());
  ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(*-mt-unsafe,cert-env33-c): GNU tar
  EXPECT_EQ(ReadFile(folder_ / "empty", 10).value(), "");
  EXPECT_EQ(ReadFile(folder_ / "small", 10).value(), "hello");
  EXPECT_EQ(ReadFile(folder_ / "large", 4U << 20U).value(), AsText(large));
}

TEST_F(TarTest, TheEndFillsTheRecord) {
  for (const std::uint64_t bytes : {0ULL, 512ULL, 9216ULL, 9728ULL, 10'240ULL}) {
    EXPECT_EQ((bytes + TarEndBytes(bytes)) % kTarRecord_bytes, 0U) << bytes;
    EXPECT_GE(TarEndBytes(bytes), 1024U) << bytes;
    EXPECT_LT(TarEndBytes(bytes), kTarRecord_bytes + 1024U) << bytes;
  }
}

TEST_F(TarTest, AFullDiskIsAnErrorThatSaysSo) {
  struct rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {10'000, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  TarWriter writer = TarWriter::Create(folder_ / "a.tar").value();
  const bool added = writer.Add("a", Bytes(100'000, 1)).ok();
  const auto whole = writer.Finish();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(added) << "it lies in the buffer";
  ASSERT_FALSE(whole.ok());
  EXPECT_EQ(whole.error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace assay::store
