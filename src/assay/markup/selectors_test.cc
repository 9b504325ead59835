// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/selectors.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/markup/products.h"

namespace assay::markup {
namespace {

using Selectors = std::vector<std::pair<std::string, std::string>>;

std::vector<Product> Find(std::string_view html, const Selectors& selectors) {
  auto parsed = ParseProductSelectors(selectors);
  EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().what);
  if (!parsed.ok()) return {};
  PageOptions options;
  options.products = std::move(parsed).value();
  const auto page = ReadPage(AsBytes(html), options);
  EXPECT_TRUE(page.ok());
  return ReadProducts(page.value(), "https://shop.example/").list;
}

/// The names that one selector finds, each in an <li>.
std::string Names(std::string_view html, const std::string& selector) {
  std::string names;
  for (const Product& product : Find(html, {{"item", "li"}, {"name", selector}}))
    names += product.name + ";";
  return names;
}

TEST(Selectors, AListOfGoodsIsReadFieldByField) {
  const auto products = Find(
      "<ul><li class='card product'><a class=title href=/a>Tea</a><img src=a.jpg>"
      "<b class=price>1.299,00 &euro;</b><i>1</i></li>"
      "<li class=product data-sku=T2><a class=title href=/b>Cup</a><b class=price data-amount=3.5>"
      "3,50</b><span class=cur>EUR</span></li><li class=banner><a class=title>Sale</a></li></ul>",
      {{"item", ".product"},
       {"name", ".title"},
       {"url", "a.title"},
       {"image", "img"},
       {"sku", "li@data-sku"},
       {"price", ".price@data-amount, .price"},
       {"currency", ".cur"}});
  ASSERT_EQ(products.size(), 2U);
  EXPECT_EQ(products[0].name + " " + products[0].price + " " + products[0].currency,
            "Tea 1299.00 EUR");
  EXPECT_EQ(products[0].url + " " + products[0].image,
            "https://shop.example/a https://shop.example/a.jpg");
  EXPECT_EQ(products[1].name + " " + products[1].price + " " + products[1].currency,
            "Cup 3.50 EUR");
  EXPECT_EQ(products[1].sku, "T2");
  EXPECT_EQ(Name(products[1].carrier), "selector");
}

TEST(Selectors, WithoutAnItemThePageShowsOneProduct) {
  const auto products =
      Find("<h1>Tea</h1><p id=p>12,00 &euro;</p><h1>More</h1>", {{"name", "h1"}, {"price", "#p"}});
  ASSERT_EQ(products.size(), 1U);
  EXPECT_EQ(products[0].name + " " + products[0].price, "Tea 12.00");
}

TEST(Selectors, AnElementThatHoldsNoTextIsPassedOver) {
  const auto products = Find("<meta class=n content=x><b class=n>Tea</b>", {{"name", ".n"}});
  ASSERT_EQ(products.size(), 1U);
  EXPECT_EQ(products[0].name, "Tea");
}

TEST(Selectors, EachPartOfTheSubsetMeansWhatCssSays) {
  constexpr std::string_view kHtml =
      "<body class=shop><ul><li id=one class='a b'><p><b title='x y' data-n>1</b></p></li>"
      "<li class=ab><b TITLE=z>2</b></li></ul>";
  EXPECT_EQ(Names(kHtml, "b"), "1;2;");
  EXPECT_EQ(Names(kHtml, "li > b"), "2;");
  EXPECT_EQ(Names(kHtml, "li b"), "1;2;");
  EXPECT_EQ(Names(kHtml, ".a.b b"), "1;");
  EXPECT_EQ(Names(kHtml, "#one *"), "1;");
  EXPECT_EQ(Names(kHtml, "[data-n]"), "1;");
  EXPECT_EQ(Names(kHtml, "[title='x y']"), "1;");
  EXPECT_EQ(Names(kHtml, "[title=z], [data-n]"), "1;2;");
  EXPECT_EQ(Names(kHtml, "body.shop ul>li>p>B"), "1;");
  EXPECT_EQ(Names(kHtml, ".A b"), "");
  EXPECT_EQ(Names(kHtml, "b@title"), "x y;z;");
}

TEST(Selectors, WhatIsOutsideTheSubsetIsRefused) {
  for (const std::string_view text : {"",          " ",     ">",     "a >",   "> a",    "a:hover",
                                      "a::before", "a + b", "a ~ b", "a,",    ",a",     ".",
                                      "#",         "[",     "[a",    "[a=",   "[a='x]", "[a^=x]",
                                      "a@",        "a@b@c", "a b@",  "a\\:b", "a !",    "a @x y"}) {
    const auto parsed = ParseProductSelectors({{"name", std::string(text)}});
    EXPECT_FALSE(parsed.ok()) << text;
  }
  EXPECT_FALSE(ParseProductSelectors({{"seller", "b"}}).ok());
  EXPECT_FALSE(ParseProductSelectors({{"item", "li@id"}}).ok());
  std::string many = "a";
  for (int i = 0; i < 64; ++i) many += " a";
  EXPECT_EQ(ParseProductSelectors({{"name", many}}).error().code, ErrorCode::kInvalidArgument);
}

TEST(Selectors, MarkupForProgramsComesFirstAndDisagreementIsSaid) {
  const auto products = Find(
      "<script type=application/ld+json>{\"@type\":\"Product\",\"name\":\"Tea\",\"offers\":"
      "{\"price\":\"4.00\",\"priceCurrency\":\"EUR\"}}</script><h1>Tea</h1><b>5,00 &euro;</b>",
      {{"name", "h1"}, {"price", "b"}});
  ASSERT_EQ(products.size(), 1U);
  EXPECT_EQ(Name(products[0].carrier), "jsonld");
  EXPECT_EQ(products[0].price, "4.00");
  EXPECT_TRUE(products[0].conflict);
}

}  // namespace
}  // namespace assay::markup
