// SPDX-License-Identifier: Apache-2.0
//
// What comes back for media: facts, endings and memory, through the real program.
#include "program_testing.h"

namespace assay::channel {
namespace {

using testing::Ask;
using testing::EndingOf;

TEST(Inspect, WhatIsNoMediaIsAnOutcome) {
  Worker worker(testing::Program());
  const Answer answer = Ask(worker, Op::kInspect, "hello", Json::object());
  EXPECT_EQ(EndingOf(answer), "answered");
  EXPECT_EQ(answer.json.value("outcome", ""), "not_media");
}

TEST(Inspect, AnUnknownStepIsRefusedByName) {
  Worker worker(testing::Program());
  const Answer answer = Ask(worker, Op::kInspect, "hello", {{"steps", {"astrology"}}});
  EXPECT_EQ(EndingOf(answer), "refused");
  EXPECT_EQ(answer.json.value("code", ""), "bad.request");
}

}  // namespace
}  // namespace assay::channel
