// SPDX-License-Identifier: Apache-2.0
//
// What is not as it was written: files that were cut, changed or made by others, and the end of a
// writer that was killed.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/warc.h"
#include "assay/acquire/warc_fixture.h"
#include "assay/core/file.h"
#include "assay/core/hash.h"

namespace assay::acquire {
namespace {

namespace fs = std::filesystem;

const std::string kMandatory =
    "WARC-Type: resource\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2026-01-15T10:20:30Z\r\n";

/// A plain record around `block`.
std::string Plain(const std::string& block, const std::string& more = "") {
  return fmt::format("WARC/1.1\r\n{}{}Content-Length: {}\r\n\r\n{}\r\n\r\n", kMandatory, more,
                     block.size(), block);
}

/// One gzip member of `text`.
std::string Packed(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes in(text.begin(), text.end());
  std::string out(deflateBound(&stream, in.size()), '\0');
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class WarcReaderTest : public WarcFixture {
 protected:
  void SetUp() override {
    WarcFixture::SetUp();
    fs::create_directories(folder());
  }
  [[nodiscard]] fs::path Put(std::string_view bytes) const {
    const fs::path file = folder() / "foreign.warc";
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }
  [[nodiscard]] Result<std::vector<ReadRecord>> ReadBytes(std::string_view bytes) const {
    return Read(Put(bytes));
  }
  /// A small file of ours: warcinfo, request, response.
  std::string Ours() {
    WarcWriter writer = Open();
    const WarcPlace place = writer.Add(Answer("http://a.example/", "hello"), {}).value();
    const std::string bytes = ReadFile(folder() / place.file, 1U << 20U).value();
    fs::remove(folder() / place.file);
    return bytes;
  }
};

TEST_F(WarcReaderTest, ReadsPlainAndPackedRecordsOneBehindTheOther) {
  const std::string one = Plain("first");
  const std::string two = Plain("", "X-Folded: a\r\n \tb\r\nX-Late:\r\n b \r\n \r\n");
  const auto records = ReadBytes(one + two + Packed(one) + Packed(two)).value();
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0].block, "first");
  EXPECT_EQ(records[1].offset, one.size());
  EXPECT_EQ(records[1].block, "");
  EXPECT_EQ(records[1]["X-Folded"], "a b");
  EXPECT_EQ(records[1]["X-Late"], "b");
  EXPECT_EQ(records[2].block, "first");
  EXPECT_EQ(records[3].offset, one.size() + two.size() + Packed(one).size());
  EXPECT_TRUE(ReadBytes("").value().empty());
}

TEST_F(WarcReaderTest, ChecksTheDigestsItKnows) {
  const std::string hex = Sha256("hello").Hex();
  // echo -n hello | sha256sum, in RFC 4648 base32.
  const std::string base32 = "FTZE3OS7WCRQ4JXIHMVMLOPCTYNRMHS4D6TUEXTTAQZWFE4LTASA";
  for (const std::string& good : {"sha256:" + hex, "SHA256:" + base32, "sha256:" + base32 + "====",
                                  std::string("sha1:UNKNOWN"), std::string("crc:1")})
    EXPECT_TRUE(ReadBytes(Plain("hello", "WARC-Block-Digest: " + good + "\r\n")).ok()) << good;
  for (const std::string& bad :
       {"sha256:" + hex.substr(1), std::string("sha256:"), hex, "sha256:A" + base32.substr(1)})
    EXPECT_EQ(ReadBytes(Plain("hello", "WARC-Block-Digest: " + bad + "\r\n")).error().code,
              ErrorCode::kCorrupt)
        << bad;
}

TEST_F(WarcReaderTest, ThePayloadOfAResponseIsWhatFollowsItsHead) {
  const auto response = [](const std::string& head, const std::string& body,
                           const std::string& digest_of, const std::string& more = "") {
    std::string text =
        Plain(head + body, "Content-Type: application/http; msgtype=response\r\n" + more +
                               "WARC-Payload-Digest: sha256:" + Sha256(digest_of).Hex() + "\r\n");
    return text.replace(text.find("resource"), 8, "response");
  };
  const std::string head = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(ReadBytes(response(head, "hello", "hello")).ok());
  EXPECT_TRUE(ReadBytes(response("HTTP/1.1 200 OK\r\n", "", "")).ok());
  EXPECT_EQ(ReadBytes(response(head, "hello", "other")).error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(ReadBytes(response(chunked, "5\r\nhello\r\n0\r\n\r\n", "hello")).ok());
  EXPECT_TRUE(ReadBytes(response(head, "hel", "hello", "WARC-Segment-Number: 1\r\n")).ok());
}

TEST_F(WarcReaderTest, RefusesWhatBreaksTheFormat) {
  const std::string good = Plain("hello");
  const auto with = [&good](std::string_view old, std::string_view now) {
    std::string text = good;
    return text.replace(text.find(old), old.size(), now);
  };
  for (const std::string& bad : {with("WARC/1.1", "WARC/2.0"),
                                 with("WARC/1.1", "Warc/1.1"),
                                 with("th: 5", "th: 4"),
                                 with("th: 5", "th: 6"),
                                 with("th: 5", "th: -5"),
                                 with("th: 5", "th: 5 5"),
                                 with("th: 5", "th: "),
                                 with("th: 5", "th: 5\r\nContent-length: 5"),
                                 with("Content-Length: 5\r\n", ""),
                                 with("WARC-Type: resource\r\n", ""),
                                 with("WARC-Date: ", "WARC-When: "),
                                 with("<urn:x:1>", ""),
                                 with("\r\n\r\n", "\n\n"),
                                 with("WARC-Type: ", "WARC-Type "),
                                 with("WARC-Type: ", ": "),
                                 with("WARC-Type: ", "A\x7F: b\r\nWARC-Type: "),
                                 with("resource", "resource\nA: b"),
                                 with("resource", std::string_view("a\0b", 3)),
                                 with("WARC-Type", " WARC-Type"),
                                 good + "\r\n",
                                 good + " " + good,
                                 good + "WARC/",
                                 good.substr(0, good.size() - 1),
                                 std::string("\x1F\x8B"),
                                 std::string("\x1F"),
                                 Packed(""),
                                 Packed(good + good),
                                 Packed(good + "\r\n"),
                                 Packed("WARC/1.1\r\n")})
    EXPECT_EQ(ReadBytes(bad).error().code, ErrorCode::kCorrupt) << ToPrintable(bad);
}

TEST_F(WarcReaderTest, SaysWhereItBreaks) {
  const std::string good = Packed(Plain("hello"));
  const auto read = ReadBytes(good + good + "garbage" + good);
  EXPECT_EQ(read.error().what,
            fmt::format("{}, offset {}: neither a record nor a gzip member begins here",
                        (folder() / "foreign.warc").native(), 2 * good.size()));
}

TEST_F(WarcReaderTest, NeverHoldsMoreThanTheLimit) {
  const auto refused = [this](const std::string& bytes) {
    return Read(Put(bytes), /*record_bytes=*/1000).error().code;
  };
  EXPECT_TRUE(Read(Put(Packed(Plain(std::string(1000, 'x')))), 1000).ok());
  EXPECT_EQ(refused(Packed(Plain(std::string(1001, 'x')))), ErrorCode::kExhausted);
  std::string huge = Plain("x");
  huge.replace(huge.find("th: 1"), 5, "th: 99999999999999999999999");
  EXPECT_EQ(refused(huge), ErrorCode::kExhausted);
  EXPECT_EQ(refused(Packed(Plain("x") + std::string(20U << 20U, '\n'))), ErrorCode::kCorrupt);
  EXPECT_EQ(refused(Packed("WARC/1.1\r\nA: " + std::string(20U << 20U, 'a'))), ErrorCode::kCorrupt);
}

TEST_F(WarcReaderTest, PassesOnWhatTheVisitorSaysAndWhatTheSystemSays) {
  const auto stop = [](const WarcRecord&) -> Status {
    return Error{ErrorCode::kCancelled, "enough"};
  };
  const fs::path file = Put(Plain("one") + "garbage");
  EXPECT_EQ(ReadWarc(file, stop).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(ReadWarcRecord(file, fs::file_size(file), stop).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ReadWarcRecord(file, 3, stop).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ReadWarc(folder(), stop).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ReadWarc(folder() / "none", stop).error().code, ErrorCode::kNotFound);
  const fs::path fifo = folder() / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(ReadWarc(fifo, stop).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(WarcReaderTest, AnyByteThatChangesIsNoticedOrChangesNothing) {
  const std::string bytes = Ours();
  const auto records = ReadBytes(bytes).value();
  std::size_t noticed = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x10U, 0x80U, 0xFFU}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ flip);
      const auto read = ReadBytes(damaged);
      EXPECT_TRUE(!read.ok() || read.value() == records) << "byte " << at << ", flip " << flip;
      noticed += read.ok() ? 0U : 1U;
    }
  }
  EXPECT_GT(noticed, 4 * (bytes.size() - 3 * 10)) << "all but what gzip keeps for itself";
}

TEST_F(WarcReaderTest, AFileThatWasCutGivesWholeRecordsOnly) {
  const std::string bytes = Ours();
  const auto records = ReadBytes(bytes).value();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    std::size_t seen = 0;
    const Status read = ReadWarc(Put(bytes.substr(0, size)), [&](const WarcRecord& record) {
      EXPECT_EQ(Kept(record), records.at(seen++));
      return Status(Done{});
    });
    const bool is_between = size == 0 || std::ranges::count(records, size, &ReadRecord::offset) > 0;
    EXPECT_EQ(read.ok(), is_between) << size;
  }
}

