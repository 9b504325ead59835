// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/rsl.h"

#include <gtest/gtest.h>

#include "assay/rights/resolve.h"
#include "assay/rights/site.h"
#include "assay/rights/web_page.h"
#include "assay/rights/web_testing.h"

namespace assay::rights {
namespace {

using Facts = std::vector<Fact>;
using Lines = std::vector<std::string>;

WebContext Context(std::string path = "/a/b.jpg") {
  WebContext context;
  context.path = std::move(path);
  context.date = "2026-11-22";
  context.source = "url:https://e.example/";
  return context;
}

Facts RobotsFacts(std::string_view text, std::string path = "/a/b.jpg") {
  return FromRobots(Robots::Parse(text), Context(std::move(path)));
}

Facts Rsl(const RslLicence& licence, std::string server = "") {
  return FromRsl({{{"/", std::move(server), {licence}}}}, Context(), "robots:License");
}

// Section "RSL".
TEST(RslConformance, Q1ToQ6) {
  EXPECT_EQ(Letters(Rsl({{}, {{"usage", {"ai-all"}}}, "", false})), "-NGIX") << "Q1";
  const RslLicence search = {{{"usage", {"search"}}}, {}, "", false};
  EXPECT_EQ(Letters(Rsl(search)), "-RTNGIXD+S") << "Q2";
  const RslLicence most = {{{"usage", {"all"}}}, {{"usage", {"ai-train"}}}, "", false};
  EXPECT_EQ(Letters(Rsl(most)), "-NG+ARSTIXD") << "Q3";
  const Facts lines = RobotsFacts(
      "License: https://e.example/all\nUser-agent: *\nLicense: https://e.example/own\n");
  ASSERT_EQ(lines.size(), 1U) << "Q4";
  EXPECT_EQ(lines[0].value.at("value"), "https://e.example/own") << "Q4";
  const Fact gone = RslUnlicensed(Context(), "robots:License", "https://e.example/own");
  EXPECT_EQ(Letters({gone}), "?") << "Q5";
  EXPECT_EQ(gone.state, FactState::kMalformed) << "Q5";
  const Facts server = Rsl(search, "https://licence.example/");
  EXPECT_EQ(Letters(server), "-RTNGIXD~S") << "Q6";
  EXPECT_EQ(server.at(0).value.at("duties"), Json::array({"token"})) << "Q6";
}

TEST(Rsl, PaymentPeopleAndProfilesLimitGrants) {
  EXPECT_EQ(Letters(Rsl({{{"usage", {"ai-train"}}}, {}, "crawl", false})), "-RSIXD~NG");
  EXPECT_EQ(Letters(Rsl({{{"usage", {"ai-train"}}}, {}, "free", false})), "-RSIXD+NG");
  EXPECT_EQ(Letters(Rsl({{{"usage", {"search"}}, {"geo", {"DE"}}}, {}, "", false})), "-RTNGIXD~S");
  EXPECT_EQ(Letters(Rsl({{{"usage", {"search"}}}, {}, "", true})), "-RTNGIXD");
  EXPECT_EQ(Letters(Rsl({{{"usage", {"search"}}}, {{"usage", {"all"}}}, "", false})), "-ARSTNGIXD");
}

TEST(Rsl, TheLongestPatternSpeaks) {
  const RslLicence no = {{}, {{"usage", {"ai-train"}}}, "", false};
  const RslLicence yes = {{{"usage", {"all"}}}, {}, "", false};
  const RslDocument document = {{{"https://e.example/*", "", {no}}, {"/a/*.jpg$", "", {yes}}}};
  EXPECT_EQ(Letters(FromRsl(document, Context("/a/b.jpg"), "c")), "+ARSTNGIXD");
  EXPECT_EQ(Letters(FromRsl(document, Context("/b.jpg"), "c")), "-NG");
}

TEST(Rsl, APatternThatNamesAHostHoldsThere) {
  const RslLicence no = {{}, {{"usage", {"ai-train"}}}, "", false};
  const auto of = [&no](const char* url, const char* host) {
    WebContext context = Context("/a/b.jpg");
    context.host = host;
    return Letters(FromRsl({{{url, "", {no}}}}, context, "c"));
  };
  EXPECT_EQ(of("https://e.example/", "e.example:443"), "-NG");
  EXPECT_EQ(of("http://E.Example/a", "e.example:8080"), "-NG");
  EXPECT_EQ(of("https://e.example:444/", "e.example:8080"), "?");
  EXPECT_EQ(of("https://other.example/", "e.example:443"), "?");
  EXPECT_EQ(of("https://*.e.example/*", "img.e.example:443"), "-NG");
  EXPECT_EQ(of("https://*.e.example/*", "e.example.evil.test:443"), "?");
  EXPECT_EQ(of("https://e.example", "e.example:443"), "-NG");
  EXPECT_EQ(of("/a/*", "e.example:443"), "-NG");
}

TEST(Rsl, TermsThatNobodyHasReadAndPartsThatAreMissingGrantNothing) {
  RslLicence licence = {{{"usage", {"all"}}}, {}, "free", false};
  licence.has_terms = true;
  EXPECT_EQ(Letters(Rsl(licence)), "~ARSTNGIXD");
  RslDocument part = {{{"/", "", {{{{"usage", {"all"}}}, {}, "", false}}}}};
  part.is_whole = false;
  EXPECT_EQ(Letters(FromRsl(part, Context(), "c")), "?");
}

/// What a site with one licence document says, when that gave `answer`.
Facts Joined(const ProbeAnswer& answer, std::string_view robots) {
  SiteAnswers site;
  site.source = "origin:https://e.example/";
  site.robots = Robots::Parse(robots);
  const RslLicence no = {{}, {{"usage", {"ai-train"}}}, "", false};
  const LicenceAnswer licence = {"https://l.example/x", answer, {{{"/a", "", {no}}}}};
  return FactsAbout(site, {}, Context(), [&licence](std::string_view declared) {
    return declared == "https://l.example/x" ? &licence : nullptr;
  });
}

TEST(SiteFacts, ADeclaredDocumentSpeaksAndOneThatIsNotHadIsNoConsent) {
  const std::string declared = "License: https://l.example/x\n";
  EXPECT_EQ(Letters(Joined({.status = 200}, declared)), "-NG");
  for (const ProbeAnswer& answer : {ProbeAnswer{.status = 404}, ProbeAnswer{.status = 503},
                                    ProbeAnswer{.status = 200, .well_formed = false}}) {
    const Facts facts = Joined(answer, declared);
    EXPECT_EQ(Letters(facts), "?");
    EXPECT_EQ(facts.back().state, FactState::kMalformed);
    EXPECT_EQ(StringOr(facts.back().value, "value"), "unlicensed");
  }
  const Facts unasked = Joined({.status = 200}, "License: https://l.example/y\n");
  EXPECT_EQ(unasked.back().state, FactState::kNotProbed);
  EXPECT_EQ(Joined({.status = 200}, "License: x\n").back().state, FactState::kNotProbed);
}

TEST(SiteFacts, DocumentsAreDeclaredByRobotsHeaderAndPage) {
  SiteAnswers site;
  site.robots = Robots::Parse("License: https://l.example/x\nLicense: nothing\n");
  ResponseSigns response;
  response.headers = {{"Link", "</h.xml>; rel=license; type=\"application/rsl+xml\""}};
  const std::vector<PageStatement> said = {
      {"licence_document", "https://e.example/p.xml", "page", "html:rel=license"},
      {"licence_document", "https://l.example/x", "page", "html:rel=license"}};
  response.statements = FromPage(said, "url:https://e.example/");
  EXPECT_EQ(DeclaredLicences(site, response, Context()),
            (Lines{"https://e.example/p.xml", "https://l.example/x", "/h.xml"}));
}

}  // namespace
}  // namespace assay::rights
