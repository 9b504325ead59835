// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/post.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/acquire/test_server_internal.h"

namespace assay::acquire {
namespace {

using internal::Always;
using internal::Ok;
using internal::Peer;
using internal::TestServer;

PostRequest To(const TestServer& server) {
  PostRequest request;
  request.url = server.Url("/v1/traces");
  request.body = "{}";
  return request;
}

TEST(Post, SendsHeadersAndBodyOnce) {
  std::string head;
  const TestServer server([&head](Peer& peer) {
    head = peer.ReadHead();
    peer.Write(Ok("done"));
  });
  PostRequest request = To(server);
  request.headers = {"Authorization: Bearer x"};
  const PostAnswer answer = Post(request, nullptr);
  EXPECT_TRUE(answer.taken());
  EXPECT_EQ(answer.body, "done");
  EXPECT_TRUE(head.starts_with("POST /v1/traces HTTP/1.1\r\n")) << head;
  EXPECT_NE(head.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(head.find("Authorization: Bearer x\r\n"), std::string::npos);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Post, TellsWhatTheOtherSideWants) {
  const TestServer server(
      Always("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"));
  const PostAnswer answer = Post(To(server), nullptr);
  EXPECT_FALSE(answer.taken());
  EXPECT_EQ(answer.ToText(), "status 429");
  EXPECT_EQ(answer.retry_after, std::chrono::seconds(7));
  const TestServer asks_too_much(
      Always("HTTP/1.1 503 No\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(Post(To(asks_too_much), nullptr).retry_after, std::chrono::seconds(30));
}

TEST(Post, FollowsNoRedirect) {
  const TestServer server(
      Always("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(Post(To(server), nullptr).status, 302);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Post, WhoNeverAnswersIsLeftAndNotNamed) {
  const TestServer server([](Peer& peer) { peer.WaitForClose(); });
  PostRequest request = To(server);
  request.timeout = std::chrono::milliseconds(50);
  const PostAnswer late = Post(request, nullptr);
  EXPECT_EQ(late.status, 0);
  EXPECT_EQ(late.problem.find("127.0.0.1"), std::string::npos) << late.problem;
  EXPECT_FALSE(late.problem.empty());
  const std::atomic<bool> give_up = true;
  request.timeout = std::chrono::milliseconds(60'000);
  EXPECT_EQ(Post(request, &give_up).status, 0);
}

TEST(Post, KeepsTheSecretPartOfAnAddress) {
  EXPECT_EQ(TellableAddress("https://Hooks.example:8443/T0/secret?token=x").value(),
            "https://hooks.example:8443");
  for (const char* bad : {"", "ftp://a/", "https://user:secret@a/", "hooks.example/secret"}) {
    const auto refused = TellableAddress(bad);
    ASSERT_FALSE(refused.ok()) << bad;
    EXPECT_EQ(refused.error().what.find("secret"), std::string::npos);
  }
}

TEST(Post, AHeaderStaysOnItsLine) {
  EXPECT_TRUE(CheckHeader("x-api-key: a b").ok());
  for (const char* bad : {"", "no value", ": x", "a b: c", "a: b\r\nc: d"})
    EXPECT_FALSE(CheckHeader(bad).ok()) << bad;
}

}  // namespace
}  // namespace assay::acquire
