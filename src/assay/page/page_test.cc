// SPDX-License-Identifier: Apache-2.0
#include "assay/page/page.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"

namespace assay::page {
namespace {

bool Has(const std::string& page, const std::string& part) {
  return page.find(part) != std::string::npos;
}

TEST(Page, TheContentPolicyAllowsTheStyleThatItHasAndNothingElse) {
  Html html;
  OpenPage(html, "<b>", "first", "p{margin:0}");
  const std::string page = html.Close().Close().Take();
  const std::string style = std::string(StyleSheet()) + "p{margin:0}";
  EXPECT_TRUE(Has(page, "<style>" + style + "</style>"));
  EXPECT_TRUE(Has(page, "default-src &#39;none&#39;"));
  EXPECT_TRUE(Has(page, "sha256-" + ToBase64(Sha256(style).bytes)));
  EXPECT_TRUE(Has(page, "<title>&lt;b&gt;</title>"));
  EXPECT_TRUE(Has(page, "href=\"#first\""));
}

TEST(Page, ATableHasACaptionAndScopes) {
  Html html;
  OpenTable(html, "Who", {"Name", "#Rows"});
  html.Open("tr");
  TextCell(html, "a<");
  NumberCell(html, 1234);
  html.Close();
  CloseTable(html);
  EXPECT_EQ(html.Take(),
            "<div class=\"scroll\" role=\"region\" aria-label=\"Who\" tabindex=\"0\"><table>"
            "<caption>Who</caption><thead><tr><th scope=\"col\" class=\"t\">Name</th>"
            "<th scope=\"col\" class=\"n\">Rows</th></tr></thead><tbody><tr><td>"
            "<bdi class=\"foreign\">a&lt;</bdi></td><td class=\"n\">1,234</td></tr></tbody></table>"
            "</div>");
}

}  // namespace
}  // namespace assay::page
