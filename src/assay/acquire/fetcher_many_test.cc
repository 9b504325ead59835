// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/fetcher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <utility>

#include "assay/acquire/fetcher_testing_internal.h"

namespace assay::acquire {
namespace {

using internal::Always;
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
using std::chrono::milliseconds;

// ---- many ----

TEST(Fetcher, OneHostIsAskedOverOneConnectionThatIsKept) {
  TestServer server(Always(Ok("bytes")));
  Fetcher fetcher = FetcherWith(Local());
  int good = 0;
  for (int i = 0; i < 50; ++i)
    fetcher.Start(PermitFor(server.Url(fmt::format("/{}", i))), {}, nullptr,
                  [&good](const Exchange& got) { good += Text(got.body) == "bytes" ? 1 : 0; });
  EXPECT_EQ(fetcher.in_flight(), 50U);
  Finish(fetcher);
  EXPECT_EQ(good, 50);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Fetcher, ManyAtOnceAreNotMixedUp) {
  TestServer server([](Peer& peer) {
    for (std::string head; !(head = peer.ReadHead()).empty();)
      peer.Write(Ok(head.substr(0, head.find(" HTTP/"))));
  });
  FetcherOptions options = Local();
  options.connections_per_host = 16;
  Fetcher fetcher = FetcherWith(options);
  int good = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string path = fmt::format("/{}", i);
    fetcher.Start(PermitFor(server.Url(path)), {}, nullptr, [&good, path](const Exchange& got) {
      good += Text(got.body) == "GET " + path ? 1 : 0;
    });
  }
  Finish(fetcher);
  EXPECT_EQ(good, 500);
  EXPECT_LE(server.connections(), 16);
}

TEST(Fetcher, AHostThatDoesNotAnswerHoldsUpNoOther) {
  TestServer silent([](Peer& peer) { peer.WaitForClose(); });
  TestServer server(Always(Ok("bytes")));
  FetcherOptions options = Local();
  options.connections = 2;
  Fetcher fetcher = FetcherWith(options);
  int good = 0;
  for (int i = 0; i < 100; ++i)
    fetcher.Start(PermitFor(silent.Url("/")), {}, nullptr, [](const Exchange&) {});
  for (int i = 0; i < 3; ++i)
    fetcher.Start(PermitFor(server.Url("/")), {}, nullptr, [&good](const Exchange&) { ++good; });
  while (good < 3) ASSERT_TRUE(fetcher.Step(std::chrono::seconds{10}).ok());
  EXPECT_EQ(fetcher.in_flight(), 100U);
  EXPECT_LE(silent.connections(), 1);
}

TEST(Fetcher, AConnectionThatWasClosedMeanwhileIsOpenedAgain) {
  TestServer server(Once(Ok("bytes")));  // says nothing of closing, and closes
  Fetcher fetcher = FetcherWith(Local());
  int good = 0;
  int unanswered = 0;  // the other side's goodbye may come when the request is already out
  while (good + unanswered < 6 && good < 3) {
    fetcher.Start(PermitFor(server.Url("/")), {}, nullptr, [&](const Exchange& got) {
      good += got.head.status == 200 ? 1 : 0;
      unanswered += got.is_unanswered ? 1 : 0;
    });
    Finish(fetcher);
  }
  EXPECT_EQ(good, 3);
  EXPECT_GE(server.connections(), 3);
  EXPECT_LE(server.connections(), 3 + unanswered);  // opened to send it again, and then not used
}

TEST(Fetcher, ARequestThatMeetsAClosingConnectionIsNotSentTwice) {
  std::atomic<int> heads = 0;
  TestServer server([&heads](Peer& peer) {
    // A connection that is opened anew, and then not used, brings none.
    const auto count = [&] { heads += peer.ReadHead().empty() ? 0 : 1; };
    count();
    peer.Write(Ok("bytes"));
    count();  // and not a byte in return
  });
  Fetcher fetcher = FetcherWith(Local());
  Exchange last;
  for (int i = 0; i < 2; ++i) {
    fetcher.Start(PermitFor(server.Url("/")), {}, nullptr,
                  [&last](Exchange got) { last = std::move(got); });
    Finish(fetcher);
  }
  EXPECT_EQ(heads, 2);
  EXPECT_TRUE(last.is_unanswered);
  EXPECT_EQ(last.failure, rights::FetchFailure::kConnect);
  EXPECT_TRUE(last.request.starts_with("GET / HTTP/1.1"));
  EXPECT_EQ(last.request.find("GET", 3), std::string::npos);
}

TEST(Fetcher, CallbacksMayStartMore) {
  TestServer server(Always(Ok("bytes")));
  Fetcher fetcher = FetcherWith(Local());
  int heads = 0;
  int done = 0;
  fetcher.Start(
      PermitFor(server.Url("/1")), {},
      [&](const Head&) {
        ++heads;
        fetcher.Start(PermitFor(server.Url("/2")), {}, nullptr, [&](const Exchange&) { ++done; });
        return true;
      },
      [&](const Exchange&) {
        ++done;
        fetcher.Start(PermitFor("no address"), {}, nullptr, [&](const Exchange&) { ++done; });
      });
  Finish(fetcher);
  EXPECT_EQ(heads, 1);
  EXPECT_EQ(done, 3);
}

TEST(Fetcher, WhatAHeadStartsDoesNotWaitForTheBody) {
  std::promise<void> asked;
  TestServer second([&asked](Peer& peer) {
    peer.ReadHead();
    asked.set_value();
    peer.Write(Ok("bytes"));
  });
  TestServer first([&asked](Peer& peer) {
    peer.ReadHead();
    peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    asked.get_future().wait_for(std::chrono::seconds{10});
    peer.Write("bytes");
  });
  Fetcher fetcher = FetcherWith(Local());
  std::chrono::milliseconds took{0};
  fetcher.Start(
      PermitFor(first.Url("/")), {},
      [&](const Head&) {
        fetcher.Start(PermitFor(second.Url("/")), {}, nullptr, [](const Exchange&) {});
        return true;
      },
      [&took](const Exchange& got) { took = got.took; });
  Finish(fetcher);
  EXPECT_LT(took, std::chrono::seconds{9});
}

TEST(Fetcher, GoneInTheMiddleItTellsNobody) {
  TestServer server(Once("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", Then::kWait));
  int done = 0;
  {
    Fetcher fetcher = FetcherWith(Local());
    for (int i = 0; i < 3; ++i)
      fetcher.Start(PermitFor(server.Url("/")), {}, nullptr, [&](const Exchange&) { ++done; });
    EXPECT_TRUE(fetcher.Step(milliseconds{20}).ok());
    EXPECT_EQ(fetcher.in_flight(), 3U);
  }
  EXPECT_EQ(done, 0);
}

TEST(Fetcher, AStepWithNothingInFlightIsOverAtOnce) {
  Fetcher fetcher = FetcherWith(Local());
  EXPECT_TRUE(fetcher.Step(std::chrono::hours{1000}).ok());
}

// ---- options ----

TEST(Fetcher, WhoAsksSaysWhoItIsAndHowToReachIt) {
  for (const char* agent :
       {"", "AssayBot", "AssayBot/1.0", "AssayBot/1.0 (+)", "AssayBot/1.0 (https://x.example)",
        "(+https://x.example)", "/1.0 (+https://x.example)", "Assay Bot/1.0 (+https://x.example)",
        "AssayBot/ (+https://x.example)", "AssayBot/1.0 (+https://)",
        "AssayBot/1.0 (+https://x.example)\r\nX: y"}) {
    FetcherOptions options;
    options.user_agent = agent;
    const auto fetcher = Fetcher::Make(options);
    ASSERT_FALSE(fetcher.ok()) << agent;
    EXPECT_EQ(fetcher.error().code, ErrorCode::kInvalidArgument);
  }
  FetcherOptions options;
  options.user_agent = "Shop-Watch/2 (+mailto:bot@x.example)";
  EXPECT_TRUE(Fetcher::Make(options).ok());
}

TEST(Fetcher, FixedNamesThatAreNoneAreRefused) {
  for (const char* entry : {"", "a.example", "a.example:80", "a.example:80:", ":80:127.0.0.1",
                            "a.example:0:127.0.0.1", "a.example:80:b.example", "-a.example:80:::",
                            "+a.example:80:127.0.0.1", "a example:80:127.0.0.1"}) {
    FetcherOptions options = Local();
    options.resolve = {entry};
    EXPECT_FALSE(Fetcher::Make(options).ok()) << entry;
  }
  FetcherOptions options = Local();
  options.resolve = {"a.example:443:127.0.0.1,[::1]", "*:80:127.0.0.1"};
  EXPECT_TRUE(Fetcher::Make(options).ok());
}

}  // namespace
}  // namespace assay::acquire
