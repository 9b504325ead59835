// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/statistics.h"

#include <gtest/gtest.h>

namespace assay::pipeline {
namespace {

Json Made(int n, const Json& sum, const Json& squares) {
  return {{"sums", {{"n", n}, {"sum", sum}, {"squares", squares}}}};
}

// By hand: red 0 and 255, green 255 twice, blue 0 twice; then two grey pixels of 51.
TEST(Statistics, MeanAndDeviationOfAllPixels) {
  Statistics statistics;
  ASSERT_TRUE(statistics.Add("train", Made(2, {255, 510, 0}, {65025, 130050, 0})).ok());
  ASSERT_TRUE(statistics.Add("test", Made(2, {102}, {5202})).ok());
  const Json found = statistics.ToJson();
  const Json train = found.at("splits").at("train");
  EXPECT_EQ(train.at("mean"), (Json{0.5, 1.0, 0.0}));
  EXPECT_EQ(train.at("std"), (Json{0.5, 0.0, 0.0}));
  const Json test = found.at("splits").at("test");
  EXPECT_EQ(test.at("mean"), (Json{0.2, 0.2, 0.2}));
  EXPECT_EQ(test.at("std"), (Json{0.0, 0.0, 0.0}));
  const Json all = found.at("all");
  EXPECT_EQ(all.at("pictures"), 2);
  EXPECT_EQ(all.at("pixels"), 4);
  EXPECT_EQ(all.at("mean").at(0), 0.35);
}

TEST(Statistics, OfTransparentPicturesTheColours) {
  Statistics statistics;
  ASSERT_TRUE(statistics.Add("", Made(1, {255, 0, 0, 128}, {65025, 0, 0, 16384})).ok());
  const Json found = statistics.ToJson();
  EXPECT_EQ(found.at("all").at("mean"), (Json{1.0, 0.0, 0.0}));
  EXPECT_TRUE(found.at("splits").empty());
}

TEST(Statistics, APictureWithoutSumsIsAnError) {
  Statistics statistics;
  EXPECT_EQ(statistics.Add("", Json::object()).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace assay::pipeline
