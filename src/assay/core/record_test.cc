// SPDX-License-Identifier: Apache-2.0
#include "assay/core/record.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Inspection, SurvivesJsonUnchanged) {
  const Inspection inspection{Outcome::kRepaired,
                              {"icc.dropped"},
                              "image/jpeg",
                              640,
                              480,
                              1,
                              {{"privacy.gps", FactState::kAbsent, nullptr, {}}}};
  EXPECT_EQ(InspectionFromJson(ToJson(inspection)).value(), inspection);
}

TEST(Inspection, TrustsNothingThatAWorkerSays) {
  const Json good = ToJson(Inspection{});
  for (const auto& [member, lie] : std::vector<std::pair<std::string, Json>>{{"outcome", "fine"},
                                                                             {"width_px", -1},
                                                                             {"width_px", 1.5},
                                                                             {"height_px", "9"},
                                                                             {"codes", {1}},
                                                                             {"facts", "none"},
                                                                             {"surprise", 1}}) {
    Json json = good;
    json[member] = lie;
    EXPECT_EQ(InspectionFromJson(json).error().code, ErrorCode::kCorrupt) << member;
  }
}

TEST(AssetName, IsParsedAsItIsGiven) {
  const Digest digest = Sha256("abc");
  EXPECT_EQ(ParseAssetName(AssetName(digest)).value(), digest);
  for (const std::string_view name : {"", "sha256:", "sha256:00", "sha512:00"})
    EXPECT_EQ(ParseAssetName(name).error().code, ErrorCode::kCorrupt) << name;
  EXPECT_FALSE(ParseAssetName(digest.Hex()).ok());
}

TEST(Outcome, OnlyCompletePicturesAreDecided) {
  EXPECT_TRUE(IsDecided(Outcome::kOk));
  EXPECT_TRUE(IsDecided(Outcome::kRepaired));
  for (const auto name : {"truncated", "corrupt", "bomb", "unsupported", "empty", "not_media"}) {
    EXPECT_FALSE(IsDecided(ParseOutcome(name).value())) << name;
  }
}

}  // namespace
}  // namespace assay
