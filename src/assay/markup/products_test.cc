// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/products.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::markup {
namespace {

constexpr std::string_view kUrl = "https://shop.example/tea/";

Products Read(std::string_view html) {
  const auto page = ReadPage(AsBytes(html));
  EXPECT_TRUE(page.ok()) << page.error().what;
  return ReadProducts(page.value(), kUrl);
}

Product One(std::string_view html) {
  const Products products = Read(html);
  EXPECT_EQ(products.list.size(), 1U) << html;
  return products.list.empty() ? Product{} : products.list[0];
}

std::string Script(std::string_view json) {
  return "<script type='application/ld+json'>" + std::string(json) + "</script>";
}

Product OneJson(std::string_view json) { return One(Script(json)); }

// ---- JSON-LD ----

TEST(JsonLdProduct, AllThatIsSaidOfOneThingIsRead) {
  const Product tea = OneJson(
      R"({"@context":"https://schema.org","@type":"Product","name":"Green tea","sku":"T-1",
          "gtin13":"4006381333931","mpn":"GT","brand":{"@type":"Brand","name":"Leaf"},
          "image":["/t.jpg","/u.jpg"],"url":"green","offers":{"@type":"Offer","price":4.5,
          "priceCurrency":"EUR","availability":"http://schema.org/InStock",
          "itemCondition":"https://schema.org/NewCondition"}})");
  const Product wanted{.sku = "T-1",
                       .gtin = "4006381333931",
                       .mpn = "GT",
                       .name = "Green tea",
                       .brand = "Leaf",
                       .url = "https://shop.example/tea/green",
                       .image = "https://shop.example/t.jpg",
                       .price = "4.50",
                       .price_raw = "4.5",
                       .price_low = "",
                       .price_high = "",
                       .currency = "EUR",
                       .availability = Availability::kInStock,
                       .condition = "new",
                       .carrier = ProductCarrier::kJsonLd,
                       .conflict = false};
  EXPECT_EQ(tea, wanted);
}

TEST(JsonLdProduct, GraphsListsAndReferencesAreFollowed) {
  const Product tea = OneJson(
      R"([{"@graph":[{"@type":"WebPage","mainEntity":{"@id":"#p"}},
          {"@id":"#p","@type":["Product","Thing"],"name":"Tea","offers":[{"@id":"#o"}]},
          {"@id":"#o","@type":"Offer","priceSpecification":[
            {"@type":"DeliveryChargeSpecification","price":"3.00","priceCurrency":"EUR"},
            {"@type":"UnitPriceSpecification","priceType":"https://schema.org/ListPrice",
             "price":"9.00","priceCurrency":"EUR"},
            {"@type":"UnitPriceSpecification","price":"7.00","priceCurrency":"EUR"}]}]}])");
  EXPECT_EQ(tea.name, "Tea");
  EXPECT_EQ(tea.price, "7.00");
  EXPECT_EQ(tea.currency, "EUR");
}

TEST(JsonLdProduct, AnOfferThatNamesWhatItSellsIsItsOffer) {
  const Product tea = OneJson(R"({"@type":"Offer","price":"2","priceCurrency":"GBP",
                                  "itemOffered":{"@type":"Product","name":"Tea"}})");
  EXPECT_EQ(tea.price, "2.00");
}

TEST(JsonLdProduct, SeveralOffersAreARangeUnlessTheyAgree) {
  const auto offers = [](std::string_view list) {
    return OneJson(R"({"@type":"Product","name":"Tea","offers":)" + std::string(list) + "}");
  };
  const Product agreed = offers(
      R"([{"price":"2.0","priceCurrency":"EUR","availability":"OutOfStock"},
          {"price":2,"priceCurrency":"EUR","availability":"InStock"}])");
  EXPECT_EQ(agreed.price, "2.00");
  EXPECT_EQ(agreed.availability, Availability::kInStock);
  const Product range =
      offers(R"([{"price":2,"priceCurrency":"EUR"},{"price":"10","priceCurrency":"EUR"}])");
  EXPECT_EQ(range.price, "");
  EXPECT_EQ(range.price_low, "2.00");
  EXPECT_EQ(range.price_high, "10.00");
  const Product aggregate =
      offers(R"({"@type":"AggregateOffer","lowPrice":"2","highPrice":9,"priceCurrency":"EUR"})");
  EXPECT_EQ(aggregate.price_low + "-" + aggregate.price_high, "2.00-9.00");
  const Product open = offers(R"({"@type":"AggregateOffer","lowPrice":"2","priceCurrency":"EUR"})");
  EXPECT_EQ(open.price + "|" + open.price_low + "|" + open.price_high, "|2.00|");
  const Product mixed =
      offers(R"([{"price":2,"priceCurrency":"EUR"},{"price":2,"priceCurrency":"USD"}])");
  EXPECT_EQ(mixed.price + mixed.currency, "");
}

