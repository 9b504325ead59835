// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/crawl_scope.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::acquire {
namespace {

WebUrl Url(const std::string& text) { return WebUrl::Parse(text).value(); }
std::string Canonical(const std::string& text) { return CrawlScope::Canonical(Url(text)).Text(); }

CrawlScope Shop() {
  ScopeOptions options;
  options.hosts = {"shop.example"};
  options.exclude = {"/cart", "/*.pdf$"};
  return CrawlScope(options);
}

TEST(CrawlScope, AVisitorIsNoPartOfAnAddress) {
  EXPECT_EQ(Canonical("https://a.example/x?utm_source=n&id=7&PHPSESSID=abc"),
            "https://a.example/x?id=7");
  EXPECT_EQ(Canonical("https://a.example/x;jsessionid=0A1B?id=7"), "https://a.example/x?id=7");
  EXPECT_EQ(Canonical("https://a.example/x?gclid=1"), "https://a.example/x");
  EXPECT_EQ(Canonical("https://a.example/x?b=2&a=1"), "https://a.example/x?b=2&a=1");
}

TEST(CrawlScope, PagesOfItsHostsAndTheirPicturesAnywhere) {
  CrawlScope scope = Shop();
  EXPECT_EQ(scope.Refusal(Url("https://shop.example/x"), "page", 1), "");
  EXPECT_EQ(scope.Refusal(Url("https://other.example/x"), "page", 1), "scope.host");
  EXPECT_EQ(scope.Refusal(Url("https://cdn.example/x.jpg"), "picture", 1), "");
  EXPECT_EQ(scope.Refusal(Url("https://shop.example/x"), "page", 17), "scope.depth");
  EXPECT_EQ(scope.Refusal(Url("https://shop.example/cart/7"), "page", 1), "scope.excluded");
  EXPECT_EQ(scope.Refusal(Url("https://shop.example/a.pdf"), "page", 1), "scope.excluded");
}

TEST(CrawlScope, TrapsEnd) {
  CrawlScope scope = Shop();
  std::string deep = "https://shop.example";
  for (int i = 0; i < 30; ++i) deep += fmt::format("/{}", i);
  EXPECT_EQ(scope.Refusal(Url(deep), "page", 1), "trap.depth");
  EXPECT_EQ(scope.Refusal(Url("https://shop.example/a/b/a/b/a/b/a/b"), "page", 1), "trap.repeat");
  EXPECT_EQ(scope.Refusal(Url("https://shop.example/" + std::string(2000, 'x')), "page", 1),
            "trap.length");
  const auto day = [](int i) { return Url(fmt::format("https://shop.example/cal?day={}", i)); };
  for (int i = 0; i < 200; ++i) EXPECT_EQ(scope.Refusal(day(i), "page", 1), "");
  EXPECT_EQ(scope.Refusal(day(200), "page", 1), "trap.queries");
  EXPECT_EQ(scope.Refusal(day(7), "page", 1), "");
  EXPECT_EQ(scope.Refusal(Url("https://shop.example/other?day=1"), "page", 1), "");
}

}  // namespace
}  // namespace assay::acquire
