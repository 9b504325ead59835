// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/tar_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/codec/tar_testing_internal.h"

namespace assay::codec {
namespace {

using testing::End;
using testing::Header;
using testing::Member;
using testing::PaxRecord;
using testing::Reading;
using testing::Sign;

/// "name=contents" or "name!code" of each member.
std::vector<std::string> List(const std::string& archive) {
  TarReader reader(Reading(archive), archive.size());
  std::vector<std::string> lines;
  for (;;) {
    const auto member = reader.Next();
    EXPECT_TRUE(member.ok());
    if (!member.ok() || !member.value()) return lines;
    const TarMember& found = *member.value();
    if (!found.problem.empty()) {
      lines.push_back(found.name + "!" + std::string(found.problem));
    } else if (found.is_folder) {
      lines.push_back(found.name + "/");
    } else {
      lines.push_back(found.name + "=" +
                      archive.substr(static_cast<std::size_t>(found.offset_bytes),
                                     static_cast<std::size_t>(found.bytes)));
    }
  }
}

using Lines = std::vector<std::string>;

TEST(TarReader, ListsFilesAndWhereTheirContentsLie) {
  const std::string archive = Member("a.txt", "one") + Member("dir/", "", '5') +
                              Member("dir/b.txt", "") + Member("c", std::string(513, 'x')) + End();
  EXPECT_EQ(List(archive),
            (Lines{"a.txt=one", "dir//", "dir/b.txt=", "c=" + std::string(513, 'x')}));
}

// POSIX.1-2017, ustar: prefix "/" name.
TEST(TarReader, PosixUstarPrefixIsTheFrontOfTheName) {
  std::string block = Header("b.txt", 0);
  block.replace(345, 3, "a/x");
  Sign(block);
  EXPECT_EQ(List(block + End()), Lines{"a/x/b.txt="});
  block.replace(257, 8, std::string("ustar  \0", 8));  // GNU has times there
  Sign(block);
  EXPECT_EQ(List(block + End()), Lines{"b.txt="});
}

TEST(TarReader, LongNamesOfGnuAndPaxAreWholeNames) {
  const std::string name(300, 'n');
  EXPECT_EQ(List(Member("././@LongLink", name + '\0', 'L') + Member("cut", "x") + End()),
            Lines{name + "=x"});
  EXPECT_EQ(List(Member("pax", PaxRecord("path", name), 'x') + Member("cut", "x") +
                 Member("next", "y") + End()),
            (Lines{name + "=x", "next=y"}));
  EXPECT_EQ(List(Member("././@LongLink", std::string(300, 'l'), 'K') + Member("a", "x") + End()),
            Lines{"a=x"});
}

// POSIX.1-2017, pax: a record of an extended header goes over the field, and over the global one.
TEST(TarReader, PosixPaxSizeGoesOverTheHeader) {
  std::string lying = Header("a", 0);
  EXPECT_EQ(List(Member("pax", PaxRecord("size", "3"), 'x') + lying + testing::Padded("one") +
                 Member("b", "two") + End()),
            (Lines{"a=one", "b=two"}));
  EXPECT_EQ(
      List(Member("pax", PaxRecord("size", "3"), 'g') + Member("pax", PaxRecord("size", "4"), 'x') +
           lying + testing::Padded("four") + lying + testing::Padded("two") + End()),
      (Lines{"a=four", "a=two"}));
}

TEST(TarReader, SizesInBase256AreSizes) {
  std::string block = Header("a", 0);
  block.replace(124, 12, std::string("\x80\0\0\0\0\0\0\0\0\0\0\x03", 12));
  Sign(block);
  EXPECT_EQ(List(block + testing::Padded("one") + End()), Lines{"a=one"});
  block.replace(124, 12, std::string(12, '\xff'));
  Sign(block);
  EXPECT_EQ(List(block + Member("b", "x") + End()), (Lines{"a!input.odd_member", "b=x"}));
}

TEST(TarReader, ASizeThatLiesEndsTheArchiveAndNothingElse) {
  EXPECT_EQ(List(Member("a", "x") + Header("b", 1ULL << 32U) + testing::Padded("y")),
            (Lines{"a=x", "b!input.truncated"}));
  std::string block = Header("b", 0);
  block.replace(124, 12, std::string("\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12));
  Sign(block);
  EXPECT_EQ(List(block + End()), Lines{"b!input.odd_member"});
  EXPECT_EQ(
      List(Member("pax", PaxRecord("size", "99999999999999999999"), 'x') + Header("b", 0) + End()),
      Lines{"b!input.odd_member"});
  EXPECT_EQ(List(Header("x", 1ULL << 40U, 'x') + End()), Lines{"!input.archive_cut"});
}

TEST(TarReader, LinksDevicesAndHolesAreProblemsAndPassedOver) {
  EXPECT_EQ(
      List(Header("l", 0, '1') + Header("s", 99, '2') + Header("d", 0, '3') + Header("p", 0, '6') +
           Member("h", "x", 'S') + Member("pax", PaxRecord("GNU.sparse.major", "1"), 'x') +
           Member("g", "x") + Member("v", "x", 'V') + Member("a", "x") + End()),
      (Lines{"l!input.link_member", "s!input.link_member", "d!input.device_member",
             "p!input.device_member", "h!input.sparse_member", "g!input.sparse_member",
             "v!input.odd_member", "a=x"}));
}

TEST(TarReader, ASparseMapThatGoesOnIsPassedOver) {
  std::string sparse = Header("h", 3, 'S');
  sparse[482] = 1;
  Sign(sparse);
  std::string more(512, 'm');
  std::string last(512, 'm');
  last[504] = 0;
  EXPECT_EQ(List(sparse + more + last + testing::Padded("abc") + Member("a", "x") + End()),
            (Lines{"h!input.sparse_member", "a=x"}));
}

TEST(TarReader, SaysWhereAnArchiveWasCut) {
  const std::string whole = Member("a", "x") + Member("b", "y") + End();
  EXPECT_EQ(List(whole.substr(0, 2048)), (Lines{"a=x", "b=y", "!input.archive_cut"}));
  EXPECT_EQ(List(whole.substr(0, 1200)), (Lines{"a=x", "!input.archive_cut"}));
  EXPECT_EQ(List(whole.substr(0, 1536)), (Lines{"a=x", "b!input.truncated"}));
  EXPECT_EQ(List(""), Lines{"!input.archive_cut"});
}

TEST(TarReader, WhatIsNoHeaderEndsIt) {
  EXPECT_EQ(List(Member("a", "x") + std::string(2048, 'z')),
            (Lines{"a=x", "!input.archive_broken"}));
  std::string block = Header("a", 0);
  block[0] = 'b';  // the sum no longer holds
  EXPECT_EQ(List(block + End()), Lines{"!input.archive_broken"});
  EXPECT_EQ(List("\x1f\x8b" + std::string(1000, '\x08')), Lines{"!input.archive_broken"});
}

TEST(TarReader, TrailingBytesAreToldOfOnce) {
  const std::string one = Member("a", "x") + End();
  EXPECT_EQ(List(one + one), (Lines{"a=x", "!input.trailing_bytes"}));
  EXPECT_EQ(List(one + std::string(9000, '\0')), Lines{"a=x"});
  EXPECT_EQ(List(one + std::string((16U << 20U) + 512, '\0')),
            (Lines{"a=x", "!input.trailing_bytes"}));
}

TEST(TarReader, PaxRecordsThatBreakTheirGrammarCostTheirMember) {
  for (const std::string pax : {"99 path=a\n", "x path=a\n", "9 path=a ", "0 a=b\n", "8 nonono\n"})
    EXPECT_EQ(List(Member("pax", pax, 'x') + Member("a", "x") + Member("b", "y") + End()),
              (Lines{"a!input.odd_member", "b=y"}))
        << pax;
  EXPECT_EQ(List(Member("pax", std::string((1U << 20U) + 1, 'x'), 'x') + Member("a", "x") + End()),
            Lines{"a!input.odd_member"});
}

TEST(TarReader, ReadGivesContentsWithinALimit) {
  const std::string archive = Member("a", std::string(40'000, 'x')) + End();
  TarReader reader(Reading(archive), archive.size());
  const TarMember member = *reader.Next().value();
  EXPECT_EQ(reader.Read(member, 40'000).value().size(), 40'000U);
  EXPECT_EQ(reader.Read(member, 39'999).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace assay::codec
