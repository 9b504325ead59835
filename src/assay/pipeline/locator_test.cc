// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/locator.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "assay/store/packs.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

class LocatorTest : public testing::Test {
 protected:
  LocatorTest()
      : folder_(fs::temp_directory_path() / ("assay-locator-test-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~LocatorTest() override { fs::remove_all(folder_); }

  fs::path Write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  /// What stands at `locator`, or what is wrong with it.
  std::string TextAt(std::string_view locator, Links links = Links::kRefuse) {
    const auto location = Locate(locator, folder_ / "packs");
    if (!location.ok()) return location.error().what;
    auto bytes = LocatedBytes::Open(location.value(), links);
    if (!bytes.ok()) return bytes.error().what;
    Bytes buffer(64);
    const auto got = bytes.value().Read(buffer);
    return got.ok() ? std::string(AsText(ByteView(buffer).first(got.value()))) : got.error().what;
  }

  fs::path folder_;
};

TEST_F(LocatorTest, NamesAWholeFileOrAPartOfIt) {
  const fs::path file = Write("a.tar", "0123456789");
  EXPECT_EQ(TextAt(FileLocator(file)), "0123456789");
  EXPECT_EQ(PartLocator(file, {2, 5}), "part:2+5:" + file.native());
  EXPECT_EQ(TextAt(PartLocator(file, {2, 5})), "23456");
  EXPECT_EQ(TextAt(PartLocator(file, {10, 0})), "");
}

TEST_F(LocatorTest, APartOutsideTheFileIsRefusedAndNeverReadShort) {
  const fs::path file = Write("a.tar", "0123456789");
  for (const Part part : {Part{6, 5}, Part{11, 0}, Part{0, 11}})
    EXPECT_NE(TextAt(PartLocator(file, part)).find("has been cut"), std::string::npos)
        << part.offset_bytes << "+" << part.bytes;
}

TEST_F(LocatorTest, WhatIsKeptIsReadFromItsPackAndSaysWhereItWasFound) {
  fs::create_directories(folder_ / "packs");
  Write("packs/000007.tar", "..picture..");
  const std::string row = RowLocator("/data/a.parquet", 17);
  const std::string locator = KeptLocator({7, 2, 7}, row);
  EXPECT_EQ(locator, "kept:7:2+7:row:17:/data/a.parquet");
  EXPECT_EQ(TextAt(locator), "picture");
  EXPECT_EQ(DescribeLocator(locator), "/data/a.parquet, row 17");
  EXPECT_EQ(DescribeLocator("part:512+99:/data/a.tar"), "/data/a.tar, 99 bytes from byte 512 on");
  EXPECT_EQ(DescribeLocator("/data/a.jpg"), "/data/a.jpg");
  EXPECT_NE(TextAt(row).find("says of no bytes"), std::string::npos);
}

TEST_F(LocatorTest, WordsThatNobodyWroteAreErrors) {
  for (const auto* locator :
       {"", "part:", "part:1:/a", "part:1+:/a", "part:-1+2:/a", "part:99999999999999999999+1:/a",
        "part:18446744073709551615+1:/a", "part:9223372036854775807+1:/a", "kept:1+2:/a",
        "kept:1:2+3", "kept:4294967296:2+3:/a", "row:1:/a"})
    EXPECT_FALSE(Locate(locator, "/packs").ok()) << locator;
}

TEST_F(LocatorTest, NoNameOfAFileReadsAsAnotherForm) {
  for (const std::string_view name :
       {"part:0+4:/etc/passwd", "kept:0:0+4:x", "row:1:x", "raw:%41", "manifest:1", "a\xff"}) {
    const auto location = Locate(FileLocator(fs::path(name)), "/packs");
    ASSERT_TRUE(location.ok()) << name;
    EXPECT_EQ(location.value().file, fs::path(name));
    EXPECT_FALSE(location.value().part);
  }
}

TEST_F(LocatorTest, LinksAndFifosAreRefusedUnlessLinksAreAskedFor) {
  const fs::path file = Write("a.jpg", "picture");
  fs::create_symlink(file, folder_ / "link");
  EXPECT_NE(TextAt(FileLocator(folder_ / "link")), "picture");
  EXPECT_EQ(TextAt(FileLocator(folder_ / "link"), Links::kFollow), "picture");
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(TextAt(FileLocator(folder_ / "fifo")), "no regular file any more");
}

TEST_F(LocatorTest, MemoryIsReadInPiecesAsAFileIs) {
  const Location location{{}, {}, std::make_shared<const Bytes>(Bytes{'a', 'b', 'c'})};
  auto bytes = LocatedBytes::Open(location);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes.value().bytes(), 3U);
  Bytes two(2);
  EXPECT_EQ(bytes.value().Read(two).value(), 2U);
  EXPECT_EQ(AsText(two), "ab");
  EXPECT_EQ(bytes.value().Read(two).value(), 1U);
  EXPECT_EQ(two[0], 'c');
  EXPECT_EQ(bytes.value().Read(two).value(), 0U);
}

}  // namespace
}  // namespace assay::pipeline
