// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/pacer.h"

#include <gtest/gtest.h>

namespace assay::acquire {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kStart{hours(1)};

Bearing Good() { return {.status = 200, .retry_after = {}, .took = milliseconds(10)}; }

TEST(Pacer, AHostIsAskedOneThingAtATimeAndASecondApart) {
  Pacer pacer({});
  EXPECT_LE(*pacer.NextAt("a"), kStart);
  pacer.Begin("a", kStart);
  EXPECT_FALSE(pacer.NextAt("a"));
  EXPECT_LE(*pacer.NextAt("b"), kStart);
  pacer.End("a", kStart + milliseconds(100), Good());
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(1));
}

TEST(Pacer, TheLongestWaitCounts) {
  Pacer pacer({});
  pacer.SetCrawlDelay("a", seconds(7));
  pacer.SetCrawlDelay("a", seconds(3));
  pacer.Begin("a", kStart);
  pacer.End("a", kStart, Good());
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(7));
  pacer.Begin("a", kStart);
  Bearing asked = Good();
  asked.retry_after = seconds(30);
  pacer.End("a", kStart, asked);
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(30));
}

TEST(Pacer, ACrawlDelayCountsFromTheRequestThatFoundIt) {
  Pacer pacer({});
  pacer.Begin("a", kStart);
  pacer.End("a", kStart + milliseconds(10), Good());
  pacer.SetCrawlDelay("a", seconds(7));
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(7));
  pacer.SetCrawlDelay("b", seconds(7));
  EXPECT_EQ(*pacer.NextAt("b"), Instant{});
}

TEST(Pacer, ASlowHostIsAskedLessOften) {
  Pacer pacer({});
  pacer.Begin("a", kStart);
  Bearing slow = Good();
  slow.took = seconds(4);
  pacer.End("a", kStart + seconds(4), slow);
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(8));
}

TEST(Pacer, FailuresDoubleTheWaitAndGoodAnswersHalveIt) {
  Pacer pacer({});
  for (int i = 0; i < 3; ++i) {
    pacer.Begin("a", kStart);
    pacer.End("a", kStart, {.status = 429});
  }
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(20));
  pacer.Begin("a", kStart);
  pacer.End("a", kStart, Good());
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(20));  // never sooner than was said before
  pacer.Begin("a", kStart + seconds(20));
  pacer.End("a", kStart + seconds(20), Good());
  EXPECT_EQ(*pacer.NextAt("a"), kStart + seconds(25));
}

TEST(Pacer, AHostThatFailsAndFailsIsLeftAlone) {
  Pacer pacer({});
  for (int i = 0; i < 8; ++i) {
    EXPECT_FALSE(pacer.IsLeftAlone("a"));
    pacer.Begin("a", kStart);
    pacer.End("a", kStart, {.status = i % 2 == 0 ? 0 : 500});
  }
  EXPECT_TRUE(pacer.IsLeftAlone("a"));
  EXPECT_FALSE(pacer.NextAt("a"));
}

TEST(Pacer, WhoWantsADayIsLeftAlone) {
  Pacer pacer({});
  pacer.SetCrawlDelay("a", hours(24));
  EXPECT_TRUE(pacer.IsLeftAlone("a"));
  pacer.Begin("b", kStart);
  pacer.End("b", kStart, {.status = 503, .retry_after = hours(24)});
  EXPECT_TRUE(pacer.IsLeftAlone("b"));
}

TEST(RetryAfter, SecondsAndDatesAreRead) {
  const auto now = std::chrono::system_clock::from_time_t(784'111'777);  // 1994-11-06 08:49:37
  EXPECT_EQ(ParseRetryAfter("120", now), seconds(120));
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:50:37 GMT", now), seconds(60));
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:40:00 GMT", now), seconds(0));
  EXPECT_GT(ParseRetryAfter("99999999999999999999999", now), hours(24));
  for (const char* text : {"", "soon", "12x", "-"})
    EXPECT_FALSE(ParseRetryAfter(text, now)) << text;
}

TEST(Patience, WhatAHostSaidHoldsForTheNextCrawl) {
  using std::chrono::seconds;
  const Instant now{seconds(1'000)};
  Pacer first({});
  first.Begin("a", now);
  first.End("a", now, {.status = 429, .retry_after = seconds(90)});
  const Patience said = first.PatienceOf("a").value();
  EXPECT_TRUE(said.in_words);
  EXPECT_EQ(said.until, now + seconds(90));
  Pacer second({});
  second.Restore("a", said, now + seconds(10));
  EXPECT_EQ(second.NextAt("a").value(), now + seconds(90));
  second.End("a", now + seconds(90), {.status = 429});
  EXPECT_EQ(second.PatienceOf("a")->failures, 2);
}

TEST(Patience, WhoWantsMoreThanWeWaitIsLeftAloneUntilThen) {
  using std::chrono::hours;
  const Instant now{hours(1'000)};
  Pacer pacer({});
  pacer.Restore("a", {now + hours(2), {}, 1, true}, now);
  EXPECT_TRUE(pacer.IsLeftAlone("a"));
  Pacer later({});
  later.Restore("a", {now + hours(2), {}, 1, true}, now + hours(2));
  EXPECT_FALSE(later.IsLeftAlone("a"));
}

TEST(Patience, WhoFailedTooOftenIsTriedAgainWhenItsTimeIsOver) {
  using std::chrono::hours;
  const Instant now{hours(1'000)};
  Pacer first({});
  for (int n = 0; n < 8; ++n) first.End("a", now, {.status = 0});
  const Patience kept = first.PatienceOf("a").value();
  EXPECT_EQ(kept.until, now + hours(1));
  Pacer soon({});
  soon.Restore("a", kept, now + hours(1) / 2);
  EXPECT_TRUE(soon.IsLeftAlone("a"));
  Pacer late({});
  late.Restore("a", kept, now + hours(1));
  EXPECT_FALSE(late.IsLeftAlone("a"));
  late.End("a", now + hours(1), {.status = 200});
  EXPECT_FALSE(late.IsLeftAlone("a"));
}

TEST(Patience, AHostThatAnswersWellAsksForNothing) {
  Pacer pacer({});
  EXPECT_FALSE(pacer.PatienceOf("a"));
  pacer.End("a", Instant{}, {.status = 200});
  EXPECT_FALSE(pacer.PatienceOf("a"));
}

}  // namespace
}  // namespace assay::acquire
