// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/fetcher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "assay/acquire/fetcher_testing_internal.h"

namespace assay::acquire {
namespace {

using internal::Always;
using internal::Coded;
using internal::Fetch;
using internal::FetcherWith;
using internal::Finish;
using internal::kAgent;
using internal::kGzip;
using internal::Local;
using internal::Ok;
using internal::Once;
using internal::Peer;
using internal::PermitFor;
using internal::TestServer;
using internal::Text;
using rights::FetchFailure;

// ---- what is asked and answered ----

TEST(Fetcher, KeepsRequestHeadAndBodyAsTheyWere) {
  std::string asked;
  const std::string head =
      "HTTP/1.1 200  Sure thing\r\nServer:x\r\nX-Two: a\r\nx-two:  b \r\nContent-Length: 5\r\n\r\n";
  TestServer server([&](Peer& peer) {
    asked = peer.ReadHead();
    peer.Write(head + "bytes");
  });
  const Exchange got = Fetch(Local(), server.Url("/a/../b?c=%7e#d"));
  EXPECT_EQ(got.failure, FetchFailure::kNone) << got.problem;
  EXPECT_EQ(got.url, server.Url("/a/../b?c=%7e#d"));
  EXPECT_EQ(got.request, asked);
  EXPECT_EQ(got.request, fmt::format("GET /a/../b?c=%7e HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n"
                                     "User-Agent: {}\r\nAccept: */*\r\n"
                                     "Accept-Encoding: gzip\r\n\r\n",
                                     server.port(), kAgent));
  EXPECT_EQ(got.head.text, head);
  EXPECT_EQ(got.head.status, 200);
  ASSERT_EQ(got.head.headers.size(), 4U);
  EXPECT_EQ(got.head.headers[2].name, "x-two");
  EXPECT_EQ(got.head.headers[2].value, "b");
  EXPECT_EQ(got.head.Header("X-TWO"), "a");
  EXPECT_EQ(got.head.Header("Age"), "");
  EXPECT_EQ(Text(got.body), "bytes");
  EXPECT_FALSE(got.is_encoded);
  EXPECT_EQ(got.cut, Cut::kNone);
  EXPECT_EQ(got.address, "127.0.0.1");
  EXPECT_EQ(got.protocol, "http/1.1");
}

TEST(Fetcher, TransferCodingIsTakenOffAndTrailersAreNoHead) {
  TestServer server(
      Always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n"
             "4\r\nbyte\r\n1\r\ns\r\n0\r\nX-End: 1\r\n\r\n"));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(Text(got.body), "bytes");
  EXPECT_EQ(got.head.Header("X-End"), "");
  EXPECT_TRUE(got.head.text.ends_with("Trailer: X-End\r\n\r\n"));
}

TEST(Fetcher, InterimHeadsAreNotTheAnswer) {
  TestServer server(Always("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + Ok("bytes")));
  int heads = 0;
  const Exchange got = Fetch(Local(), server.Url("/"), {}, [&heads](const Head& head) {
    ++heads;
    return head.status == 200;
  });
  EXPECT_EQ(heads, 1);
  EXPECT_EQ(got.head.Header("Link"), "");
  EXPECT_EQ(Text(got.body), "bytes");
}

TEST(Fetcher, RedirectsAreAnswersAndAreNotFollowed) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (!peer.ReadHead().empty()) {
      ++requests;
      peer.Write(
          "HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
    }
  });
  const Exchange got = Fetch(Local(), server.Url("/a"));
  EXPECT_EQ(got.head.status, 302);
  EXPECT_EQ(got.head.Header("location"), "/b");
  EXPECT_EQ(requests, 1);
}

TEST(Fetcher, AsksAgainOnlyForWhatHasChanged) {
  TestServer server(Always("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"));
  const Exchange got = Fetch(Local(), server.Url("/"), {"\"x\"", "Sun, 22 Nov 2026 10:00:00 GMT"});
  EXPECT_EQ(got.failure, FetchFailure::kNone) << got.problem;
  EXPECT_EQ(got.head.status, 304);
  EXPECT_NE(got.request.find("\r\nIf-None-Match: \"x\"\r\n"), std::string::npos);
  EXPECT_NE(got.request.find("\r\nIf-Modified-Since: Sun, 22 Nov 2026 10:00:00 GMT\r\n"),
            std::string::npos);
}

TEST(Fetcher, AValidatorThatWouldNotStayOnItsLineIsNotSent) {
  TestServer server(Always(Ok("")));
  const Exchange got = Fetch(Local(), server.Url("/"), {"\"x\"\r\nCookie: a=b", "Sun\nX: y"});
  EXPECT_EQ(got.request.find("Cookie"), std::string::npos);
  EXPECT_EQ(got.request.find("If-"), std::string::npos);
  EXPECT_EQ(got.request.find("X: y"), std::string::npos);
}

TEST(Fetcher, CookiesAreNeitherKeptNorSent) {
  std::vector<std::string> asked;
  TestServer server([&](Peer& peer) {
    for (int i = 0; i < 2; ++i) {
      asked.push_back(peer.ReadHead());
      peer.Write(Ok("", "Set-Cookie: a=b; Path=/\r\n"));
    }
  });
  Fetcher fetcher = FetcherWith(Local());
  fetcher.Start(PermitFor(server.Url("/")), {}, nullptr, [&](const Exchange&) {
    fetcher.Start(PermitFor(server.Url("/")), {}, nullptr, [](const Exchange&) {});
  });
  Finish(fetcher);
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0], asked[1]);
}

