// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/permit.h"
#include "assay/policy/engine.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <vector>

namespace assay::policy {
namespace {

constexpr Time kNow{std::chrono::seconds{1'800'000'000}};
constexpr const char* kUrl = "https://shop.example/a.jpg";

using Answer = std::variant<Permit, Decision>;

Answer AskFor(const std::string& purpose, const std::string& jurisdiction,
              const std::vector<Fact>& facts) {
  Engine engine = std::move(Engine::Make(Pack::Default())).value();
  return Permit::Ask(engine, {purpose, jurisdiction, "2026-11-22"}, kUrl, facts, kNow);
}

Answer AskToTrain(const std::vector<Fact>& facts) {
  return AskFor("commercial-training", "EU", facts);
}

bool IsPermitted(const Answer& answer) { return std::holds_alternative<Permit>(answer); }

Fact Of(std::string name, FactState state, Json value) {
  return {std::move(name), state, std::move(value), {"rights", "1", "robots:", "url:x", ""}};
}

Fact Signal(std::string_view protocol, std::string_view use, std::string_view value) {
  return Of("rights.signal", FactState::kPresent,
            {{"protocol", protocol},
             {"asserts", {{{"use", use}, {"value", value}}}},
             {"scope", "path"},
             {"authority", "unknown"}});
}

Fact Probe(std::string_view protocol, std::string_view outcome, FactState state) {
  return Of("rights.probe", state, {{"protocol", protocol}, {"outcome", outcome}});
}

/// The codes of a refusal, or "permitted".
std::string Codes(const Answer& answer) {
  if (IsPermitted(answer)) return "permitted";
  std::string codes;
  for (const Reason& reason : std::get<Decision>(answer).reasons) codes += reason.code + " ";
  return codes;
}

bool Names(const Answer& answer, std::string_view code) {
  return Codes(answer).find(code) != std::string::npos;
}

TEST(Permit, SilenceIsLeaveToFetchAndNotToUse) {
  const Answer answer = AskToTrain({});
  ASSERT_TRUE(IsPermitted(answer)) << Codes(answer);
  EXPECT_EQ(std::get<Permit>(answer).url(), kUrl);
  EXPECT_EQ(std::get<Permit>(answer).decision().verdict, Verdict::kReview);
}

TEST(Permit, HoldsForAMinuteFromWhenItWasAsked) {
  const Answer answer = AskToTrain({});
  const Permit& permit = std::get<Permit>(answer);
  EXPECT_TRUE(permit.Holds(kNow));
  EXPECT_TRUE(permit.Holds(kNow + std::chrono::seconds{59}));
  EXPECT_FALSE(permit.Holds(kNow + std::chrono::seconds{60}));
}

TEST(Permit, IsNeverCopied) {
  EXPECT_FALSE(std::is_copy_constructible_v<Permit>);
  EXPECT_FALSE(std::is_copy_constructible_v<PermitProbe>);
  EXPECT_FALSE(std::is_default_constructible_v<Permit>);
}

TEST(Permit, ASiteWithoutRobotsIsLeaveToFetch) {
  EXPECT_TRUE(IsPermitted(AskToTrain({Probe("robots", "absent", FactState::kAbsent)})));
}

TEST(Permit, WhatOnlyTheFetchCanTellIsNotMissedBeforeIt) {
  EXPECT_TRUE(IsPermitted(AskToTrain({Of("origin.url", FactState::kPresent, {{"url", kUrl}}),
                                      Probe("robots", "absent", FactState::kAbsent),
                                      Probe("headers", "not_probed", FactState::kNotProbed),
                                      Probe("page", "not_probed", FactState::kNotProbed)})));
}

TEST(Permit, RobotsThatForbidsRefusesForEveryPurposeEverywhere) {
  for (const char* purpose : {"commercial-training", "research", "internal-evaluation",
                              "market-analysis", "redistribution", "no such purpose"}) {
    for (const char* place : {"EU", "UK", "US", "JP", "MARS"}) {
      const Answer answer = AskFor(purpose, place, {Signal("robots", "acquire", "deny")});
      EXPECT_TRUE(Names(answer, "acquire.refused")) << purpose << " " << place << Codes(answer);
    }
  }
}

TEST(Permit, RobotsThatAllowsIsLeaveToFetch) {
  EXPECT_TRUE(IsPermitted(AskToTrain({Signal("robots", "acquire", "allow")})));
}

TEST(Permit, RobotsThatRefusedAskedToWaitOrWasNotReachedIsNoConsent) {
  for (const char* outcome : {"refused", "rate_limited", "unreachable"}) {
    for (const char* purpose : {"commercial-training", "research", "market-analysis"}) {
      const Answer answer =
          AskFor(purpose, "EU", {Probe("robots", outcome, FactState::kUnreachable)});
      EXPECT_TRUE(Names(answer, "acquire.unanswered")) << outcome << " " << Codes(answer);
    }
  }
}

TEST(Permit, AnOptOutThatIsKnownBeforeTheFetchRefusesToTrain) {
  EXPECT_TRUE(Names(AskToTrain({Signal("aipref", "train", "deny")}), "optout.aipref"));
  EXPECT_TRUE(Names(AskToTrain({Signal("tdm", "tdm", "deny")}), "optout.tdm"));
  EXPECT_TRUE(Names(AskToTrain({Signal("ai_txt", "train", "deny")}), "optout.ai_txt"));
}

TEST(Permit, AnOptOutOfAnotherUseIsLeaveToFetch) {
  EXPECT_TRUE(IsPermitted(AskToTrain({Signal("aipref", "search", "deny")})));
}

TEST(Permit, APolicyThatErrsGivesNoLeave) {
  const std::string file = "package assay.decision\n\ndecision := 1\n";
  const Pack pack = Pack::Parse(Canonical(Json{{"p.rego", file}})).value();
  Engine engine = std::move(Engine::Make(pack)).value();
  const Answer answer =
      Permit::Ask(engine, {"commercial-training", "EU", "2026-11-22"}, kUrl, {}, kNow);
  EXPECT_EQ(Codes(answer), "policy.error ");
}

std::string ProbeUrl(std::string_view origin, WellKnown file) {
  const auto probe = PermitProbe::For(origin, file);
  return probe.ok() ? probe.value().url() : "";
}

TEST(PermitProbe, AsksForAFileOfAClosedListAtTheRoot) {
  EXPECT_EQ(ProbeUrl("https://shop.example", WellKnown::kRobots),
            "https://shop.example/robots.txt");
  EXPECT_EQ(ProbeUrl("http://shop.example:8080", WellKnown::kTdmrep),
            "http://shop.example:8080/.well-known/tdmrep.json");
  EXPECT_EQ(ProbeUrl("https://192.0.2.1", WellKnown::kAiTxt), "https://192.0.2.1/ai.txt");
  EXPECT_EQ(ProbeUrl("https://[2001:db8::1]:444", WellKnown::kLlmsTxt),
            "https://[2001:db8::1]:444/llms.txt");
}

TEST(PermitProbe, AnOriginIsSchemeHostAndPortAndNothingElse) {
  for (const char* text : {"",
                           "https://",
                           "https:",
                           "//shop.example",
                           "shop.example",
                           "ftp://shop.example",
                           "file:///etc/passwd",
                           "https://shop.example/",
                           "https://shop.example/private",
                           "https://shop.example?x",
                           "https://shop.example#x",
                           "https://me:pw@shop.example",
                           "https://me@shop.example",
                           "https://shop.example:",
                           "https://shop.example:0",
                           "https://shop.example:65536",
                           "https://shop.example:80:80",
                           "https://shop.example:8o",
                           "https://shop.example\r\nX: y",
                           "https://shop example",
                           "https://Shop.example",
                           "HTTPS://shop.example",
                           "https://b\303\274cher.example",
                           "https://[2001:db8::1",
                           "https://[]",
                           "https://[shop.example]",
                           "https://.shop.example",
                           "https://a\\b"})
    EXPECT_EQ(ProbeUrl(text, WellKnown::kRobots), "") << text;
}

TEST(PermitProbe, FollowsFiveRedirectsToAnyHost) {
  auto probe = std::move(PermitProbe::For("http://shop.example", WellKnown::kRobots)).value();
  for (int hop = 1; hop <= 5; ++hop) {
    auto next = probe.Follow("HTTPS://WWW" + std::to_string(hop) + ".shop.example/r.txt?x=1");
    ASSERT_TRUE(next.ok()) << hop;
    probe = std::move(next).value();
    EXPECT_EQ(probe.file(), WellKnown::kRobots);
  }
  EXPECT_EQ(probe.url(), "HTTPS://WWW5.shop.example/r.txt?x=1");
  EXPECT_EQ(probe.Follow("https://shop.example/").error().code, ErrorCode::kExhausted);
}

TEST(PermitProbe, ALicenceDocumentIsAskedForWhereItsHostLetsUs) {
  const auto ask = [](const std::vector<Fact>& facts) {
    return PermitProbe::ForLicence("https://terms.example/rsl.xml", facts);
  };
  const Fact robots = Probe("robots", "present", FactState::kPresent);
  const Fact none = Probe("robots", "absent", FactState::kAbsent);
  EXPECT_EQ(ask({robots}).value().url(), "https://terms.example/rsl.xml");
  EXPECT_EQ(ask({none}).value().file(), WellKnown::kLicence);
  EXPECT_TRUE(ask({robots, Signal("robots", "acquire", "allow")}).ok());
  // What its host reserves for other uses does not keep its terms from being read.
  EXPECT_TRUE(ask({robots, Signal("aipref", "train", "deny")}).ok());
  EXPECT_EQ(ask({}).error().code, ErrorCode::kDenied);
  EXPECT_EQ(ask({robots, Signal("robots", "acquire", "deny")}).error().code, ErrorCode::kDenied);
  EXPECT_EQ(ask({Probe("robots", "refused", FactState::kUnreachable)}).error().code,
            ErrorCode::kDenied);
  const Fact blocked = {
      "origin.contract", FactState::kPresent, {{"state", "blocked"}}, {"person", "1", "", "", ""}};
  EXPECT_EQ(ask({robots, blocked}).error().code, ErrorCode::kDenied);
  EXPECT_EQ(PermitProbe::ForLicence("file:///etc/passwd", std::vector{robots}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(ProbeUrl("https://terms.example", WellKnown::kLicence), "");
}

TEST(PermitProbe, EachHostOnALicenceDocumentsWayIsAskedItself) {
  const std::vector<Fact> open = {Probe("robots", "absent", FactState::kAbsent)};
  const auto first = std::move(PermitProbe::ForLicence("https://a.example/l", open)).value();
  EXPECT_TRUE(first.Follow("https://b.example/l", open).ok());
  EXPECT_EQ(first.Follow("https://b.example/l").error().code, ErrorCode::kDenied);
}

TEST(PermitProbe, FollowsToHttpAddressesOnly) {
  const auto probe = std::move(PermitProbe::For("http://shop.example", WellKnown::kRobots)).value();
  for (const char* text :
       {"", "/robots.txt", "ftp://shop.example/robots.txt", "file:///etc/passwd", "javascript:1",
        "http://", "http:///robots.txt", "http://me:pw@shop.example/", "http://shop.example/a b",
        "http://shop.example/\r\nHost: other", "http://shop.example:99999/"})
    EXPECT_EQ(probe.Follow(text).error().code, ErrorCode::kInvalidArgument) << text;
}

}  // namespace
}  // namespace assay::policy
