// SPDX-License-Identifier: Apache-2.0
#include "assay/core/decision.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

Decision Denied() {
  return {Verdict::kDeny,
          {{"licence.noncommercial", "contract", "copyright", {1}, "NC forbids commercial use"}},
          {{"attribute", {{"name", "Ada"}}}},
          ""};
}

TEST(Decision, SurvivesJsonUnchanged) {
  EXPECT_EQ(DecisionFromJson(ToJson(Denied())).value(), Denied());
}

TEST(Decision, RefusesNonsenseThatAPolicyMightAnswer) {
  Json json = ToJson(Denied());
  json["verdict"] = "maybe";
  EXPECT_EQ(DecisionFromJson(json).error().code, ErrorCode::kCorrupt);
  json = ToJson(Denied());
  json["reasons"] = Json::array();
  EXPECT_EQ(DecisionFromJson(json).error().code, ErrorCode::kCorrupt);
  json = ToJson(Denied());
  json["reasons"][0]["tier"] = "wish";
  EXPECT_EQ(DecisionFromJson(json).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(DecisionFromJson(Json(true)).error().code, ErrorCode::kCorrupt);
}

TEST(Verdict, IsOrderedByStrictness) {
  EXPECT_LT(Verdict::kAllow, Verdict::kReview);
  EXPECT_LT(Verdict::kReview, Verdict::kDeny);
}

}  // namespace
}  // namespace assay
