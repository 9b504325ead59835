// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/crawl_visit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/gate.h"
#include "assay/acquire/warc.h"
#include "assay/catalog/crawl.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/ask_site.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {
namespace {

/// A page with a link and a picture, the only signs of which are these.
struct Signs {
  std::string meta_name;
  std::string meta_content;
  std::string header;
};

std::vector<std::string> Followed(const Signs& signs) {
  policy::Engine engine = policy::Engine::Make(policy::Pack::Default()).value();
  acquire::Gate gate(engine, {.use = {"commercial-training", "EU", "2026-11-22"}});
  const auto url = acquire::WebUrl::Parse("https://shop.example/").value();
  gate.Take(url.Origin(), {policy::WellKnown::kRobots, {.status = 404}, "", {}});
  acquire::Exchange exchange;
  if (!signs.header.empty()) exchange.head.headers.push_back({"X-Robots-Tag", signs.header});
  Json page = {{"links",
                {{{"tag", "a"}, {"url", "https://shop.example/next"}},
                 {{"tag", "img"}, {"url", "https://shop.example/1.png"}}}}};
  if (!signs.meta_name.empty())
    page["meta"] = {{{"name", signs.meta_name}, {"content", signs.meta_content}}};
  Json visit;
  AddPage(page, url, exchange, gate, engine, visit);
  std::vector<std::string> kinds;
  for (const FoundUrl& found : LinksOf(page, "page"))
    if (found.kind != "page" || !ForbidsToFollow(visit)) kinds.emplace_back(found.kind);
  return kinds;
}

/// What two responses with these codings, of one payload, come to.
bool IsSame(const std::string& first_coding, const std::string& second_coding) {
  acquire::Exchange first;
  acquire::Exchange second;
  first.head.headers = {{"Content-Encoding", first_coding}};
  second.head.headers = {{"Content-Encoding", second_coding}};
  return IsSameTransfer(HeadersText(first), second).value();
}

TEST(IsSameTransfer, WhatWasPackedMayDifferThoughThePayloadIsTheSame) {
  EXPECT_TRUE(IsSame("identity", ""));
  EXPECT_FALSE(IsSame("gzip", ""));
  EXPECT_FALSE(IsSame("", "gzip"));
  EXPECT_FALSE(IsSame("gzip", "gzip"));
}

TEST(Recall, KeepsWhatA304DoesNotSayAnew) {
  acquire::Exchange first;
  first.head.headers = {{"Content-Type", "text/html; charset=latin1"},
                        {"X-Robots-Tag", "noimageai"},
                        {"X-Robots-Tag", "nofollow"},
                        {"ETag", "1"}};
  acquire::Exchange again;
  again.head.headers = {{"etag", "2"}};
  ASSERT_TRUE(Recall(HeadersText(first), "<p>", again).ok());
  EXPECT_EQ(AsText(again.payload()), "<p>");
  EXPECT_EQ(again.head.Header("content-type"), "text/html; charset=latin1");
  EXPECT_EQ(again.head.Header("etag"), "2");
  EXPECT_EQ(std::ranges::count(again.head.headers, "X-Robots-Tag", &rights::HeaderLine::name), 2);
  EXPECT_EQ(again.head.headers.size(), 4U);
  EXPECT_EQ(Recall("[1]", "", again).error().code, ErrorCode::kCorrupt);
}

TEST(StateOf, NotModifiedIsAFailureForWhatWeDoNotHave) {
  acquire::Exchange exchange;
  exchange.head.status = 304;
  EXPECT_EQ(StateOf(exchange, /*is_same=*/true), catalog::UrlState::kUnchanged);
  EXPECT_EQ(StateOf(exchange, /*is_same=*/false), catalog::UrlState::kFailed);
}

TEST(StateOf, WhatIsInACodingThatNobodyAskedForIsAFailure) {
  acquire::Exchange exchange;
  exchange.head.status = 200;
  EXPECT_EQ(StateOf(exchange, /*is_same=*/false), catalog::UrlState::kFetched);
  exchange.head.headers = {{"Content-Encoding", "br"}};
  EXPECT_EQ(StateOf(exchange, /*is_same=*/false), catalog::UrlState::kFailed);
  const auto robots = ProbeResultOf(policy::WellKnown::kRobots, exchange);
  EXPECT_EQ(rights::OutcomeOf(robots.answer), rights::ProbeOutcome::kUnreachable);
  exchange.head.status = 404;
  const auto none = ProbeResultOf(policy::WellKnown::kRobots, exchange);
  EXPECT_EQ(rights::OutcomeOf(none.answer), rights::ProbeOutcome::kAbsent);
}

TEST(RedirectTarget, DoesNotLeadFromHttpsToHttp) {
  acquire::Exchange exchange;
  exchange.url = "https://shop.example/a/b";
  const auto to = [&exchange](std::string location) {
    exchange.head.status = 301;
    exchange.head.headers = {{"Location", std::move(location)}};
    return RedirectTarget(exchange);
  };
  EXPECT_EQ(to("../c").value().Text(), "https://shop.example/c");
  EXPECT_EQ(to("//cdn.example/").value().Text(), "https://cdn.example/");
  EXPECT_EQ(to("http://shop.example/c").error().code, ErrorCode::kDenied);
  EXPECT_EQ(to("file:///c").error().code, ErrorCode::kInvalidArgument);
  exchange.url = "http://shop.example/";
  EXPECT_EQ(to("https://shop.example/").value().scheme, "https");
}

TEST(LinksOf, AreFollowedUnlessThePageAsksUsNotTo) {
  const std::vector<std::string> both = {"page", "picture"};
  const std::vector<std::string> picture = {"picture"};
  EXPECT_EQ(Followed({}), both);
  EXPECT_EQ(Followed({"robots", "index, NoFollow", ""}), picture);
  EXPECT_EQ(Followed({"Robots", "none", ""}), picture);
  EXPECT_EQ(Followed({"assaybot", "nofollow", ""}), picture);
  EXPECT_EQ(Followed({"otherbot", "nofollow", ""}), both);
  EXPECT_EQ(Followed({"", "", "nofollow"}), picture);
  EXPECT_EQ(Followed({"", "", "assaybot: noarchive, nofollow"}), picture);
  EXPECT_EQ(Followed({"", "", "otherbot: nofollow"}), both);
  EXPECT_EQ(Followed({"", "", "noimageindex"}), both);
}

}  // namespace
}  // namespace assay::pipeline
