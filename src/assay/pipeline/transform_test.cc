// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/pipeline/transform_internal.h"

namespace assay::pipeline {
namespace {

using channel::Answer;
using channel::Ending;

Answer Made() {
  Answer answer;
  answer.ending = Ending::kAnswered;
  answer.json = Json::parse(R"({"outcome": "repaired", "codes": ["icc.dropped"],
      "media_type": "image/png", "width_px": 3, "height_px": 2, "affine": [0.5, 0, 0, 0, 0.5, 0],
      "source": {"width_px": 6, "height_px": 4},
      "sums": {"n": 6, "sum": [1, 2, 3], "squares": [4, 5, 6]}})");
  answer.blob = {1, 2, 3};
  return answer;
}

std::string RefusalOf(Answer answer) { return TransformedFrom(std::move(answer)).value().refusal; }

TEST(TransformedFrom, TakesWhatHoldsTogether) {
  const Transformed made = TransformedFrom(Made()).value();
  EXPECT_EQ(made.refusal, "");
  EXPECT_EQ(made.outcome, Outcome::kRepaired);
  EXPECT_EQ(made.codes, std::vector<std::string>{"icc.dropped"});
  EXPECT_EQ(made.media_type, "image/png");
  EXPECT_EQ(made.width_px, 3);
  EXPECT_EQ(made.height_px, 2);
  EXPECT_EQ(made.bytes, (Bytes{1, 2, 3}));
}

TEST(TransformedFrom, AnAnswerThatCannotBeTrueIsALie) {
  const Json wrong = Json::parse(R"({"outcome": "truncated", "codes": "none",
      "media_type": "image/../../x", "width_px": 0, "height_px": 65536, "affine": [1, 0, 0, 0, 1],
      "source": {"width_px": 6}, "sums": {"n": 6, "sum": [1, 2], "squares": [4, -5]}})");
  for (const auto& [name, value] : wrong.items()) {
    Answer answer = Made();
    answer.json[name] = value;
    EXPECT_EQ(RefusalOf(answer), "worker.lied") << name;
    answer.json.erase(name);
    EXPECT_EQ(RefusalOf(answer), "worker.lied") << name;
    answer = Made();
    answer.json[name] = Json::object();
    EXPECT_EQ(RefusalOf(answer), "worker.lied") << name;
  }
  Answer empty = Made();
  empty.blob.clear();
  EXPECT_EQ(RefusalOf(empty), "worker.lied");
}

TEST(TransformedFrom, AWorkerThatFellIsARefusal) {
  Answer answer;
  answer.ending = Ending::kCrashed;
  EXPECT_EQ(RefusalOf(answer), "worker.crashed");
  EXPECT_EQ(TransformedFrom(answer).value().outcome, Outcome::kCorrupt);
  answer.ending = Ending::kCpuLimit;
  EXPECT_EQ(RefusalOf(answer), "worker.cpu_limit");
  EXPECT_EQ(TransformedFrom(answer).value().outcome, Outcome::kBomb);
}

TEST(TransformedFrom, ARefusalKeepsItsOutcomeAndCodes) {
  Answer answer;
  answer.ending = Ending::kRefused;
  answer.json = Json::parse(
      R"({"code": "undecided", "outcome": "truncated", "codes": ["jpeg.ended"], "what": "x"})");
  const Transformed refused = TransformedFrom(answer).value();
  EXPECT_EQ(refused.refusal, "undecided");
  EXPECT_EQ(refused.outcome, Outcome::kTruncated);
  EXPECT_EQ(refused.codes, std::vector<std::string>{"jpeg.ended"});
  answer.json["codes"] = 1;
  EXPECT_EQ(RefusalOf(answer), "worker.lied");
  answer.json = {{"code", "limit.memory"}, {"what", "x"}};
  EXPECT_EQ(RefusalOf(answer), "limit.memory");
  EXPECT_EQ(TransformedFrom(answer).value().outcome, Outcome::kBomb);
  answer.json = {{"code", "bad.request"}, {"what", "x"}};
  EXPECT_EQ(TransformedFrom(answer).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::pipeline
