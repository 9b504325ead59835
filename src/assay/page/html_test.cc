// SPDX-License-Identifier: Apache-2.0
#include "assay/page/html.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::page {
namespace {

TEST(Html, TextAndAttributesAreEscaped) {
  Html html;
  html.Tag("a", "<b>&\"'", {{"title", "\"><script>"}});
  EXPECT_EQ(html.Take(), "<a title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&quot;&#39;</a>");
}

TEST(Html, ControlsAndOverridesBecomeVisible) {
  Html html;
  html.Foreign(
      "a\x1B\n\xE2\x80\xAE"
      "b\xFF");
  EXPECT_EQ(html.Take(), "<bdi class=\"foreign\">a\\x1b\\x0a\\u202eb\\xff</bdi>");
}

TEST(Html, LongForeignTextKeepsItsWhole) {
  const std::string text = std::string(100, 'a') + "<" + std::string(100, 'z');
  Html html;
  html.Foreign(text, 12);
  EXPECT_EQ(html.Take(),
            "<details class=\"long\"><summary><bdi class=\"foreign\">aaaaaaa\u2026zzzz"
            "</bdi></summary><bdi class=\"foreign whole\">" +
                std::string(100, 'a') + "&lt;" + std::string(100, 'z') + "</bdi></details>");
}

TEST(HtmlDeathTest, AnOpenTagIsABug) {
  Html html;
  html.Open("p");
  EXPECT_DEATH((void)html.Take(), "open_.empty");
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(Shortened("äöüßäöüß", 6), "äöü\u2026üß");
  EXPECT_EQ(Shortened("äöüß", 4), "äöüß");
}

TEST(Numbers, AreGroupedAndSharesNeverRoundUpToAll) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
  EXPECT_EQ(Grouped(-123456), "-123,456");
  EXPECT_EQ(Share(9999, 10000), "99.9 %");
  EXPECT_EQ(Share(1, 10000), "< 0.1 %");
  EXPECT_EQ(Share(0, 5), "0 %");
  EXPECT_EQ(Share(5, 5), "100 %");
  EXPECT_EQ(Share(0, 0), "\u2013");
}

}  // namespace
}  // namespace assay::page
