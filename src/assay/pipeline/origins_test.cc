// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/origins.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "assay/rights/resolve.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

TEST(ParseWebAddress, TakesHostAndPathApart) {
  const WebAddress address =
      ParseWebAddress("HTTPS://user:pw@Photos.Example.NET:8443/a/b.jpg?x=1#top").value();
  EXPECT_EQ(address.host, "photos.example.net");
  EXPECT_EQ(address.path, "/a/b.jpg?x=1");
  EXPECT_EQ(ParseWebAddress("http://example.org").value().path, "/");
  EXPECT_EQ(ParseWebAddress("http://example.org?q=1").value().path, "/?q=1");
}

TEST(ParseWebAddress, RefusesWhatWouldLeaveTheFolder) {
  for (const char* url :
       {"", "ftp://example.org/", "example.org/a.jpg", "http:///etc", "http://../a",
        "http://..%2f..%2fetc/passwd", "http://a\\b/", "http://.hidden/"})
    EXPECT_FALSE(ParseWebAddress(url).ok()) << url;
}

class OriginsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::temp_directory_path() / ("origins." + std::to_string(getpid()));
    fs::create_directories(base_);
  }
  void TearDown() override { fs::remove_all(base_); }

  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((base_ / name).parent_path());
    std::ofstream(base_ / name) << text;
  }
  std::vector<Fact> FactsOf(const std::string& host, const std::string& path) {
    Origins origins(base_);
    const auto site = origins.Find(host, [](const auto&, const auto&) -> Result<Json> {
      return Json{{"statements",
                   {{{"kind", "licence"},
                     {"value", "https://creativecommons.org/licenses/by/4.0/"},
                     {"scope", "page"},
                     {"carrier", "html:rel=license"}}}},
                  {"meta", {{{"name", "robots"}, {"content", "noai"}}}}};
    });
    EXPECT_NE(site, nullptr);
    rights::WebContext context;
    context.path = path;
    context.date = "2026-01-15";
    context.is_image = true;
    return site == nullptr ? std::vector<Fact>() : site->FactsAbout(context);
  }

  fs::path base_;
};

TEST_F(OriginsTest, AHostWithoutAFolderWasNotAsked) {
  Origins origins(base_);
  EXPECT_EQ(origins.Find("example.org", {}), nullptr);
}

TEST_F(OriginsTest, AFolderWithoutFilesWasAskedInVain) {
  fs::create_directories(base_ / "example.org");
  const auto facts = FactsOf("example.org", "/a.jpg");
  EXPECT_EQ(facts.size(), 5U);
  for (const Fact& fact : facts) {
    EXPECT_EQ(fact.name, "rights.probe");
    EXPECT_EQ(fact.state, FactState::kAbsent);
  }
}

TEST_F(OriginsTest, RulesHoldForThePathsTheyName) {
  Write("example.org/robots.txt", "User-agent: *\nDisallow: /private/\n");
  const auto acquire = [&](const std::string& path) {
    return rights::Resolve(FactsOf("example.org", path))[rights::Use::kAcquire].word;
  };
  EXPECT_EQ(acquire("/private/a.jpg"), rights::UseWord::kDeny);
  EXPECT_NE(acquire("/open/a.jpg"), rights::UseWord::kDeny);
}

TEST_F(OriginsTest, HeadersMayRepeat) {
  Write("example.org/headers.json", R"({"X-Robots-Tag": ["noindex", "noai"]})");
  const rights::Resolved resolved = rights::Resolve(FactsOf("example.org", "/a.jpg"));
  EXPECT_EQ(resolved[rights::Use::kTrain].word, rights::UseWord::kDeny);
  EXPECT_EQ(resolved[rights::Use::kSearch].word, rights::UseWord::kDeny);
}

TEST_F(OriginsTest, BrokenHeadersAreSaid) {
  Write("example.org/headers.json", R"({"X-Robots-Tag": 7})");
  const auto facts = FactsOf("example.org", "/a.jpg");
  EXPECT_TRUE(std::ranges::any_of(facts, [](const Fact& fact) {
    return fact.state == FactState::kMalformed && StringOr(fact.value, "protocol") == "headers";
  }));
}

TEST_F(OriginsTest, WhatCannotBeReadIsNotSilence) {
  Write("example.org/ai.txt", std::string((8U << 20U) + 1, '#'));
  fs::create_directories(base_ / "example.org" / "robots.txt");
  const auto facts = FactsOf("example.org", "/a.jpg");
  EXPECT_EQ(std::ranges::count(facts, FactState::kMalformed, &Fact::state), 2);
}

TEST_F(OriginsTest, APageThatIsNotWholeIsSaid) {
  Write("example.org/page.html", "<html>");
  for (const Json& page : {Json{{"malformed", 1}}, Json{{"cut", {"statements"}}}}) {
    const Site site =
        Site::Read(SiteFiles::In(base_ / "example.org"), "example.org",
                   [&page](const auto&, const auto&) -> Result<Json> { return page; });
    const auto facts = site.FactsAbout({});
    EXPECT_EQ(std::ranges::count(facts, FactState::kMalformed, &Fact::state), 1) << page;
  }
}

TEST_F(OriginsTest, ALicenceDocumentThatNobodyReadIsNotSilence) {
  Write("example.org/robots.txt",
        "License: https://example.org/terms.xml\nUser-agent: *\nAllow: /\n");
  const auto facts = FactsOf("example.org", "/a.jpg");
  EXPECT_EQ(std::ranges::count(facts, FactState::kNotProbed, &Fact::state), 1);
}

TEST_F(OriginsTest, APagesLicenceStaysThePages) {
  Write("example.org/page.html", "<html>");
  const auto facts = FactsOf("example.org", "/a.jpg");
  const Fact* licence = Find(facts, "rights.licence");
  ASSERT_NE(licence, nullptr);
  EXPECT_EQ(licence->value.at("scope"), "page");
  EXPECT_EQ(licence->value.at("spdx"), "CC-BY-4.0");
  EXPECT_EQ(licence->evidence.source, "origin:example.org/page.html");
  EXPECT_EQ(rights::Resolve(facts)[rights::Use::kTrain].word, rights::UseWord::kDeny);
}

}  // namespace
}  // namespace assay::pipeline