TEST(Fetcher, AProbeAsksForItsFile) {
  TestServer server(Always(Ok("User-agent: *\nDisallow: /\n")));
  Fetcher fetcher = FetcherWith(Local());
  Exchange got;
  auto probe = policy::PermitProbe::For(server.Url(""), policy::WellKnown::kRobots);
  fetcher.Start(std::move(probe).value(), [&got](Exchange e) { got = std::move(e); });
  Finish(fetcher);
  EXPECT_EQ(got.url, server.Url("/robots.txt"));
  EXPECT_EQ(Text(got.body), "User-agent: *\nDisallow: /\n");
}

// ---- Content-Encoding ----

TEST(Fetcher, GzipIsKeptAsItCameAndDecodedBeside) {
  const std::string coded = Coded("<html>bytes</html>", kGzip);
  TestServer server(Always(Ok(coded, "Content-Encoding: gzip\r\n")));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(Text(got.body), coded);
  EXPECT_TRUE(got.is_encoded);
  EXPECT_EQ(Text(got.content), "<html>bytes</html>");
  EXPECT_EQ(AsText(got.payload()), "<html>bytes</html>");
}

TEST(Fetcher, AnUnknownCodingIsLeftAlone) {
  TestServer server(Always(Ok("?????", "Content-Encoding: br\r\n")));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kNone);
  EXPECT_FALSE(got.is_encoded);
  EXPECT_TRUE(got.content.empty());
  EXPECT_EQ(AsText(got.payload()), "?????");
}

TEST(Fetcher, ABombEndsAtTheLimit) {
  const std::string bomb = Coded(std::string(16U << 20U, '\0'), kGzip);
  TestServer server(Once(Ok(bomb, "Content-Encoding: gzip\r\n")));
  FetcherOptions options = Local();
  options.limits.decoded_bytes = 1U << 20U;
  const Exchange got = Fetch(options, server.Url("/"));
  EXPECT_EQ(got.cut, Cut::kLength);
  EXPECT_LE(got.content.capacity(), 1U << 20U);
}

TEST(Fetcher, WhatDoesNotDecodeIsACutBody) {
  for (const std::string& body : {std::string("<html>"), Coded("bytes", kGzip).substr(0, 20)}) {
    TestServer server(Always(Ok(body, "Content-Encoding: gzip\r\n")));
    const Exchange got = Fetch(Local(), server.Url("/"));
    EXPECT_EQ(got.failure, FetchFailure::kCutBody);
    EXPECT_EQ(Text(got.body), body);
  }
}

TEST(Fetcher, AnEmptyBodyHasNoCoding) {
  TestServer server(Always("HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kNone);
  EXPECT_FALSE(got.is_encoded);
}

}  // namespace
}  // namespace assay::acquire