class WarcRecoveryTest : public WarcFixture {
 protected:
  static void Put(WarcWriter& writer, std::string_view body) {
    ASSERT_TRUE(writer.Add(Answer("http://a.example/", body), {}).ok());
  }
  [[nodiscard]] std::string Content(const std::string& name) const {
    return ReadFile(folder() / name, 1U << 20U).value();
  }
};

TEST_F(WarcRecoveryTest, WhatWasNeverAccountedForIsGone) {
  WarcWriter killed = Open();
  Put(killed, "kept");
  const WarcEnd end = killed.Sync().value();
  const std::string kept = Content(end.file);
  EXPECT_EQ(end.bytes, kept.size());
  Put(killed, "lost");
  std::ofstream(folder() / end.file, std::ios::app) << "\x1F\x8Bhalf a member";
  std::ofstream(folder() / "assay-20260115102030124-00001.warc.gz") << "later";
  std::ofstream(folder() / "assay-20260115102030124-00000.warc.gz") << "beside";
  const std::vector<std::string> foreign = {"assay-20260115-00009.warc.gz", "assay.warc.gz",
                                            "assay-20260115102030124-00001.warc.gz.bak"};
  for (const std::string& name : foreign) std::ofstream(folder() / name) << "not ours";
  WarcWriter next = Open(end);
  EXPECT_EQ(Content(end.file), kept);
  EXPECT_EQ(Names().size(), 1 + foreign.size());
  Put(next, "goes on");
  EXPECT_EQ(next.Sync().value().file, end.file);
  const auto records = Read(folder() / end.file).value();
  ASSERT_EQ(records.size(), 5U);
  EXPECT_TRUE(records[4].block.ends_with("goes on"));
  EXPECT_EQ(records[4]["WARC-Warcinfo-ID"], records[0]["WARC-Record-ID"]);
}

