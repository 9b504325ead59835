// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/rsl.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::markup {
namespace {

using Words = std::vector<std::string>;

std::string Document(const std::string& inside) {
  return "<rsl xmlns=\"https://rslstandard.org/rsl\" max-age=\"7\">\n" + inside + "</rsl>";
}

std::string WhyNot(const std::string& xml) {
  const auto document = ReadRsl(AsBytes(xml));
  return document.ok() ? "" : document.error().what;
}

TEST(Rsl, ADocumentHasContentsLicencesAndRules) {
  const auto document = ReadRsl(AsBytes(Document(
      "<content url='/pictures/*' server='https://rsl.example/api' encrypted='true'><license>"
      "<permits type='usage'>search AI-Index</permits><permits type='geo'>us, EU</permits>"
      "<prohibits type='user'> commercial </prohibits><payment type='crawl'><standard>"
      "https://rsl.example/t</standard><amount currency='USD'>0.01</amount></payment>"
      "<legal type='warranty'>ownership</legal><reporting profile='x'/></license>"
      "<terms>https://x.example/terms</terms></content><content url='/'/>")));
  ASSERT_TRUE(document.ok()) << document.error().what;
  EXPECT_EQ(document.value().max_age_days, 7);
  ASSERT_EQ(document.value().contents.size(), 2U);
  const RslContent& content = document.value().contents[0];
  EXPECT_EQ(content.url, "/pictures/*");
  EXPECT_EQ(content.server, "https://rsl.example/api");
  EXPECT_TRUE(content.is_encrypted);
  EXPECT_EQ(content.terms, "https://x.example/terms");
  EXPECT_EQ(content.line, 2U);
  const RslLicence& licence = content.licences.at(0);
  EXPECT_EQ(licence.permits.at(0).tokens, (Words{"search", "ai-index"}));
  EXPECT_EQ(licence.permits.at(1).tokens, (Words{"US", "EU"}));
  EXPECT_EQ(licence.prohibits.at(0).tokens, Words{"commercial"});
  EXPECT_EQ(licence.payments.at(0).standard, Words{"https://rsl.example/t"});
  EXPECT_EQ(licence.payments.at(0).amount + licence.payments.at(0).currency, "0.01USD");
  EXPECT_EQ(licence.legal.at(0).tokens, Words{"ownership"});
  EXPECT_EQ(licence.unknown, Words{"reporting"});
  EXPECT_TRUE(document.value().contents[1].licences.empty());
}

TEST(Rsl, SaysNothingOfItsAgeMeansThirtyDays) {
  const auto document =
      ReadRsl(AsBytes("<rsl xmlns='https://rslstandard.org/rsl'><content url='/'/></rsl>"));
  EXPECT_EQ(document.value().max_age_days, kRslMaxAge_days);
}

TEST(Rsl, AFeedMayHoldIt) {
  const auto document = ReadRsl(AsBytes(
      "<rss xmlns:rsl='https://rslstandard.org/rsl'><channel><item><rsl:content url='/a'>"
      "<rsl:license><rsl:prohibits type='usage'>all</rsl:prohibits></rsl:license></rsl:content>"
      "</item></channel></rss>"));
  ASSERT_TRUE(document.ok()) << document.error().what;
  EXPECT_EQ(document.value().contents.at(0).licences.at(0).prohibits.at(0).tokens, Words{"all"});
}

TEST(Rsl, WhatIsNotRslIsRefusedAndSaysWhere) {
  EXPECT_EQ(WhyNot("<html><body/></html>"), "RSL, line 1: <html> is not RSL's");
  EXPECT_EQ(WhyNot("<rsl><content url='/'/></rsl>"), "RSL, line 1: <rsl> is not RSL's");
  EXPECT_EQ(WhyNot(Document("")), "RSL, line 1: <rsl> has no <content>");
  EXPECT_EQ(WhyNot(Document("\n<content/>")), "RSL, line 3: <content> has no url");
  const auto rule = [](const std::string& text) {
    return WhyNot(Document("<content url='/'><license>" + text + "</license></content>"));
  };
  EXPECT_EQ(rule("<permits>all</permits>"),
            "RSL, line 2: <permits> has no type 'usage', 'user' or 'geo'");
  EXPECT_EQ(rule("<prohibits type='usage'> </prohibits>"),
            "RSL, line 2: <prohibits> names nothing");
  EXPECT_EQ(WhyNot("<rsl xmlns='https://rslstandard.org/rsl' max-age='x'/>"),
            "RSL, line 1: <rsl> has a max-age that is no number of days");
  EXPECT_NE(WhyNot(Document("<content url='/'>")).find("line 2"), std::string::npos);
}

}  // namespace
}  // namespace assay::markup
