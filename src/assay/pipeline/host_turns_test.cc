// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/host_turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace assay::pipeline {
namespace {

TEST(HostTurns, AHostHasOneAtATimeAndAPauseBetween) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kPause{5};
  HostTurns turns(kPause);
  std::atomic<int> inside = 0;
  std::vector<Clock::time_point> begun;  // written in a turn only
  Clock::time_point last_end{};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        const HostTurns::Turn turn(turns, "a.example");
        EXPECT_EQ(++inside, 1);
        EXPECT_GE(Clock::now() - last_end, kPause);
        begun.push_back(Clock::now());
        --inside;
        last_end = Clock::now();
      }
    });
  threads.clear();
  EXPECT_EQ(begun.size(), 20U);
}

TEST(HostTurns, HostsDoNotWaitForEachOther) {
  HostTurns turns(std::chrono::hours(1));
  const HostTurns::Turn first(turns, "a.example");
  std::jthread other([&turns] { const HostTurns::Turn second(turns, "b.example"); });
  other.join();
}

}  // namespace
}  // namespace assay::pipeline
