// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/web_url.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::acquire {
namespace {

std::string Text(std::string_view text) {
  const auto url = WebUrl::Parse(text);
  return url.ok() ? url.value().Text() : "";
}

TEST(WebUrl, OneSpellingForOneAddress) {
  EXPECT_EQ(Text("HTTPS://Shop.Example:443/a/../b?x=1#top"), "https://shop.example/b?x=1");
  EXPECT_EQ(Text("http://shop.example"), "http://shop.example/");
  EXPECT_EQ(Text("http://shop.example.:8080/%C3%A9"), "http://shop.example:8080/%C3%A9");
  EXPECT_EQ(Text("http://[::1]:81/x"), "http://[::1]:81/x");
}

TEST(WebUrl, WhatIsNotAskedForIsRefused) {
  for (const char* text :
       {"", "/path", "ftp://a.example/", "file:///etc/passwd", "http://u:p@a.example/",
        "http://u@a.example/", "http://", "http://a b/", "http://a.example/x y",
        "http://a.example/\r\nHost: b", "javascript:alert(1)", "http://a.example:99999/"})
    EXPECT_FALSE(WebUrl::Parse(text).ok()) << text;
  EXPECT_FALSE(WebUrl::Parse("http://a.example/" + std::string(9000, 'x')).ok());
}

TEST(WebUrl, ARedirectIsResolvedAgainstWhereItCameFrom) {
  const WebUrl from = WebUrl::Parse("https://a.example/one/two?q").value();
  EXPECT_EQ(from.Resolve("three").value().Text(), "https://a.example/one/three");
  EXPECT_EQ(from.Resolve("/x").value().Text(), "https://a.example/x");
  EXPECT_EQ(from.Resolve("//b.example/x").value().Text(), "https://b.example/x");
  EXPECT_FALSE(from.Resolve("gopher://b.example/").ok());
  EXPECT_FALSE(from.Resolve("http://u:p@b.example/").ok());
}

TEST(WebUrl, TheOriginNamesThePortThatIsNotUsual) {
  EXPECT_EQ(WebUrl::Parse("https://a.example:8443/x").value().Origin(), "https://a.example:8443");
  EXPECT_EQ(WebUrl::Parse("http://a.example:443/x").value().Origin(), "http://a.example:443");
}

}  // namespace
}  // namespace assay::acquire