TEST(JsonLdProduct, ATextThatCanBeReadInTwoWaysIsKeptAsWritten) {
  const auto offer = [](std::string_view price) {
    return OneJson(R"({"@type":"Product","name":"Tea","offers":{"priceCurrency":"EUR","price":)" +
                   std::string(price) + "}}");
  };
  EXPECT_EQ(offer(R"("1.299")").price, "");
  EXPECT_EQ(offer(R"("1.299")").price_raw, "1.299");
  EXPECT_EQ(offer("1.299").price, "1.299");
  EXPECT_EQ(offer("1299.00").price, "1299.00");
  EXPECT_EQ(offer(R"("1.299,00")").price, "1299.00");
  EXPECT_EQ(offer("1e300").price, "");
}

TEST(JsonLdProduct, WhatIsNoProductOrHasNoNameIsNone) {
  for (const std::string_view json :
       {R"({"@type":"Article","name":"Tea"})", R"({"@type":"Product"})", "{]", "[]", "7",
        R"({"@type":"Event","name":"Tasting","offers":{"price":1}})"})
    EXPECT_TRUE(Read(Script(json)).list.empty()) << json;
}

// ---- markup ----

TEST(MicrodataProduct, NestedItemsAndContentAttributesAreRead) {
  const Product tea =
      One("<div itemscope itemtype='http://schema.org/Product'><h1 itemprop=name>Tea</h1>"
          "<img itemprop=image src=t.jpg><span itemprop=brand itemscope><b "
          "itemprop=name>Leaf</b></span>"
          "<meta itemprop=gtin8 content='9638-5074'><data itemprop=sku value=T-1>No. 1</data>"
          "<div itemprop=offers itemscope itemtype='https://schema.org/Offer'>"
          "<span itemprop=price content='1299.00'>1.299,00</span>"
          "<meta itemprop=priceCurrency content=eur>"
          "<link itemprop=availability href='https://schema.org/SoldOut'></div></div>");
  EXPECT_EQ(tea.name, "Tea");
  EXPECT_EQ(tea.brand, "Leaf");
  EXPECT_EQ(tea.gtin, "96385074");
  EXPECT_EQ(tea.sku, "T-1");
  EXPECT_EQ(tea.image, "https://shop.example/tea/t.jpg");
  EXPECT_EQ(tea.price + " " + tea.currency, "1299.00 EUR");
  EXPECT_EQ(tea.availability, Availability::kOutOfStock);
  EXPECT_EQ(Name(tea.carrier), "microdata");
}

TEST(MicrodataProduct, ThePriceThatIsSeenCountsWhereNoneIsStated) {
  const Product tea =
      One("<p itemscope itemtype='https://schema.org/Product'><b itemprop=name>Tea</b>"
          "<i itemprop=price>1.299,00&nbsp;&euro;</i>");
  EXPECT_EQ(tea.price + " " + tea.currency, "1299.00 EUR");
  EXPECT_EQ(tea.price_raw, "1.299,00\xC2\xA0\xE2\x82\xAC");
}

TEST(RdfaProduct, TypedThingsAndTheirOffersAreRead) {
  const Product tea =
      One("<div vocab='https://schema.org/' typeof=Product><b property=name>Tea</b>"
          "<div property=offers typeof=Offer><span property=price content='4.20'>4,20</span>"
          "<meta property=priceCurrency content=EUR></div></div>");
  EXPECT_EQ(tea.name, "Tea");
  EXPECT_EQ(tea.price + " " + tea.currency, "4.20 EUR");
  EXPECT_EQ(Name(tea.carrier), "rdfa");
}

