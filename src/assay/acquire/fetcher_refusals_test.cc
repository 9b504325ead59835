// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/fetcher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "assay/acquire/fetcher_testing_internal.h"

namespace assay::acquire {
namespace {

using internal::Always;
using internal::Fetch;
using internal::FetcherWith;
using internal::Finish;
using internal::Local;
using internal::Now;
using internal::Ok;
using internal::Peer;
using internal::PermitFor;
using internal::TestServer;
using internal::Text;
using rights::FetchFailure;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Fetcher, AddressesThatAreNotPublicAreNotConnectedTo) {
  TestServer server(Always(Ok("secret")));
  FetcherOptions options = Local();
  options.addresses = {};
  const std::string port = std::to_string(server.port());
  options.resolve = {"inside.example:" + port + ":127.0.0.1"};
  for (const std::string& url :
       {server.Url("/"), "http://inside.example:" + port + "/", "http://2130706433:" + port + "/",
        "http://0x7f.1:" + port + "/", "http://[::ffff:127.0.0.1]:" + port + "/"}) {
    const Exchange got = Fetch(options, url);
    EXPECT_EQ(got.failure, FetchFailure::kConnect) << url;
    EXPECT_NE(got.problem.find("127.0.0.1 is no public address"), std::string::npos)
        << url << ": " << got.problem;
    EXPECT_EQ(got.request, "");
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(Fetcher, NamesOfTheOptionsHoldForEveryRequest) {
  TestServer server(Always(Ok("bytes")));
  FetcherOptions options = Local();
  options.resolve = {fmt::format("a.example:{}:127.0.0.1", server.port()),
                     fmt::format("b.example:{}:127.0.0.1", server.port())};
  Fetcher fetcher = FetcherWith(options);
  int good = 0;
  for (const char* host : {"a.example", "b.example", "A.example"})
    fetcher.Start(PermitFor(fmt::format("http://{}:{}/", host, server.port())), {}, nullptr,
                  [&good](const Exchange& got) { good += got.head.status == 200 ? 1 : 0; });
  Finish(fetcher);
  EXPECT_EQ(good, 3);
}

TEST(Fetcher, APermitThatNoLongerHoldsSendsNothing) {
  TestServer server(Always(Ok("bytes")));
  Fetcher fetcher = FetcherWith(Local());
  Exchange got;
  fetcher.Start(PermitFor(server.Url("/"), Now() - std::chrono::minutes{2}), {}, nullptr,
                [&got](Exchange exchange) { got = std::move(exchange); });
  EXPECT_EQ(fetcher.in_flight(), 1U);
  Finish(fetcher);
  EXPECT_EQ(got.failure, FetchFailure::kConnect);
  EXPECT_EQ(got.url, server.Url("/"));
  EXPECT_NE(got.problem.find("permit"), std::string::npos);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Fetcher, APermitThatEndsWhileItWaitsSendsNothing) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (!peer.ReadHead().empty()) {
      ++requests;
      std::this_thread::sleep_for(milliseconds{1100});
      peer.Write(Ok("bytes"));
    }
  });
  Fetcher fetcher = FetcherWith(Local());
  Exchange second;
  fetcher.Start(PermitFor(server.Url("/1")), {}, nullptr, [](const Exchange&) {});
  fetcher.Start(PermitFor(server.Url("/2"), Now() - seconds{59}), {}, nullptr,
                [&second](Exchange exchange) { second = std::move(exchange); });
  Finish(fetcher);
  EXPECT_EQ(second.failure, FetchFailure::kConnect);
  EXPECT_NE(second.problem.find("permit"), std::string::npos) << second.problem;
  EXPECT_EQ(requests, 1);
}

TEST(Fetcher, WhatIsNoPlainHttpAddressIsNotAsked) {
  TestServer server(Always(Ok("bytes")));
  const std::string port = std::to_string(server.port());
  for (const std::string& url :
       {std::string(), std::string("/relative"), "127.0.0.1:" + port, "//127.0.0.1:" + port + "/",
        "http:/127.0.0.1:" + port + "/", "http:///127.0.0.1:" + port + "/",
        "ftp://127.0.0.1:" + port + "/", "gopher://127.0.0.1:" + port + "/",
        std::string("file:///etc/passwd"), "http://me:pw@127.0.0.1:" + port + "/",
        "http://me@127.0.0.1:" + port + "/", "http://127.0.0.1:" + port + "/a b",
        "http://127.0.0.1:" + port + "/\r\nX: y", " http://127.0.0.1:" + port + "/",
        std::string("http://127.0.0.1:99999/"), std::string("http://"),
        "http://127.0.0.1:" + port + "/b\xC3\xBC"}) {
    const Exchange got = Fetch(Local(), url);
    EXPECT_EQ(got.failure, FetchFailure::kConnect) << url;
    EXPECT_FALSE(got.problem.empty()) << url;
    EXPECT_EQ(got.url, url);
    EXPECT_EQ(got.request, "") << url;
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(Fetcher, ARelativeAddressIsNotReadAgainstTheLastOne) {
  TestServer server(Always(Ok("bytes")));
  Fetcher fetcher = FetcherWith(Local());
  std::vector<FetchFailure> failures;
  for (const std::string& url : {server.Url("/a"), std::string("/b")}) {
    fetcher.Start(PermitFor(url), {}, nullptr,
                  [&failures](const Exchange& got) { failures.push_back(got.failure); });
    Finish(fetcher);
  }
  EXPECT_EQ(failures, (std::vector{FetchFailure::kNone, FetchFailure::kConnect}));
}

TEST(Fetcher, ANameThatNobodyKnowsIsAFailureOfTheName) {
  EXPECT_EQ(Fetch(Local(), "http://nobody.invalid/").failure, FetchFailure::kName);
}

TEST(Fetcher, WhoSpeaksNoTlsWhereItIsPromisedFailsSo) {
  TestServer server([](Peer& peer) {
    peer.Write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.WaitForClose();
  });
  const Exchange got = Fetch(Local(), fmt::format("https://127.0.0.1:{}/", server.port()));
  EXPECT_EQ(got.failure, FetchFailure::kTls) << got.problem;
  EXPECT_EQ(got.request, "");
}

TEST(Fetcher, ProxiesOfTheEnvironmentAreNotUsed) {
  TestServer proxy(Always(Ok("from the proxy")));
  TestServer server(Always(Ok("bytes")));
  setenv("http_proxy", proxy.Url("").c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  const Exchange got = Fetch(Local(), server.Url("/"));
  unsetenv("http_proxy");  // NOLINT(concurrency-mt-unsafe)
  EXPECT_EQ(Text(got.body), "bytes");
  EXPECT_EQ(proxy.connections(), 0);
}

}  // namespace
}  // namespace assay::acquire
