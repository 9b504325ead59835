// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/memento.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::acquire {
namespace {

constexpr std::string_view kRows = R"([
["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
["test,shop)/terms","20230105101500","https://shop.test/terms","text/html","200","AAAA","901"],
["test,shop)/terms","20240430235959","https://shop.test/terms","text/html","200","BBBB","902"],
["test,shop)/terms","20240501120000","https://shop.test/terms","text/html","404","CCCC","9"],
["test,shop)/terms","20240502000000","https://shop.test/terms","text/html","200","DDDD","903"]])";

TEST(MementoAddress, TheQuestionsAreOursToTheLetter) {
  EXPECT_EQ(ArchiveAddress("https://web.archive.org").value(), "https://web.archive.org/");
  EXPECT_EQ(ArchiveAddress("HTTPS://archive.test:8443/all").value(),
            "https://archive.test:8443/all/");
  EXPECT_FALSE(ArchiveAddress("https://archive.test/?a=b").ok());
  EXPECT_FALSE(ArchiveAddress("ftp://archive.test/").ok());
  EXPECT_EQ(CdxAddress("https://a.test/", "https://shop.test/terms?a=1&b"),
            "https://a.test/cdx/search/cdx?url=https%3A%2F%2Fshop.test%2Fterms%3Fa%3D1%26b"
            "&output=json&filter=statuscode:200&collapse=digest");
  EXPECT_EQ(TimeMapAddress("https://a.test/", "https://shop.test/terms"),
            "https://a.test/web/timemap/link/https://shop.test/terms");
  EXPECT_EQ(CaptureAddress("https://a.test/", "20240430235959", "https://shop.test/terms"),
            "https://a.test/web/20240430235959id_/https://shop.test/terms");
}

TEST(ParseCdx, ReadsTheRowsThatAnsweredByTheNamesOfTheFirst) {
  const auto captures = ParseCdx(kRows).value();
  ASSERT_EQ(captures.size(), 3U);
  EXPECT_EQ(captures[1], (Capture{"20240430235959", "BBBB"}));
  EXPECT_EQ(TimeOf(captures[1]), "2024-04-30T23:59:59Z");
  EXPECT_EQ(ParseCdx(R"([["digest","timestamp"],["X","20240101000000"]])").value()[0].digest, "X");
  EXPECT_TRUE(ParseCdx("[]").value().empty());
}

TEST(ParseCdx, RefusesWhatIsNoTableOfCaptures) {
  for (const auto* text :
       {"", "{}", "null", "[1]", "[[]]", R"([["digest"],["X"]])", R"([["timestamp"],["2024"]])",
        R"([["timestamp"],["20241301000000"]])", R"([["timestamp"],[20240101000000]])",
        R"([["timestamp"],["20240101000000","more"]])", R"([["timestamp"],"20240101000000"])",
        R"([["timestamp"],["20240101000000"])", "<html>"}) {
    EXPECT_EQ(ParseCdx(text).error().code, ErrorCode::kCorrupt) << text;
  }
  EXPECT_EQ(ParseCdx(std::string((4U << 20U) + 1, ' ')).error().code, ErrorCode::kExhausted);
}

// The example of RFC 7089, section 5, in its folded form.
TEST(ParseTimeMap, ReadsTheExampleOfRfc7089) {
  constexpr std::string_view kMap =
      "<http://a.example.org>;rel=\"original\",\r\n"
      " <http://arxiv.example.net/timemap/http://a.example.org>\r\n"
      "   ; rel=\"self\";type=\"application/link-format\"\r\n"
      "   ; from=\"Tue, 20 Jun 2000 18:02:59 GMT\"\r\n"
      "   ; until=\"Wed, 09 Apr 2008 20:30:51 GMT\",\r\n"
      " <http://arxiv.example.net/web/20000620180259/http://a.example.org>\r\n"
      "   ; rel=\"first memento\";datetime=\"Tue, 20 Jun 2000 18:02:59 GMT\"\r\n"
      "   ; license=\"http://creativecommons.org/publicdomain/zero/1.0/\",\r\n"
      " <http://arxiv.example.net/web/20091027204954/http://a.example.org>\r\n"
      "   ; rel=\"last memento\";datetime=\"Tue, 27 Oct 2009 20:49:54 GMT\"\r\n";
  const auto captures = ParseTimeMap(kMap).value();
  ASSERT_EQ(captures.size(), 2U);
  EXPECT_EQ(captures[0].timestamp, "20000620180259");
  EXPECT_EQ(captures[1].timestamp, "20091027204954");
}

TEST(ParseTimeMap, RefusesWhatIsNone) {
  for (const auto* text : {"", "<html>", "<http://a.test/>;rel=\"memento\";datetime=\"soon\"",
                           "<http://a.test/>;rel=original,<http://a.test/1>;rel=memento",
                           "<http://a.test/>;rel=original,and then", "<http://a.test/"}) {
    EXPECT_EQ(ParseTimeMap(text).error().code, ErrorCode::kCorrupt) << text;
  }
  EXPECT_TRUE(ParseTimeMap("<http://a.test/>;rel=original").value().empty());
}

TEST(NearestTo, TakesTheNewestOfTheDayAndTheOldestBehindIt) {
  const auto captures = ParseCdx(kRows).value();
  const Nearest at = NearestTo("2024-05-01", captures);
  EXPECT_EQ(at.before->timestamp, "20240430235959");
  EXPECT_EQ(at.after->timestamp, "20240502000000");
  EXPECT_EQ(NearestTo("2024-05-02", captures).before->timestamp, "20240502000000");
  EXPECT_FALSE(NearestTo("2024-05-02", captures).after);
  EXPECT_FALSE(NearestTo("2020-01-01", captures).before);
  EXPECT_EQ(NearestTo("2020-01-01", captures).after->timestamp, "20230105101500");
}

}  // namespace
}  // namespace assay::acquire