TEST_F(WarcRecoveryTest, WithNothingAccountedForNothingOfOursStays) {
  WarcWriter killed = Open();
  EXPECT_EQ(killed.Sync().value().file, "");
  Put(killed, "lost");
  WarcWriter next = Open();
  EXPECT_TRUE(Names().empty());
  Put(next, "first");
  EXPECT_EQ(Read(folder() / next.Sync().value().file).value().size(), 3U);
}

TEST_F(WarcRecoveryTest, SerialsGoOnBehindTheLastFile) {
  WarcWriter writer = Open({}, /*file_bytes=*/1);
  Put(writer, "one");
  Put(writer, "two");
  const WarcEnd end = writer.Sync().value();
  WarcWriter next = Open(end, /*file_bytes=*/1);
  Put(next, "three");
  EXPECT_EQ(next.Sync().value().file, "assay-20260115102030123-00002.warc.gz");
  EXPECT_EQ(Names().size(), 3U);
}

TEST_F(WarcRecoveryTest, LessThanWasAccountedForIsCorruptAndStaysAsItIs) {
  WarcWriter writer = Open();
  Put(writer, "kept");
  WarcEnd end = writer.Sync().value();
  const std::string kept = Content(end.file);
  std::ofstream(folder() / "assay-20260115102030124-00001.warc.gz") << "later";
  ++end.bytes;
  EXPECT_EQ(WarcWriter::Open(folder(), {}, end).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(
      WarcWriter::Open(folder(), {}, {"assay-20260115102030123-00007.warc.gz", 1}).error().code,
      ErrorCode::kCorrupt);
  std::ofstream(folder() / end.file, std::ios::in | std::ios::out) << "XX";
  --end.bytes;
  EXPECT_EQ(WarcWriter::Open(folder(), {}, end).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(Content(end.file).size(), kept.size());
  EXPECT_EQ(Names().size(), 2U);
}

TEST_F(WarcRecoveryTest, ANameThatLeadsElsewhereIsRefused) {
  fs::create_directories(folder());
  const fs::path outside = folder().parent_path() / "assay-20260115102030123-00000.warc.gz";
  std::ofstream(outside) << "untouched";
  for (const std::string& name :
       {"../" + outside.filename().native(), outside.native(), std::string("/etc/passwd"),
        std::string("."), std::string("assay-20260115102030123-0000.warc.gz"),
        std::string("assay-20260115102030123-000001.warc.gz"),
        std::string("assay-20260115102030123-0000x.warc.gz"),
        std::string("assay-2026011510203012x-00000.warc.gz"),
        std::string("assay-20260115102030123-99999999999999999999.warc.gz")})
    EXPECT_EQ(WarcWriter::Open(folder(), {}, {name, 1}).error().code, ErrorCode::kInvalidArgument)
        << name;
  fs::create_symlink(outside, folder() / outside.filename());
  EXPECT_FALSE(WarcWriter::Open(folder(), {}, {outside.filename(), 1}).ok());
  EXPECT_EQ(ReadFile(outside, 100).value(), "untouched");
}

TEST_F(WarcRecoveryTest, NeverWritesIntoAFileItDidNotMakeAndStopsAfterAFailure) {
  WarcWriter writer = Open();
  const fs::path outside = folder().parent_path() / "target";
  std::ofstream(outside) << "untouched";
  fs::create_symlink(outside, folder() / "assay-20260115102030123-00000.warc.gz");
  const auto added = writer.Add(Answer("http://a.example/", "x"), {});
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(ReadFile(outside, 100).value(), "untouched");
  fs::remove(folder() / "assay-20260115102030123-00000.warc.gz");
  EXPECT_EQ(writer.Add(Answer("http://a.example/", "x"), {}).error().what, added.error().what);
  EXPECT_EQ(writer.Sync().error().what, added.error().what);
  EXPECT_TRUE(Open().Add(Answer("http://a.example/", "x"), {}).ok());
}

/// No file grows past so many bytes, as on a disk that is full.
void LimitFileSize(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

TEST_F(WarcRecoveryTest, ARecordThatFoundNoRoomLeavesNoHalfOfIt) {
  WarcWriter writer = Open();
  ASSERT_TRUE(writer.Add(Answer("http://a.example/", "x"), {}).ok());
  const WarcEnd end = writer.Sync().value();
  std::string noise;  // more than the writer's buffer, and nothing packs it
  for (unsigned at = 0; noise.size() < (1U << 18U); ++at)
    noise += AsText(Sha256(fmt::to_string(at)).bytes);
  LimitFileSize(end.bytes + (1U << 17U));
  const auto full = writer.Add(Answer("http://a.example/noise", noise), {});
  LimitFileSize(RLIM_INFINITY);
  ASSERT_FALSE(full.ok());
  const auto records = Read(folder() / end.file);
  ASSERT_TRUE(records.ok()) << records.error().what;
  EXPECT_EQ(records.value().size(), 4U);  // warcinfo, request, response, and the second request
  EXPECT_TRUE(Open(end).Add(Answer("http://a.example/noise", noise), {}).ok());
}

}  // namespace
}  // namespace assay::acquire
