// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/warc.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/warc_fixture.h"
#include "assay/core/file.h"
#include "assay/core/hash.h"

namespace assay::acquire {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUrl = "https://shop.example/page";
const Earlier kEarlier{"https://shop.example/first", "2025-12-01T00:00:00.500Z",
                       "urn:uuid:00000000-0000-4000-8000-000000000001"};

class WarcWriterTest : public WarcFixture {};

TEST_F(WarcWriterTest, AFileBeginsWithWhoMadeIt) {
  WarcWriter writer = Open();
  const WarcPlace place = writer.Add(Answer(std::string(kUrl), "hello"), {}).value();
  EXPECT_EQ(place.file, "assay-20260115102030123-00000.warc.gz");
  const ReadRecord info = Read(folder() / place.file).value().front();
  EXPECT_EQ(info["WARC-Type"], "warcinfo");
  EXPECT_EQ(info["WARC-Date"], "2026-01-15T10:20:30.123Z");
  EXPECT_EQ(info["WARC-Filename"], place.file);
  EXPECT_EQ(info["WARC-Warcinfo-ID"], "");
  EXPECT_EQ(info["Content-Type"], "application/warc-fields");
  EXPECT_EQ(
      info.block,
      "software: assay 0.0.0\r\noperator: bot@shop.example\r\nformat: WARC File Format 1.1\r\n"
      "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/"
      "warc-1.1/\r\n");
}

TEST_F(WarcWriterTest, RequestAndResponseSayEveryFieldAndNameEachOther) {
  const auto records = RecordsOf(Answer(std::string(kUrl), "hello"));
  ASSERT_EQ(records.size(), 2U);
  const ReadRecord& request = records[0];
  const ReadRecord& response = records[1];
  EXPECT_EQ(request["WARC-Type"], "request");
  EXPECT_EQ(request["Content-Type"], "application/http;msgtype=request");
  EXPECT_EQ(request.block, Answer("", "").request);
  EXPECT_EQ(request["WARC-Payload-Digest"], "");
  EXPECT_EQ(response["WARC-Type"], "response");
  EXPECT_EQ(response["Content-Type"], "application/http;msgtype=response");
  EXPECT_EQ(response.block, Answer("", "").head.text + "hello");
  EXPECT_EQ(response["WARC-Payload-Digest"], "sha256:" + Sha256("hello").Hex());
  EXPECT_EQ(response["WARC-Truncated"], "");
  EXPECT_EQ(request["WARC-Concurrent-To"], response["WARC-Record-ID"]);
  EXPECT_EQ(response["WARC-Concurrent-To"], request["WARC-Record-ID"]);
  for (const ReadRecord& record : records) {
    EXPECT_EQ(record["WARC-Target-URI"], kUrl);
    EXPECT_EQ(record["WARC-Date"], "2026-01-15T10:20:30.123Z");
    EXPECT_EQ(record["WARC-IP-Address"], "192.0.2.7");
    EXPECT_EQ(record["WARC-Protocol"], "http/1.1");
    EXPECT_EQ(record["WARC-Block-Digest"], "sha256:" + Sha256(record.block).Hex());
    EXPECT_EQ(record["Content-Length"], std::to_string(record.block.size()));
    EXPECT_NE(record["WARC-Warcinfo-ID"], "");
  }
}

// RFC 9562, section 5.4: the version is 4, the variant 10.
TEST_F(WarcWriterTest, RecordIdsAreRandomAndNeverTheSame) {
  const std::regex form(
      "<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>");
  WarcWriter writer = Open();
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(writer.Add(Answer(std::string(kUrl), ""), {}).ok());
  std::set<std::string> ids;
  const auto records = Read(folder() / Names().front()).value();
  for (const ReadRecord& record : records) {
    EXPECT_TRUE(std::regex_match(record["WARC-Record-ID"], form)) << record["WARC-Record-ID"];
    ids.insert(record["WARC-Record-ID"]);
  }
  EXPECT_EQ(ids.size(), 101U);
}

// ISO 28500:2017, section 6.7.2.
TEST_F(WarcWriterTest, TheSamePayloadAgainIsARevisitWithItsHeadOnly) {
  const ReadRecord revisit = RecordsOf(Answer(std::string(kUrl), "hello"), kEarlier).back();
  EXPECT_EQ(revisit["WARC-Type"], "revisit");
  EXPECT_EQ(revisit["WARC-Profile"],
            "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest");
  EXPECT_EQ(revisit["WARC-Refers-To-Target-URI"], kEarlier.url);
  EXPECT_EQ(revisit["WARC-Refers-To-Date"], kEarlier.date);
  EXPECT_EQ(revisit["WARC-Refers-To"], "<" + kEarlier.record + ">");
  EXPECT_EQ(revisit["WARC-Payload-Digest"], "sha256:" + Sha256("hello").Hex());
  EXPECT_EQ(revisit["WARC-Truncated"], "length");
  EXPECT_EQ(revisit.block, Answer("", "").head.text);
}

// ISO 28500:2017, section 6.7.3.
TEST_F(WarcWriterTest, NotModifiedIsARevisitWhetherOrNotTheEarlierOneIsKnown) {
  Exchange exchange = Answer(std::string(kUrl), "");
  exchange.head.status = 304;
  exchange.head.text = "HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n";
  const ReadRecord known = RecordsOf(exchange, kEarlier).back();
  const ReadRecord unknown = RecordsOf(exchange).back();
  for (const ReadRecord& revisit : {known, unknown}) {
    EXPECT_EQ(revisit["WARC-Type"], "revisit");
    EXPECT_EQ(revisit["WARC-Profile"],
              "http://netpreserve.org/warc/1.1/revisit/server-not-modified");
    EXPECT_EQ(revisit["WARC-Payload-Digest"], "");
    EXPECT_EQ(revisit["WARC-Truncated"], "");
    EXPECT_EQ(revisit.block, exchange.head.text);
  }
  EXPECT_EQ(known["WARC-Refers-To-Date"], kEarlier.date);
  EXPECT_EQ(unknown["WARC-Refers-To-Date"], "");
}

// ISO 28500:2017, section 5.13, has four reasons.
TEST_F(WarcWriterTest, WhatWasCutSaysWhyAndHasNoPayloadDigest) {
  using rights::FetchFailure;
  struct Case {
    Cut cut;
    FetchFailure failure;
    std::string_view reason;
  };
  for (const Case& each : {Case{Cut::kLength, FetchFailure::kNone, "length"},
                           Case{Cut::kTime, FetchFailure::kTimeout, "time"},
                           Case{Cut::kDisconnect, FetchFailure::kCutBody, "disconnect"},
                           Case{Cut::kRefused, FetchFailure::kNone, "unspecified"},
                           Case{Cut::kNone, FetchFailure::kTimeout, "time"},
                           Case{Cut::kNone, FetchFailure::kCutBody, "disconnect"},
                           Case{Cut::kNone, FetchFailure::kTls, "unspecified"}}) {
    Exchange exchange = Answer(std::string(kUrl), "hel");
    exchange.cut = each.cut;
    exchange.failure = each.failure;
    const ReadRecord response = RecordsOf(exchange).back();
    EXPECT_EQ(response["WARC-Type"], "response");
    EXPECT_EQ(response["WARC-Truncated"], each.reason);
    EXPECT_EQ(response["WARC-Payload-Digest"], "");
    EXPECT_TRUE(response.block.ends_with("\r\n\r\nhel"));
    EXPECT_EQ(Open().Add(exchange, kEarlier).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST_F(WarcWriterTest, AFailureBeforeTheAnswerIsARequestAndTheReason) {
  Exchange exchange = Answer(std::string(kUrl), "");
  exchange.head = {};
  exchange.failure = rights::FetchFailure::kTimeout;
  exchange.problem = "nothing came for 20 s\r\nWARC-Type: response";
  exchange.took = std::chrono::milliseconds(20'001);
  const auto records = RecordsOf(exchange);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0]["WARC-Type"], "request");
  EXPECT_EQ(records[0]["WARC-Concurrent-To"], "");
  EXPECT_EQ(records[1]["WARC-Type"], "metadata");
  EXPECT_EQ(records[1]["WARC-Target-URI"], kUrl);
  EXPECT_EQ(records[1]["WARC-Concurrent-To"], records[0]["WARC-Record-ID"]);
  EXPECT_EQ(records[1].block,
            "failure: timeout\r\nproblem: nothing came for 20 s\\x0d\\x0aWARC-Type: response\r\n"
            "fetchTimeMs: 20001\r\n");
  exchange.request.clear();
  EXPECT_EQ(RecordsOf(exchange).size(), 1U);
}

TEST_F(WarcWriterTest, MetadataKeepsWhatWasConcluded) {
  WarcWriter writer = Open();
  const WarcPlace place =
      writer.AddMetadata(std::string(kUrl), "2026-01-15T10:20:30Z", {{"verdict", "deny"}}).value();
  EXPECT_EQ(place.file, "assay-20260115102030000-00000.warc.gz");
  const ReadRecord record = Read(folder() / place.file).value().back();
  EXPECT_EQ(record["WARC-Type"], "metadata");
  EXPECT_EQ(record["WARC-Date"], "2026-01-15T10:20:30Z");
  EXPECT_EQ(record["Content-Type"], "application/warc-fields");
  EXPECT_EQ(record.block, "verdict: deny\r\n");
}

TEST_F(WarcWriterTest, RefusesWhatCannotBeSaid) {
  WarcWriter writer = Open();
  const std::string date = "2026-01-15T10:20:30Z";
  const auto refused = ErrorCode::kInvalidArgument;
  EXPECT_EQ(writer.Add(Answer("", ""), {}).error().code, refused);
  const std::string longest = "http://a.example/" + std::string((64U << 10U) - 17, '<');
  EXPECT_EQ(writer.Add(Answer(longest + "a", ""), {}).error().code, refused);
  const auto added = writer.Add(Answer(longest, ""), Earlier{longest, date});
  EXPECT_EQ(Read(folder() / added.value().file).value().size(), 3U);
  EXPECT_EQ(writer.Add(Answer("http://a.example/", ""), Earlier{"http://a.example/", "then"})
                .error()
                .code,
            refused);
  EXPECT_EQ(writer.AddMetadata("", date, {}).error().code, refused);
  for (const char* no_date :
       {"", "2026-01-15", "2026-01-15T10:20:30+01:00", "2026-01-15T10:20:30.Z",
        "2026-01-15T10:20:30.1234567890Z", "2026-01-15T10:20:30Z\r\nA: b"})
    EXPECT_EQ(writer.AddMetadata(std::string(kUrl), no_date, {}).error().code, refused) << no_date;
  for (const char* no_name : {"", "a b", "a:b", "a\r\nb", "\xC3\xA4"})
    EXPECT_EQ(writer.AddMetadata(std::string(kUrl), date, {{no_name, "x"}}).error().code, refused);
  EXPECT_TRUE(writer.Add(Answer(std::string(kUrl), ""), {}).ok()) << "a refusal breaks nothing";
}

TEST_F(WarcWriterTest, NoTextOfOthersBecomesAField) {
  constexpr std::string_view kPlanted = "\r\nWARC-Planted: 1\r\n\r\n";
  Exchange exchange = Answer("http://a.example/ <\"\xC3\xA9>%20\x7F" + std::string(kPlanted), "x");
  exchange.address = "192.0.2.7" + std::string(kPlanted);
  exchange.protocol = "h2" + std::string(kPlanted);
  exchange.url.push_back('\0');
  const Earlier earlier{exchange.url, kEarlier.date, "urn:uuid:1>" + std::string(kPlanted)};
  const auto records = RecordsOf(exchange, earlier);
  ASSERT_EQ(records.size(), 2U);
  for (const ReadRecord& record : records) {
    EXPECT_EQ(record["WARC-Planted"], "");
    EXPECT_EQ(record["WARC-Target-URI"],
              "http://a.example/%20%3C%22%C3%A9%3E%20%7F%0D%0AWARC-Planted:%201%0D%0A%0D%0A%00");
  }
  EXPECT_EQ(records[1]["WARC-Refers-To-Target-URI"], records[1]["WARC-Target-URI"]);
}

TEST_F(WarcWriterTest, HeadsAreToldSoThatReadersOfHttp11UnderstandThem) {
  Exchange exchange = Answer(std::string(kUrl), "5\r\nhello\r\n0\r\n\r\n");
  exchange.protocol = "h2";
  exchange.request = "GET /page HTTP/2\r\nHost: shop.example";
  exchange.head.text = "HTTP/2 200\r\ntransfer-Encoding : chunked\r\n \t\r\nX-Note: HTTP/2\r\n\r\n";
  const auto records = RecordsOf(exchange);
  EXPECT_EQ(records[0].block, "GET /page HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  EXPECT_EQ(records[1]["WARC-Protocol"], "h2");
  EXPECT_EQ(records[1].block,
            "HTTP/1.1 200 \r\nX-Archive-Orig-transfer-Encoding : chunked\r\nX-Note: HTTP/2\r\n\r\n"
            "5\r\nhello\r\n0\r\n\r\n");
}

TEST_F(WarcWriterTest, APlaceLeadsToItsRecordAlone) {
  WarcWriter writer = Open();
  std::vector<WarcPlace> places;
  for (const char* body : {"one", "two", "three"})
    places.push_back(writer.Add(Answer(std::string(kUrl), body), {}).value());
  std::string seen;
  const Status read =
      ReadWarcRecord(folder() / places[1].file, places[1].offset, [&](const WarcRecord& record) {
        seen += AsText(record.block);
        EXPECT_EQ(record.Header("warc-record-id"), "<" + places[1].record + ">");
        return Status(Done{});
      });
  EXPECT_TRUE(read.ok());
  EXPECT_EQ(seen, Answer("", "").head.text + "two");
  EXPECT_EQ(places[2].offset + places[2].bytes, fs::file_size(folder() / places[2].file));
}

TEST_F(WarcWriterTest, OnlyWhatShrinksIsPacked) {
  constexpr std::size_t kSize_bytes = 300'000;
  std::mt19937 random(1);
  std::string dense;
  while (dense.size() < kSize_bytes) dense.push_back(static_cast<char>(random()));
  const std::string sparse(kSize_bytes, 'a');
  WarcWriter writer = Open();
  for (const std::string& body : {dense, sparse, dense + sparse + dense, sparse + dense + sparse}) {
    const WarcPlace place = writer.Add(Answer(std::string(kUrl), body), {}).value();
    const auto records = Read(folder() / place.file).value();
    EXPECT_TRUE(records.back().block.ends_with("\r\n\r\n" + body));
    EXPECT_LT(place.bytes, body.size() + body.size() / 500 + 1000);
    EXPECT_EQ(place.bytes < kSize_bytes / 100, body == sparse);
  }
}

TEST_F(WarcWriterTest, ANewFileBeginsBeyondTheLimitAndAnExchangeStaysWhole) {
  WarcWriter writer = Open({}, /*file_bytes=*/1);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(writer.Add(Answer(std::string(kUrl), "x"), {}).ok());
  EXPECT_EQ(Names(), (std::vector<std::string>{"assay-20260115102030123-00000.warc.gz",
                                               "assay-20260115102030123-00001.warc.gz",
                                               "assay-20260115102030123-00002.warc.gz"}));
  std::set<std::string> infos;
  for (const std::string& name : Names()) {
    const auto records = Read(folder() / name).value();
    ASSERT_EQ(records.size(), 3U);
    for (const auto& record : {records[1], records[2]})
      EXPECT_EQ(record["WARC-Warcinfo-ID"], records[0]["WARC-Record-ID"]);
    infos.insert(records[0]["WARC-Record-ID"]);
  }
  EXPECT_EQ(infos.size(), 3U);
}

/// For tests/e2e/warc_readers.py, which gives ASSAY_KEEP_WARC=DIR: exchanges of every kind, each
/// under an address that says what to expect of it.
TEST_F(WarcWriterTest, KeepsExchangesForOtherReaders) {
  const char* kept = std::getenv("ASSAY_KEEP_WARC");  // NOLINT(concurrency-mt-unsafe)
  const fs::path out = kept != nullptr ? fs::path(kept) : folder();
  auto writer = WarcWriter::Open(out, {"assay 0.0.0", "bot@shop.example", 4096}, {}).value();
  std::string every_byte;
  for (int i = 0; i < 20'000; ++i) every_byte.push_back(static_cast<char>(i * i / 7));
  const auto put = [&](const Exchange& added, const std::optional<Earlier>& earlier = {}) {
    ASSERT_TRUE(writer.Add(added, earlier).ok());
  };
  put(Answer("http://shop.example/plain", "hello"));
  put(Answer("http://shop.example/binary", every_byte));
  put(Answer("http://shop.example/again", "hello"),
      Earlier{"http://shop.example/plain", "2026-01-15T10:20:30.123Z"});
  Exchange exchange = Answer("http://shop.example/h2", "second version");
  exchange.head.text = "HTTP/2 200 \r\ncontent-type: text/plain\r\n\r\n";
  exchange.protocol = "h2";
  put(exchange);
  exchange = Answer("http://shop.example/chunked", "5\r\nhello\r\n0\r\n\r\n");
  exchange.head.text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  put(exchange);
  exchange = Answer("http://shop.example/cut", "the first ha");
  exchange.head.text = "HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n";
  exchange.cut = Cut::kLength;
  put(exchange);
  exchange = Answer("http://shop.example/unmodified", "");
  exchange.head.status = 304;
  exchange.head.text = "HTTP/1.1 304 Not Modified\r\n\r\n";
  put(exchange, Earlier{"http://shop.example/plain", "2026-01-15T10:20:30.123Z"});
  exchange = Answer("http://shop.example/dead", "");
  exchange.head = {};
  exchange.failure = rights::FetchFailure::kConnect;
  put(exchange);
  put(Answer("http://shop.example/a b<\xC3\xA9>", "odd address"));
  put(Answer("http://shop.example/\r\nWARC-Type: resource", "hostile address"));
  ASSERT_TRUE(writer.Sync().ok());
  EXPECT_GT(std::distance(fs::directory_iterator(out), fs::directory_iterator()), 1);
}

TEST(Furthest, TheLaterFileCountsThenMoreOfIt) {
  const WarcEnd none;
  const WarcEnd first{"assay-20260115102030123-00001.warc.gz", 900};
  const WarcEnd more{"assay-20260115102030123-00001.warc.gz", 1'000};
  const WarcEnd second{"assay-20250115102030123-00002.warc.gz", 10};  // the clock went back
  EXPECT_EQ(Furthest(none, first).bytes, 900U);
  EXPECT_EQ(Furthest(more, first).bytes, 1'000U);
  EXPECT_EQ(Furthest(first, second).file, second.file);
  EXPECT_EQ(Furthest(second, more).file, second.file);
}

}  // namespace
}  // namespace assay::acquire
