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

}  // namespace
}  // namespace assay::acquire
