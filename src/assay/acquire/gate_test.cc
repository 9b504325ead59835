// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/gate.h"
#include "assay/policy/engine.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::acquire {
namespace {

using policy::WellKnown;
using std::chrono::hours;

constexpr policy::Time kNow{std::chrono::seconds(1'795'000'000)};
const std::string kOrigin = "https://shop.example";

class GateTest : public testing::Test {
 protected:
  policy::Engine engine_ = policy::Engine::Make(policy::Pack::Default()).value();
  Gate gate_{engine_, {.use = {"commercial-training", "EU", "2026-11-22"}}};

  void Answer(WellKnown file, int status, const std::string& body = "",
              rights::FetchFailure failure = rights::FetchFailure::kNone) {
    ProbeResult result;
    result.file = file;
    result.answer.status = status;
    result.answer.failure = failure;
    result.body = body;
    result.at = kNow;
    gate_.Take(kOrigin, std::move(result));
  }
  void AnswerNothingElse() {
    Answer(WellKnown::kTdmrep, 404);
    Answer(WellKnown::kAiTxt, 404);
  }
  bool May(const std::string& target) {
    const WebUrl url = WebUrl::Parse(kOrigin + target).value();
    return std::holds_alternative<policy::Permit>(gate_.Ask(url, kNow));
  }
  bool MayReadOn(const std::string& target, std::vector<rights::HeaderLine> headers) {
    const WebUrl url = WebUrl::Parse(kOrigin + target).value();
    return !gate_.Refusal(url, {std::move(headers), {}, {}, {}}, true).has_value();
  }
};

TEST_F(GateTest, RobotsIsAskedFirstAndTheRestOnlyWhereItAnswered) {
  EXPECT_EQ(gate_.Missing(kOrigin, kNow), std::vector{WellKnown::kRobots});
  Answer(WellKnown::kRobots, 404);
  EXPECT_EQ(gate_.Missing(kOrigin, kNow), (std::vector{WellKnown::kTdmrep, WellKnown::kAiTxt}));
  AnswerNothingElse();
  EXPECT_TRUE(gate_.Missing(kOrigin, kNow).empty());
  Answer(WellKnown::kRobots, 503);
  EXPECT_TRUE(gate_.Missing("https://other.example", kNow).size() == 1);
}

TEST_F(GateTest, RulesForPicturesCountBeforeOneIsAskedFor) {
  Answer(WellKnown::kRobots, 404);
  Answer(WellKnown::kTdmrep, 404);
  Answer(WellKnown::kAiTxt, 200, "User-Agent: *\nDisallow: *.jpg\n");
  const WebUrl url = WebUrl::Parse(kOrigin + "/a.png").value();
  EXPECT_TRUE(std::holds_alternative<policy::Permit>(gate_.Ask(url, kNow)));
  EXPECT_TRUE(std::holds_alternative<Decision>(gate_.Ask(url, kNow, /*is_image=*/true)));
}

TEST_F(GateTest, ALicenceDocumentIsAskedForOnceADayAndThenSpeaks) {
  Answer(WellKnown::kRobots, 200, "License: https://terms.example/rsl.xml\n");
  AnswerNothingElse();
  const WebUrl url = WebUrl::Parse(kOrigin + "/a").value();
  const std::string address = "https://terms.example/rsl.xml";
  EXPECT_EQ(gate_.MissingLicences(url, {}, kNow), std::vector{address});
  EXPECT_TRUE(May("/a"));
  const rights::RslLicence no = {{}, {{"usage", {"ai-train"}}}, "", false};
  gate_.TakeLicence(address, {address, {.status = 200}, {{{"/a", "", {no}}}}}, kNow);
  EXPECT_TRUE(gate_.MissingLicences(url, {}, kNow + hours(23)).empty());
  EXPECT_EQ(gate_.MissingLicences(url, {}, kNow + hours(24)), std::vector{address});
  EXPECT_FALSE(May("/a"));
  EXPECT_TRUE(May("/b"));
}

TEST_F(GateTest, ADocumentThatAResponseNamesIsFoundFromItsAddress) {
  Answer(WellKnown::kRobots, 404);
  AnswerNothingElse();
  const WebUrl url = WebUrl::Parse(kOrigin + "/a/b").value();
  rights::ResponseSigns response;
  response.headers = {{"Link", "<../l.xml#x>; rel=license; type=\"application/rsl+xml\""}};
  EXPECT_EQ(gate_.MissingLicences(url, response, kNow), std::vector{kOrigin + "/l.xml"});
  for (int i = 0; i < 99; ++i) {
    response.headers = {
        {"Link", fmt::format("<{}>; rel=license; type=\"application/rsl+xml\"", i)}};
    EXPECT_EQ(gate_.MissingLicences(url, response, kNow).empty(), i >= 15) << i;
  }
}

TEST_F(GateTest, ALicenceDocumentIsAskedForWhereRobotsLetsUs) {
  Answer(WellKnown::kRobots, 200, "User-agent: *\nDisallow: /no\n");
  EXPECT_TRUE(gate_.AskLicence(WebUrl::Parse(kOrigin + "/l.xml").value()).ok());
  EXPECT_EQ(gate_.AskLicence(WebUrl::Parse(kOrigin + "/no.xml").value()).error().code,
            ErrorCode::kDenied);
}

TEST_F(GateTest, AnAnswerIsBelievedForADay) {
  Answer(WellKnown::kRobots, 404);
  AnswerNothingElse();
  EXPECT_TRUE(gate_.Missing(kOrigin, kNow + hours(23)).empty());
  EXPECT_EQ(gate_.Missing(kOrigin, kNow + hours(24)), std::vector{WellKnown::kRobots});
}

TEST_F(GateTest, WhatRobotsForbidsGetsNoPermit) {
  Answer(WellKnown::kRobots, 200, "User-agent: *\nDisallow: /private/\n");
  AnswerNothingElse();
  EXPECT_TRUE(May("/"));
  EXPECT_FALSE(May("/private/x"));
}

TEST_F(GateTest, NoAnswerIsNoConsent) {
  Answer(WellKnown::kRobots, 0, "", rights::FetchFailure::kTimeout);
  EXPECT_FALSE(May("/"));
  for (const int status : {401, 403, 429, 451, 500, 503}) {
    Answer(WellKnown::kRobots, status);
    EXPECT_FALSE(May("/")) << status;
  }
  Answer(WellKnown::kRobots, 200, std::string("User-agent: *\0\nAllow: /", 23));
  EXPECT_FALSE(May("/"));
  Answer(WellKnown::kRobots, 404);
  EXPECT_TRUE(May("/"));
}

TEST_F(GateTest, AnOptOutFromTheUseIsKnownBeforeTheFetch) {
  Answer(WellKnown::kRobots, 200, "User-agent: *\nContent-Usage: /art/ train-ai=n\n");
  AnswerNothingElse();
  EXPECT_FALSE(May("/art/1.jpg"));
  EXPECT_TRUE(May("/news/1.html"));
  Answer(WellKnown::kTdmrep, 200, R"([{"location": "/", "tdm-reservation": 1}])");
  EXPECT_FALSE(May("/news/1.html"));
}

TEST_F(GateTest, AHeaderForbidsToReadOn) {
  Answer(WellKnown::kRobots, 404);
  AnswerNothingElse();
  EXPECT_TRUE(MayReadOn("/1.jpg", {{"Content-Type", "image/jpeg"}}));
  EXPECT_FALSE(MayReadOn("/1.jpg", {{"X-Robots-Tag", "noai"}}));
  EXPECT_FALSE(MayReadOn("/1.jpg", {{"tdm-reservation", "1"}}));
  EXPECT_TRUE(MayReadOn("/1.jpg", {{"X-Robots-Tag", "otherbot: noai"}}));
}

TEST_F(GateTest, WhatASiteSaysOfItsPaceAndPages) {
  Answer(WellKnown::kRobots, 200,
         "User-agent: *\nCrawl-delay: 2\nSitemap: https://shop.example/s.xml\n");
  EXPECT_EQ(gate_.CrawlDelay(kOrigin), std::chrono::seconds(2));
  EXPECT_EQ(gate_.Sitemaps(kOrigin), std::vector<std::string>{"https://shop.example/s.xml"});
}

}  // namespace
}  // namespace assay::acquire
