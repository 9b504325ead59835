// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/sitemap.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::markup {
namespace {

constexpr const char* kOpen =
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
    "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>";

TEST(Sitemap, EntriesHaveAddressDateAndPictures) {
  const auto sitemap = ReadSitemap(AsBytes(
      std::string(kOpen) +
      "<url><loc>\n https://x.example/?a=1&amp;b=2 </loc><lastmod>2026-01-02</lastmod><image:image>"
      "<image:loc>https://x.example/p.jpg</image:loc></image:image></url><url><lastmod>2026"
      "</lastmod></url></urlset>"));
  ASSERT_TRUE(sitemap.ok()) << sitemap.error().what;
  EXPECT_FALSE(sitemap.value().is_index);
  ASSERT_EQ(sitemap.value().entries.size(), 1U);
  EXPECT_EQ(sitemap.value().entries[0].address, "https://x.example/?a=1&b=2");
  EXPECT_EQ(sitemap.value().entries[0].last_modified, "2026-01-02");
  EXPECT_EQ(sitemap.value().entries[0].pictures.at(0), "https://x.example/p.jpg");
  EXPECT_EQ(sitemap.value().left_out, 1U);
}

TEST(Sitemap, AnIndexNamesSitemaps) {
  const auto sitemap = ReadSitemap(AsBytes(
      "<sitemapindex><sitemap><loc>https://x.example/s.xml</loc></sitemap></sitemapindex>"));
  ASSERT_TRUE(sitemap.ok());
  EXPECT_TRUE(sitemap.value().is_index);
  EXPECT_EQ(sitemap.value().entries.at(0).address, "https://x.example/s.xml");
}

TEST(Sitemap, OtherDocumentsAreRefused) {
  EXPECT_EQ(ReadSitemap(AsBytes("<rss/>")).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ReadSitemap(AsBytes("not xml")).error().code, ErrorCode::kCorrupt);
}

TEST(Sitemap, FiftyThousandEntriesAreReadAndNoMore) {
  std::string xml = kOpen;
  for (int i = 0; i < 50'001; ++i) xml += "<url><loc>https://x.example/</loc></url>";
  const auto sitemap = ReadSitemap(AsBytes(xml + "</urlset>"));
  ASSERT_TRUE(sitemap.ok());
  EXPECT_EQ(sitemap.value().entries.size(), kSitemapEntries);
  EXPECT_TRUE(sitemap.value().is_cut);
}

}  // namespace
}  // namespace assay::markup
