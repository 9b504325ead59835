// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/licence_document.h"

#include <gtest/gtest.h>

#include "assay/rights/resolve.h"

namespace assay::pipeline {
namespace {

/// A worker's answer for one content, whose licence permits training.
Json Permits(Json more) {
  Json licence = {{"permits", {{{"type", "usage"}, {"tokens", {"ai-train"}}}}}};
  licence.update(more);
  return {{"contents", {{{"url", "/"}, {"licences", {std::move(licence)}}}}},
          {"cut", Json::array()}};
}

rights::UseWord Train(const Json& read) {
  rights::SiteAnswers site;
  site.licence = LicenceOf(read, "license.xml", {.status = 200});
  rights::WebContext context;
  context.path = "/a";
  return rights::Resolve(rights::FactsAbout(site, {}, context))[rights::Use::kTrain].word;
}

Json Payment(Json payment) { return {{"payments", {std::move(payment)}}}; }

TEST(LicenceOf, WhatCostsOrNamesTermsIsAnOffer) {
  EXPECT_EQ(Train(Permits(Json::object())), rights::UseWord::kAllow);
  EXPECT_EQ(Train(Permits(Payment({{"type", "free"}}))), rights::UseWord::kAllow);
  EXPECT_EQ(Train(Permits(Payment({{"type", "purchase"}}))), rights::UseWord::kConditional);
  EXPECT_EQ(Train(Permits(Payment({{"type", ""}, {"amount", "9"}}))),
            rights::UseWord::kConditional);
  EXPECT_EQ(Train(Permits(Payment({{"type", "free"}, {"standard", {"https://l.example/"}}}))),
            rights::UseWord::kConditional);
  Json terms = Permits(Json::object());
  terms["contents"][0]["terms"] = "https://l.example/";
  EXPECT_EQ(Train(terms), rights::UseWord::kConditional);
}

TEST(LicenceOf, WhatIsNotUnderstoodGrantsNothing) {
  EXPECT_EQ(Train(Permits({{"unknown", {"reporting"}}})), rights::UseWord::kUnknown);
  Json encrypted = Permits(Json::object());
  encrypted["contents"][0]["is_encrypted"] = true;
  EXPECT_EQ(Train(encrypted), rights::UseWord::kUnknown);
  Json cut = Permits(Json::object());
  cut["cut"] = {"contents"};
  EXPECT_EQ(Train(cut), rights::UseWord::kUnknown);
}

TEST(LicenceOf, WhatNoWorkerCouldReadIsMalformed) {
  for (const Json& read : {Json(), Json{{"malformed", "line 3"}}})
    EXPECT_FALSE(LicenceOf(read, "x", {.status = 200}).answer.well_formed) << read;
  EXPECT_EQ(LicenceOf({}, "x", {.status = 503}).answer.status, 503);
}

}  // namespace
}  // namespace assay::pipeline