TEST(OpenGraphProduct, TagsOfAPriceMakeAProduct) {
  const Product tea =
      One("<meta property=og:title content=Tea><meta property=og:url content=/tea/>"
          "<meta property=product:price:amount content=4.20>"
          "<meta property=product:price:currency content=EUR>"
          "<meta property=product:availability content='out of stock'>");
  EXPECT_EQ(tea.name, "Tea");
  EXPECT_EQ(tea.url, kUrl);
  EXPECT_EQ(tea.price + " " + tea.currency, "4.20 EUR");
  EXPECT_EQ(tea.availability, Availability::kOutOfStock);
  EXPECT_EQ(Name(tea.carrier), "opengraph");
  EXPECT_TRUE(Read("<meta property=og:title content=Tea><meta property=og:type content=article>")
                  .list.empty());
}

// ---- several ----

std::string Twice(std::string_view json_price, std::string_view meta_price) {
  return Script(R"({"@type":"Product","name":"Tea","offers":{"priceCurrency":"EUR","price":")" +
                std::string(json_price) + "\"}}") +
         "<meta property=og:title content='Tea | Shop'><meta property=og:image content=/t.jpg>"
         "<meta property=og:price:currency content=EUR><meta property=og:price:amount content='" +
         std::string(meta_price) + "'>";
}

TEST(Products, OneProductOfSeveralCarriersIsOne) {
  const Product tea = One(Twice("4.20", "4.2"));
  EXPECT_EQ(tea.carrier, ProductCarrier::kJsonLd);
  EXPECT_EQ(tea.name, "Tea");
  EXPECT_EQ(tea.image, "https://shop.example/t.jpg");
  EXPECT_FALSE(tea.conflict);
}

TEST(Products, CarriersThatDisagreeOnThePriceAreAConflict) {
  const Product tea = One(Twice("4.20", "4.99"));
  EXPECT_EQ(tea.price, "4.20");
  EXPECT_TRUE(tea.conflict);
}

TEST(Products, APriceThatCouldNotBeReadComesFromTheNextCarrier) {
  const Product tea = One(Twice("1.299", "1299.00"));
  EXPECT_EQ(tea.price, "1299.00");
  EXPECT_FALSE(tea.conflict);
}

TEST(Products, ThingsWithCodesOfTheirOwnStayApart) {
  const Products products =
      Read(Script(R"([{"@type":"Product","name":"Tea","sku":"1","offers":{"price":1}},
                 {"@type":"Product","name":"Tea","sku":"2","offers":{"price":2}}])"));
  ASSERT_EQ(products.list.size(), 2U);
  EXPECT_FALSE(products.list[0].conflict);
}

TEST(Products, AListOfGoodsIsReadUpToItsLimit) {
  std::string html;
  for (int i = 0; i < 1'001; ++i) {
    const std::string n = std::to_string(i);
    html += "<li itemscope itemtype='https://schema.org/Product'><a itemprop=url href=/p" + n +
            "><b itemprop=name>Tea " + n +
            "</b></a><p itemprop=offers itemscope><i itemprop=price>1.00</i></li>";
  }
  const Products products = Read(html);
  EXPECT_EQ(products.list.size(), 1'000U);
  EXPECT_TRUE(products.is_cut);
  EXPECT_EQ(products.list[999].url, "https://shop.example/p999");
}

TEST(Products, OffersThatAllShareAreVisitedABoundedNumberOfTimes) {
  std::string json = R"([{"@id":"#a","@type":"AggregateOffer","offers":[)";
  for (int i = 0; i < 400; ++i) json += i == 0 ? R"({"price":1})" : R"(,{"price":1})";
  json += "]}";
  for (int i = 0; i < 900; ++i)
    json += R"(,{"@type":"Product","offers":{"@id":"#a"},"name":"Tea )" + std::to_string(i) + "\"}";
  const Products products = Read(Script(json + "]"));
  EXPECT_EQ(products.list.size(), 900U);
  EXPECT_TRUE(products.is_cut);
}

}  // namespace
}  // namespace assay::markup
