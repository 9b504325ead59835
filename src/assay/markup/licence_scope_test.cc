// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/licence_scope.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::markup {
namespace {

constexpr std::string_view kPageUrl = "https://x.example/story/";
constexpr std::string_view kAsset = "https://x.example/p.jpg";

Statements Read(std::string_view html, std::string_view asset = kAsset) {
  const auto page = ReadPage(AsBytes(html));
  EXPECT_TRUE(page.ok());
  return LicenceStatements(page.value(), kPageUrl, asset);
}

/// "kind scope carrier value", one a line.
std::string Lines(const Statements& statements) {
  std::string lines;
  for (const Statement& one : statements.list) {
    lines.append(Name(one.kind)).append(" ").append(Name(one.scope)).append(" ");
    lines.append(one.carrier).append(" ").append(one.value).append("\n");
  }
  return lines;
}

std::string JsonLd(std::string_view json) {
  return "<script type=application/ld+json>" + std::string(json) + "</script>";
}

// L12 of the conformance list: a licence in the footer and three pictures.
TEST(Scope, APagesLicenceIsNoPicturesLicence) {
  const Statements all =
      Read("<img src=/p.jpg><img src=/q.jpg><img src=/r.jpg><footer><a rel=license href=/by>x</a>");
  EXPECT_EQ(Lines(all), "licence page html:rel=license https://x.example/by\n");
  EXPECT_EQ(all.list[0].subject, kPageUrl);
  EXPECT_EQ(all.list[0].place, Place::kAround);
}

TEST(Scope, AFiguresLicenceIsItsPicturesLicence) {
  const std::string figure =
      "<figure><img src=/p.jpg><figcaption>\xC2\xA9 A <a rel=license href=/by>x</a></figcaption>"
      "</figure>";
  EXPECT_EQ(Lines(Read(figure)),
            "licence asset html:rel=license https://x.example/by\n"
            "copyright asset html:figcaption \xC2\xA9 A x\n");
  EXPECT_EQ(Lines(Read(figure, "https://x.example/other.jpg")), "");
  EXPECT_EQ(Read(figure, "").list.at(0).subject, kAsset);
}

TEST(Scope, AFigureWithoutAPictureSpeaksOfNothingThatIsKnown) {
  EXPECT_EQ(Lines(Read("<figure><pre>code</pre><a rel=license href=/by>x</a></figure>")),
            "licence unknown html:rel=license https://x.example/by\n");
}

TEST(Scope, ALicenceDocumentIsDeclaredAndIsNoLicence) {
  EXPECT_EQ(Lines(Read("<link rel=license type='application/rsl+xml ' href=/rsl.xml>")),
            "licence_document page html:rel=license https://x.example/rsl.xml\n");
}

TEST(Scope, AddressesAreEqualInOneForm) {
  const std::string figure =
      "<base href=HTTPS://X.example:443/a/><figure><img src='../%70.jpg#top'><a rel=license "
      "href=/by>x</a></figure>";
  EXPECT_EQ(Lines(Read(figure)), "licence asset html:rel=license HTTPS://X.example:443/by\n");
  EXPECT_EQ(Lines(Read(figure, "https://x.example/p.jpg?w=1")), "");
}

TEST(Scope, RdfaSpeaksOfWhatAboutNames) {
  EXPECT_EQ(Lines(Read("<div about=/p.jpg><a rel=license href=/by>x</a></div>")),
            "licence asset rdfa:license https://x.example/by\n");
  EXPECT_EQ(Lines(Read("<div about=''><a rel=license href=/by>x</a></div>")),
            "licence page html:rel=license https://x.example/by\n");
  EXPECT_EQ(Lines(Read("<div about='#photo'><a rel=license href=/by>x</a></div>")),
            "licence unknown rdfa:license https://x.example/by\n");
  EXPECT_EQ(Lines(Read("<img src=/p.jpg rel='cc:license' resource=/by>")),
            "licence asset rdfa:license https://x.example/by\n");
  EXPECT_EQ(Lines(Read("<div about=/p.jpg><span property=dc:rights>(c) A</span></div>")),
            "copyright asset rdfa:copyrightNotice (c) A\n");
}

TEST(Scope, AFigureInsideANamelessThingIsStillAFigure) {
  EXPECT_EQ(Lines(Read("<article typeof=Recipe><figure><img src=/p.jpg><a rel=license "
                       "href=/by>x</a></figure></article>")),
            "licence asset html:rel=license https://x.example/by\n");
}

TEST(Scope, MicrodataSpeaksOfItsContentUrl) {
  const std::string open = "<div itemscope itemtype=https://schema.org/ImageObject>";
  EXPECT_EQ(Lines(Read(open + "<img itemprop=contentUrl src=/p.jpg><a itemprop=license "
                              "href=/by>x</a><span itemprop=creditText>A</span></div>")),
            "licence asset microdata:license https://x.example/by\n"
            "credit asset microdata:creditText A\n");
  EXPECT_EQ(Lines(Read(open + "<img src=/p.jpg><a itemprop=license href=/by>x</a></div>")),
            "licence unknown microdata:license https://x.example/by\n");
}

TEST(JsonLd, NestedItemsSpeakEachOfTheirOwn) {
  EXPECT_EQ(Lines(Read(JsonLd(R"({"@type":"NewsArticle","license":"/page","image":[{"@type":
      "ImageObject","contentUrl":"/p.jpg","license":{"@id":"/by"},"creator":{"@type":"Person",
      "name":"A"},"acquireLicensePage":"/buy"},{"@type":"ImageObject","contentUrl":"/q.jpg",
      "license":"/no"}]})"))),
            "licence page jsonld:license https://x.example/page\n"
            "acquire asset jsonld:acquireLicensePage https://x.example/buy\n"
            "creator asset jsonld:creator A\n"
            "licence asset jsonld:license https://x.example/by\n");
}

TEST(JsonLd, APictureWithoutItsFileIsUnknown) {
  EXPECT_EQ(Lines(Read(JsonLd(R"({"@type":"ImageObject","license":"https://l.example/"})"))),
            "licence unknown jsonld:license https://l.example/\n");
  EXPECT_EQ(Lines(Read(JsonLd(R"({"@type":"Product","license":"https://l.example/"})"))),
            "licence unknown jsonld:license https://l.example/\n");
  EXPECT_EQ(
      Lines(Read(JsonLd(
          R"({"@type":"WebPage","@id":"https://o.example/","license":"https://l.example/"})"))),
      "licence unknown jsonld:license https://l.example/\n");
}

TEST(JsonLd, NodesOfOneNameAreOneThing) {
  EXPECT_EQ(Lines(Read(JsonLd(R"({"@graph":[{"@id":"#i","license":"https://l.example/"}]})") +
                       JsonLd(R"({"@id":"#i","contentUrl":"/p.jpg"})"))),
            "licence asset jsonld:license https://l.example/\n");
}

TEST(JsonLd, BrokenScriptsAreCountedAndSayNothing) {
  const Statements all = Read(JsonLd(R"({"license":"https://l.example/",})") +
                              JsonLd("<!-- {\"copyrightNotice\":\"(c) A\"} -->"));
  EXPECT_EQ(all.malformed, 1);
  EXPECT_EQ(Lines(all), "copyright page jsonld:copyrightNotice (c) A\n");
}

TEST(Scope, MetaSpeaksOfThePage) {
  EXPECT_EQ(Lines(Read("<meta name=Copyright content='(c) A'><meta name=author content=B>")),
            "copyright page meta:copyright (c) A\n");
}

}  // namespace
}  // namespace assay::markup
