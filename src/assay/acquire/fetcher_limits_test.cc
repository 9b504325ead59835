// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/fetcher.h"

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <utility>

#include "assay/acquire/fetcher_testing_internal.h"

namespace assay::acquire {
namespace {

using internal::Fetch;
using internal::FetcherWith;
using internal::Finish;
using internal::Local;
using internal::Ok;
using internal::Once;
using internal::Peer;
using internal::PermitFor;
using internal::TestServer;
using internal::Text;
using internal::Then;
using rights::FetchFailure;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Fetcher, ABodyEndsAtItsLimitAndWhatCameIsKept) {
  TestServer server(Once(Ok(std::string(200'000, 'a'))));
  FetcherOptions options = Local();
  options.limits.body_bytes = 100'000;
  const Exchange got = Fetch(options, server.Url("/"));
  EXPECT_EQ(got.cut, Cut::kLength);
  EXPECT_EQ(got.failure, FetchFailure::kNone);
  EXPECT_EQ(got.body.size(), 100'000U);
  options.limits.body_bytes = 200'000;
  EXPECT_EQ(Fetch(options, server.Url("/")).cut, Cut::kNone);
}

TEST(Fetcher, ABodyThatIsShorterThanPromisedIsCut) {
  TestServer server(Once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbytes"));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kCutBody);
  EXPECT_EQ(got.cut, Cut::kDisconnect);
  EXPECT_EQ(Text(got.body), "bytes");
  EXPECT_FALSE(got.problem.empty());
}

TEST(Fetcher, ChunksWithoutAnEndAreCut) {
  TestServer server(Once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbytes\r\n"));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kCutBody);
  EXPECT_EQ(got.cut, Cut::kDisconnect);
}

TEST(Fetcher, AHeadWithoutAnEndIsCut) {
  TestServer server(Once("HTTP/1.1 200 OK\r\nServer: x\r\n"));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kCutBody);
  EXPECT_EQ(got.cut, Cut::kDisconnect);
  EXPECT_EQ(got.head.status, 0);
}

TEST(Fetcher, NoAnswerIsAFailureToConnect) {
  TestServer silent(Once(""));
  const Exchange got = Fetch(Local(), silent.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kConnect);
  EXPECT_EQ(got.cut, Cut::kNone);
  TestServer other(Once("SSH-2.0-OpenSSH\r\n"));
  EXPECT_EQ(Fetch(Local(), other.Url("/")).failure, FetchFailure::kConnect);
}

TEST(Fetcher, ASlowBodyIsCutInTime) {
  TestServer server(Once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nby", Then::kWait));
  FetcherOptions options = Local();
  options.limits.total = milliseconds{100};
  const Exchange got = Fetch(options, server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kTimeout);
  EXPECT_EQ(got.cut, Cut::kTime);
  EXPECT_EQ(Text(got.body), "by");
  EXPECT_GE(got.took, milliseconds{100});
}

TEST(Fetcher, AStallIsCutLongBeforeTheTotalTime) {
  TestServer server(Once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", Then::kWait));
  FetcherOptions options = Local();
  options.limits.stall = seconds{1};
  const Exchange got = Fetch(options, server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kTimeout);
  EXPECT_EQ(got.cut, Cut::kTime);
  EXPECT_LT(got.took, seconds{8});
}

TEST(Fetcher, NoAnswerInTimeIsNoCut) {
  TestServer server(Once("", Then::kWait));
  FetcherOptions options = Local();
  options.limits.total = milliseconds{100};
  const Exchange got = Fetch(options, server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kTimeout);
  EXPECT_EQ(got.cut, Cut::kNone);
}

TEST(Fetcher, AHeadThatIsTooLongIsRefused) {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 100; ++i) head += "X-Filler: " + std::string(90, 'x') + "\r\n";
  TestServer server(Once(head + "Content-Length: 0\r\n\r\n"));
  FetcherOptions options = Local();
  options.limits.head_bytes = 8000;
  const Exchange got = Fetch(options, server.Url("/"));
  EXPECT_EQ(got.cut, Cut::kLength);
  EXPECT_EQ(got.failure, FetchFailure::kCutBody);
  EXPECT_TRUE(got.head.headers.empty());
  EXPECT_EQ(Fetch(Local(), server.Url("/")).head.headers.size(), 101U);
}

TEST(Fetcher, ALineWithoutAnEndIsRefused) {
  TestServer server(Once("HTTP/1.1 200 OK\r\nX: " + std::string(2U << 20U, 'x'), Then::kWait));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kCutBody);
  EXPECT_EQ(got.cut, Cut::kLength);
  EXPECT_EQ(got.problem, "the head is longer than libcurl takes");
  EXPECT_TRUE(got.head.headers.empty());
}

TEST(Fetcher, InterimHeadsWithoutAnEndAreRefused) {
  std::string heads;
  for (int i = 0; i < 1000; ++i) heads += "HTTP/1.1 102 Processing\r\n\r\n";
  TestServer server(Once(heads, Then::kWait));
  FetcherOptions options = Local();
  options.limits.head_bytes = 8000;
  EXPECT_EQ(Fetch(options, server.Url("/")).cut, Cut::kLength);
}

TEST(Fetcher, AHeadWithANulIsRefused) {
  using std::string_literals::operator""s;
  TestServer server(Once("HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nContent-Length: 5\r\n\r\nbytes"s));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.failure, FetchFailure::kCutBody);
  EXPECT_EQ(got.cut, Cut::kDisconnect);
  EXPECT_TRUE(got.head.headers.empty());
  EXPECT_TRUE(got.body.empty());
}

TEST(Fetcher, OtherControlBytesStayInTheirValue) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nX-Odd: a\rX-Mine: \x1b[2Jb\r\nContent-Length: 0\r\n\r\n";
  TestServer server(Once(head));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.head.text, head);
  EXPECT_EQ(got.head.Header("X-Odd"), "a\rX-Mine: \x1b[2Jb");
  EXPECT_EQ(got.head.Header("X-Mine"), "");
}

TEST(Fetcher, FoldedLinesAreOneAndTheTextStays) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nX-Fold: a,\r\n\t b\r\nX-Next: c\r\nContent-Length: 0\r\n\r\n";
  TestServer server(Once(head));
  const Exchange got = Fetch(Local(), server.Url("/"));
  EXPECT_EQ(got.head.text, head);
  EXPECT_EQ(got.head.Header("X-Fold"), "a, b");
  EXPECT_EQ(got.head.Header("X-Next"), "c");
}

TEST(Fetcher, AHeadThatIsRefusedEndsBeforeTheBody) {
  std::promise<void> hung_up;
  TestServer server([&hung_up](Peer& peer) {
    peer.ReadHead();
    peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
    peer.WaitForClose();
    hung_up.set_value();
  });
  Fetcher fetcher = FetcherWith(Local());
  Exchange got;
  fetcher.Start(
      PermitFor(server.Url("/")), {}, [](const Head&) { return false; },
      [&got](Exchange exchange) { got = std::move(exchange); });
  Finish(fetcher);
  EXPECT_EQ(got.cut, Cut::kRefused);
  EXPECT_EQ(got.failure, FetchFailure::kNone);
  EXPECT_EQ(got.head.Header("Content-Length"), "100000000");
  EXPECT_TRUE(got.body.empty());
  EXPECT_EQ(hung_up.get_future().wait_for(seconds{5}), std::future_status::ready);
}

}  // namespace
}  // namespace assay::acquire
