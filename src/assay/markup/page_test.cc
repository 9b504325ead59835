// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/page.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::markup {
namespace {

Page Read(std::string_view html, const PageOptions& options = {}) {
  auto page = ReadPage(AsBytes(html), options);
  EXPECT_TRUE(page.ok()) << page.error().what;
  return page.ok() ? std::move(page).value() : Page{};
}

// ---- encodings ----

TEST(Encoding, AMarkWinsOverTheTransportAndThatOverMeta) {
  EXPECT_EQ(Read("\xEF\xBB\xBF<title>\xC3\xA9</title>", {.charset = "latin1"}).title, "\xC3\xA9");
  EXPECT_EQ(Read("<meta charset=utf-8><title>\xE9</title>", {.charset = "iso-8859-1"}).title,
            "\xC3\xA9");
  EXPECT_EQ(Read("<meta charset=windows-1252><title>\x80</title>").title, "\xE2\x82\xAC");
  const std::string wide("\xFF\xFE<\0t\0i\0t\0l\0e\0>\0\xAC\x20", 18);
  EXPECT_EQ(Read(wide).title, "\xE2\x82\xAC");
}

TEST(Encoding, WithoutAWordUtf8WhereItIsValidElseWindows1252) {
  EXPECT_EQ(Read("<title>\xC3\xA9</title>").encoding, "utf-8");
  const Page page = Read("<title>\xE9</title>");
  EXPECT_EQ(page.encoding, "windows-1252");
  EXPECT_EQ(page.title, "\xC3\xA9");
}

TEST(Encoding, OthersKeepTheirTagsAndSayThatLettersMayBeWrong) {
  const Page page = Read("<meta charset=shift_jis><a href=/x>\x83\x65</a>");
  EXPECT_FALSE(page.is_exact_encoding);
  EXPECT_EQ(page.encoding, "shift_jis");
  ASSERT_EQ(page.links.size(), 1U);
  EXPECT_EQ(page.links[0].address, "/x");
}

TEST(Encoding, MetaCountsInTheFirst1024BytesOnlyAndNotInComments) {
  const std::string late = "<p>" + std::string(1024, ' ') + "<meta charset=windows-1252>\xC3\xA9";
  EXPECT_EQ(Read(late).encoding, "utf-8");
  EXPECT_EQ(Read("<!-- <meta charset=latin1> -->\xC3\xA9").encoding, "utf-8");
}

// ---- what is markup ----

TEST(Page, WhatIsHiddenInCommentsScriptsAndTemplatesIsNotOnThePage) {
  const Page page = Read(
      "<!-- <meta name=robots content=a> --><script>'<meta name=robots content=b>'</script>"
      "<template><meta name=robots content=c><a href=/t></a></template>"
      "<style><meta name=robots content=d></style><textarea><meta name=robots content=e></textarea>"
      "<script><!-- <script> </script> <meta name=robots content=f> --></script>"
      "<meta name=robots content=yes>");
  ASSERT_EQ(page.metas.size(), 1U);
  EXPECT_EQ(page.metas[0].content, "yes");
  EXPECT_TRUE(page.links.empty());
}

TEST(Page, WhatOnlyLooksHiddenIs) {
  const Page page = Read(
      "<!--><meta name=robots content=a><svg><style><meta name=robots content=b></svg>"
      "<!-- x --!><meta name=robots content=c></nonsense <!-- <meta name=robots content=d>"
      "<meta name=robots content=e><noscript><meta name=robots content=f></noscript>");
  std::string contents;
  for (const Meta& meta : page.metas) contents += meta.content;
  EXPECT_EQ(contents, "abcef");
}

TEST(Page, CharacterReferencesAreReadAsBrowsersDo) {
  const Page page = Read(
      "<title>&copy;&COPY2024 &#169; &#xA9; &#128; &amp;copy; &notaname; &#x110000; &hellip</title>"
      "<a href='?a=1&copy=2&amp;b=3&colon;'>x</a>");
  EXPECT_EQ(page.title,
            "\xC2\xA9\xC2\xA9"
            "2024 \xC2\xA9 \xC2\xA9 \xE2\x82\xAC &copy; \xC2\xAC"
            "aname; \xEF\xBF\xBD &hellip");
  EXPECT_EQ(page.links[0].address, "?a=1&copy=2&b=3:");
}

TEST(Page, TheFirstOfTwoEqualAttributesCounts) {
  const Page page = Read("<a HREF=/1 href=/2 href='/3'/>x");
  ASSERT_EQ(page.links.size(), 1U);
  EXPECT_EQ(page.links[0].address, "/1");
}

// ---- what it says ----

TEST(Page, HeadOfAPage) {
  const Page page = Read(
      "<!doctype html><html lang=de><head><base href='https://x.example/a/'><base href=/no>"
      "<title> A &amp;\n B </title><meta name=Robots content=noai><meta http-equiv=refresh "
      "content=1><meta property='og:type' content=website></head><body><title>no</title>");
  EXPECT_EQ(page.base, "https://x.example/a/");
  EXPECT_EQ(page.title, "A & B");
  EXPECT_EQ(page.lang, "de");
  ASSERT_EQ(page.metas.size(), 3U);
  EXPECT_EQ(page.metas[0], (Meta{"name", "robots", "noai", Place::kHead}));
  EXPECT_EQ(page.metas[1].attribute, "http-equiv");
  EXPECT_EQ(page.metas[2], (Meta{"property", "og:type", "website", Place::kHead}));
}

TEST(Page, LinksHaveTheirPlaceRelationsAndText) {
  const Page page = Read(
      "<head><link rel='License Alternate' type=Text/HTML href=/l></head><body><header><a "
      "href=/h>h</a></header><nav><a href=/n>n</a></nav><article><header><a href=/ah>x</a></header>"
      "<a href=/m rel='nofollow ugc'>to <b>the</b>\n page</a></article><img src=/i alt=' An  i '>"
      "<div role=contentinfo><a href=/f>f</a></div>");
  ASSERT_EQ(page.links.size(), 7U);
  EXPECT_EQ(page.links[0].rel, (std::vector<std::string>{"license", "alternate"}));
  EXPECT_EQ(page.links[0].type, "text/html");
  const std::vector<Place> places = {Place::kHead, Place::kAround, Place::kAround, Place::kMain,
                                     Place::kMain, Place::kMain,   Place::kAround};
  for (std::size_t i = 0; i < places.size(); ++i)
    EXPECT_EQ(page.links[i].place, places[i]) << page.links[i].address;
  EXPECT_TRUE(page.links[4].Rel("nofollow"));
  EXPECT_EQ(page.links[4].text, "to the page");
  EXPECT_EQ(page.links[5].text, "An i");
}

TEST(Page, WithAMainElementAllElseIsAround) {
  const Page page = Read("<a href=/1>1</a><main><a href=/2>2</a><p>Words</main><a href=/3>3</a>");
  ASSERT_EQ(page.links.size(), 3U);
  EXPECT_EQ(page.links[0].place, Place::kAround);
  EXPECT_EQ(page.links[1].place, Place::kMain);
  EXPECT_EQ(page.links[2].place, Place::kAround);
  EXPECT_EQ(page.text, "2\nWords");
  EXPECT_EQ(Read("<!-- <main> --><a href=/1>1</a>").links[0].place, Place::kMain);
}

TEST(Page, PicturesNameAllTheirFiles) {
  const Page page = Read(
      "<img src=a.jpg srcset='b,c.jpg 1x, d.jpg 2x' data-src=e.jpg><video src=f poster=g></video>"
      "<object data=h></object><img src='data:image/png;base64,AAAA'>");
  std::string all;
  for (const Link& link : page.links) all += link.attribute + "=" + link.address + " ";
  EXPECT_EQ(all,
            "src=a.jpg data-src=e.jpg srcset=b,c.jpg srcset=d.jpg src=f poster=g data=h "
            "src=data:image/png;base64 ");
}

TEST(Page, AFigureHasItsPicturesAndCaptionAndEndsWhereItEnds) {
  const Page page = Read(
      "<figure><a href=/full><img src=/t></a><figcaption>By <i>A</i><figure><img src=/inner>"
      "</figure></figcaption></figure><img src=/out><a rel=license href=/l>l</a>");
  ASSERT_EQ(page.figures.size(), 2U);
  EXPECT_EQ(page.figures[0].pictures, (std::vector<std::string>{"/t", "/full"}));
  EXPECT_EQ(page.figures[0].caption, "By A");
  EXPECT_EQ(page.figures[1].pictures, std::vector<std::string>{"/inner"});
  EXPECT_EQ(page.links.back().figure, -1);
}

TEST(Page, CrossedAndMissingTagsKeepFiguresApart) {
  const Page page = Read(
      "<p><figure><b><p><img src=/1></figure></b><figure><div><img src=/2></figure>"
      "<a rel=license href=/l></a>");
  ASSERT_EQ(page.figures.size(), 2U);
  EXPECT_EQ(page.figures[0].pictures, std::vector<std::string>{"/1"});
  EXPECT_EQ(page.figures[1].pictures, std::vector<std::string>{"/2"});
  EXPECT_EQ(page.links.back().figure, -1);
}

TEST(Page, MicrodataAndRdfaBecomeItems) {
  const Page page = Read(
      "<div itemscope itemtype=https://schema.org/ImageObject><img itemprop=contentUrl src=/p>"
      "<div itemprop=creator itemscope><span itemprop=name>A  B</span></div>"
      "<meta itemprop=license content=/l></div><div about=/q><a rel=license href=/m></a>"
      "<span property='dc:rights cc:attributionName'>C</span></div>");
  ASSERT_EQ(page.items.size(), 3U);
  ASSERT_EQ(page.items[0].properties.size(), 3U);
  EXPECT_EQ(page.items[0].properties[0], (Property{"contentUrl", "/p", true, -1}));
  EXPECT_EQ(page.items[0].properties[1], (Property{"creator", "", false, 1}));
  EXPECT_EQ(page.items[0].properties[2], (Property{"license", "/l", false, -1, true}));
  EXPECT_EQ(page.items[1].properties.at(0).value, "A B");
  EXPECT_EQ(page.items[2].id, "/q");
  EXPECT_EQ(page.items[2].properties.size(), 2U);
  EXPECT_EQ(page.items[2].properties.at(1).value, "C");
  EXPECT_EQ(page.links[1].about, 2);
}

TEST(Page, ScriptsWithDataAreKeptAsTheyStand) {
  const Page page = Read(
      "<script type='application/ld+json; charset=utf-8'>{\"a\":\"&amp;\"}</script>"
      "<script type=application/rsl+xml><rsl/></script><script type=application/ld+json></script>"
      "<p>text");
  EXPECT_EQ(page.json_ld, std::vector<std::string>{"{\"a\":\"&amp;\"}"});
  EXPECT_EQ(page.rsl, std::vector<std::string>{"<rsl/>"});
  EXPECT_EQ(page.text, "text");
}

TEST(Page, TextIsWhatIsSeenInTheMainContent) {
  const Page page = Read(
      "<title>t</title><nav>n</nav><h1>One</h1><p>two <b>three</b>\n\n "
      "four<br>five<script>s</script>"
      "<p "
      "hidden>six<ul><li>a<li>b</ul><select><option>o</select><noscript>ns</noscript><svg><text>v"
      "</text></svg><footer>f</footer>");
  EXPECT_EQ(page.text, "One\ntwo three four\nfive\na\nb");
}

// ---- limits ----

TEST(Limits, ByteElementsAndDepthRefuseListsAreCut) {
  const auto code = [](std::string_view html, const PageOptions& options) {
    return ReadPage(AsBytes(html), options).error().code;
  };
  EXPECT_EQ(code("<p>12", {.bytes = 4}), ErrorCode::kExhausted);
  EXPECT_EQ(code("<i><i><i>", {.elements = 2}), ErrorCode::kExhausted);
  EXPECT_EQ(code("<i><i><i>", {.depth = 2}), ErrorCode::kExhausted);
  const Page page = Read("<a href=1></a><a href=2></a><p>12345", {.links = 1, .text_bytes = 3});
  EXPECT_TRUE(page.is_cut);
  EXPECT_EQ(page.links.size(), 1U);
  EXPECT_EQ(page.text, "123");
  EXPECT_FALSE(Read("<p>a").is_cut);
}

TEST(Limits, LeftOutEndTagsDoNotNest) {
  std::string html = "<table>";
  for (int i = 0; i < 5'000; ++i) html += "<tr><td><ul><li>a<li>b<p>c<p>d</ul><dl><dt>e<dd>f";
  EXPECT_EQ(Read(html).text.size(), 5'000U * 12 - 1);
}

/// Each would take hours where a step costs as much as what stands before it.
TEST(Limits, HostilePagesTakeNoLongerThanOthers) {
  const auto many = [](std::string_view piece) {
    std::string html;
    while (html.size() + piece.size() < 4'000'000) html += piece;
    return html;
  };
  for (const std::string_view piece :
       {"<div>", "<b><i><p>", "</p>", "<table><tr>", "<a href=x>", "<!--", "<script><!--", "&amp",
        "<p a=1 b c d", "<svg><g>", "<![CDATA[", "< ", "<figure><img src=a>", "<li><b>"}) {
    const auto page = ReadPage(AsBytes(many(piece)));
    EXPECT_TRUE(page.ok() || page.error().code == ErrorCode::kExhausted) << piece;
  }
  std::string attributes = "<a";
  for (int i = 0; i < 500'000; ++i) attributes += " a" + std::to_string(i);
  EXPECT_TRUE(ReadPage(AsBytes(attributes + ">")).ok());
}

}  // namespace
}  // namespace assay::markup
