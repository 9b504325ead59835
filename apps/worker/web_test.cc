// SPDX-License-Identifier: Apache-2.0
//
// What comes back for pages and XML of the web, through the program that ships.
#include <string>

#include "program_testing.h"

namespace assay::channel {
namespace {

using testing::Ask;
using testing::EndingOf;

Json Page(Worker& worker, std::string_view html, const Json& more = Json::object()) {
  Json arguments = {{"url", "https://x.example/story/"}};
  arguments.update(more);
  const Answer answer = Ask(worker, Op::kPage, html, arguments);
  EXPECT_EQ(EndingOf(answer), "answered") << answer.last_words << answer.json;
  return answer.json;
}

Json Xml(Worker& worker, std::string_view xml, const char* kind) {
  const Answer answer = Ask(worker, Op::kXml, xml, {{"kind", kind}});
  EXPECT_EQ(EndingOf(answer), "answered") << answer.last_words << answer.json;
  return answer.json;
}

TEST(WebPage, SaysWhatItStatesOfItselfAndOfOneAsset) {
  Worker worker(testing::Program());
  const std::string html =
      "<html lang=en><title>T &amp; t</title><meta name=Robots content=noai><link rel=license "
      "href=/page><figure><img src=../p.jpg><a rel='license nofollow' href=/own>x</a></figure>"
      "<script type=application/ld+json>{]</script><p>Words &hellip;";
  const Json answer = Page(worker, html, {{"asset", "https://x.example/p.jpg"}});
  EXPECT_EQ(StringOr(answer, "title"), "T & t");
  EXPECT_EQ(StringOr(answer, "lang"), "en");
  EXPECT_EQ(
      answer["meta"],
      Json::parse(R"([{"attribute":"name","content":"noai","name":"robots","place":"head"}])"));
  ASSERT_EQ(answer["statements"].size(), 2U);
  EXPECT_EQ(answer["statements"][0], Json::parse(R"({"carrier":"html:rel=license","kind":"licence",
      "place":"head","scope":"page","subject":"https://x.example/story/",
      "value":"https://x.example/page"})"));
  EXPECT_EQ(StringOr(answer["statements"][1], "scope"), "asset");
  EXPECT_EQ(answer["links"].size(), 3U);
  EXPECT_EQ(StringOr(answer["links"][1], "url"), "https://x.example/p.jpg");
  EXPECT_EQ(answer["links"][2]["nofollow"], true);
  EXPECT_EQ(answer["malformed"], 1);
  EXPECT_EQ(answer["jsonld"], Json::array({"{]"}));
  EXPECT_EQ(StringOr(answer, "text"), "x\nWords \xE2\x80\xA6");
  EXPECT_EQ(answer["cut"], Json::array());
}

TEST(WebPage, TheTransportsCharsetIsUsed) {
  Worker worker(testing::Program());
  const Json answer = Page(worker, "<title>\xE9</title>", {{"charset", "ISO-8859-1"}});
  EXPECT_EQ(StringOr(answer, "title"), "\xC3\xA9");
  EXPECT_EQ(StringOr(answer, "encoding"), "windows-1252");
}

TEST(WebPage, GoodsOnSaleAreRead) {
  Worker worker(testing::Program());
  const Json answer = Page(
      worker,
      "<script type=application/ld+json>{\"@type\":\"Product\",\"name\":\"Tea\",\"sku\":\"T1\","
      "\"offers\":{\"price\":4.5,\"priceCurrency\":\"EUR\",\"availability\":\"InStock\"}}</script>"
      "<meta property=og:price:amount content=5><meta property=og:price:currency content=EUR>");
  EXPECT_EQ(answer["products"], Json::parse(R"([{"availability":"in_stock","brand":"",
      "carrier":"jsonld","condition":"","conflict":true,"currency":"EUR","gtin":"","image":"",
      "mpn":"","name":"Tea","price":"4.50","price_high":"","price_low":"","price_raw":"4.5",
      "sku":"T1","url":""}])"));
  EXPECT_EQ(answer["cut"], Json::array());
}

TEST(WebPage, MoreGoodsThanAreReadAreNamedInCut) {
  Worker worker(testing::Program());
  std::string html;
  for (int i = 0; i < 1'001; ++i)
    html += "<p itemscope itemtype=http://schema.org/Product itemid=p" + std::to_string(i) +
            "><b itemprop=sku>" + std::to_string(i) + "</b>";
  const Json answer = Page(worker, html);
  EXPECT_EQ(answer["products"].size(), 1'000U);
  EXPECT_EQ(answer["cut"], Json::array({"products"}));
}

TEST(WebPage, SelectorsOfAPlanFindGoods) {
  Worker worker(testing::Program());
  constexpr std::string_view kHtml = "<p class=x><b>Tea</b><i>12,00 &euro;</i>";
  const Json answer =
      Page(worker, kHtml, {{"products", {{"item", ".x"}, {"name", "b"}, {"price", "i"}}}});
  ASSERT_EQ(answer["products"].size(), 1U);
  EXPECT_EQ(StringOr(answer["products"][0], "price"), "12.00");
  EXPECT_EQ(StringOr(answer["products"][0], "carrier"), "selector");
  for (const Json& wrong :
       {Json{{"name", "b:hover"}}, Json{{"name", 1}}, Json("b"), Json::array()}) {
    const Answer refused = Ask(worker, Op::kPage, kHtml, {{"products", wrong}});
    EXPECT_EQ(EndingOf(refused), "refused") << wrong;
  }
}

TEST(WebPage, WhatDoesNotFitAnAnswerIsCutAndNamed) {
  Worker worker(testing::Program());
  std::string html = "<link rel=license href=/page>";
  for (int i = 0; i < 9'000; ++i) html += "<a href=/" + std::string(300, 'a') + ">link</a>";
  html += "<p>" + std::string(900'000, '"');
  const Json answer = Page(worker, html);
  EXPECT_EQ(answer["cut"], (Json{"links", "text"}));
  EXPECT_GT(answer["links"].size(), 1'000U);
  EXPECT_EQ(answer["statements"].size(), 1U);
  EXPECT_LE(answer.dump().size(), kAnswer_bytes);
}

TEST(WebPage, HostilePagesCostTheirAnswerNotTheWorker) {
  Worker worker(testing::Program());
  std::string deep;
  while (deep.size() < (1U << 20U)) deep += "<div>";
  const Answer refused = Ask(worker, Op::kPage, deep, {{"url", "https://x.example/"}});
  EXPECT_EQ(EndingOf(refused), "refused");
  for (const std::string_view html : {"", "\xFF\xFE", "<", "<!--", "<svg><![CDATA["})
    EXPECT_EQ(Page(worker, html)["statements"], Json::array());
  EXPECT_EQ(worker.restarts(), 0);
}

TEST(WebPage, UnknownArgumentsAreRefused) {
  Worker worker(testing::Program());
  const Answer answer = Ask(worker, Op::kPage, "<p>", {{"uri", "https://x.example/"}});
  EXPECT_EQ(EndingOf(answer), "refused");
  EXPECT_EQ(answer.json.value("code", ""), "bad.request");
}

TEST(WebXml, RslIsReadBehindTheWall) {
  Worker worker(testing::Program());
  const Json answer = Xml(worker,
                          "<rsl xmlns='https://rslstandard.org/rsl'><content url='/'><license>"
                          "<prohibits type='usage'>ai-all</prohibits></license></content></rsl>",
                          "rsl");
  EXPECT_EQ(answer["max_age_days"], 30);
  EXPECT_EQ(answer["contents"][0]["licences"][0]["prohibits"],
            Json::parse(R"([{"type":"usage","tokens":["ai-all"]}])"));
}

TEST(WebXml, SitemapsAreReadBehindTheWall) {
  Worker worker(testing::Program());
  const Json answer =
      Xml(worker, "<urlset><url><loc>https://x.example/</loc></url></urlset>", "sitemap");
  EXPECT_EQ(StringOr(answer["entries"][0], "address"), "https://x.example/");
}

TEST(WebXml, WhatIsBrokenOrHostileIsMalformedAndTheWorkerLivesOn) {
  Worker worker(testing::Program());
  for (const std::string_view xml :
       {"", "<rsl", "<html/>", "<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><l>&x;</l>",
        "<!DOCTYPE a SYSTEM 'http://x.example/a.dtd'><a/>",
        "<?xml version='1.0' encoding='EUC-JP'?><a/>", "\x4C\x6F\xA7\x94", "<?xml encoding='x"}) {
    EXPECT_TRUE(Xml(worker, xml, "rsl").contains("malformed")) << xml;
    EXPECT_TRUE(Xml(worker, xml, "sitemap").contains("malformed")) << xml;
  }
  EXPECT_EQ(worker.restarts(), 0);
}

}  // namespace
}  // namespace assay::channel
