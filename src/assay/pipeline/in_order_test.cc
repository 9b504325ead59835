// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/in_order.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace assay::pipeline {
namespace {

/// Runs 0..count-1 through a pool; early tasks are the slow ones.
std::vector<int> Squares(std::size_t threads, std::size_t window, int count) {
  InOrder<int, int> pool(threads, window, [count] {
    return [count](int& task) {
      for (int spin = 0; spin < (count - task) * 200; ++spin) std::this_thread::yield();
      return task * task;
    };
  });
  std::vector<int> outputs;
  for (int i = 0; i < count; ++i) {
    if (pool.full()) outputs.push_back(pool.Pop());
    pool.Push(i);
  }
  while (!pool.empty()) outputs.push_back(pool.Pop());
  return outputs;
}

TEST(InOrder, GivesResultsInTheOrderOfTheTasksForAnyNumberOfThreads) {
  std::vector<int> expected;
  for (int i = 0; i < 40; ++i) expected.push_back(i * i);
  EXPECT_EQ(Squares(1, 1, 40), expected);
  EXPECT_EQ(Squares(2, 8, 40), expected);
  EXPECT_EQ(Squares(4, 3, 40), expected);
}

TEST(InOrder, MakesItsWorkInTheThreadThatUsesIt) {
  std::atomic<int> made = 0;
  InOrder<int, bool> pool(3, 6, [&made] {
    ++made;
    const auto maker = std::this_thread::get_id();
    return [maker](int&) { return std::this_thread::get_id() == maker; };
  });
  for (int i = 0; i < 6; ++i) pool.Push(i);
  while (!pool.empty()) EXPECT_TRUE(pool.Pop());
  EXPECT_GE(made, 1);  // a thread may find no work left before it starts
  EXPECT_LE(made, 3);
}

TEST(InOrder, EndsWithTasksStillWaiting) {
  InOrder<int, int> pool(1, 10, [] { return [](int& task) { return task; }; });
  for (int i = 0; i < 10; ++i) pool.Push(i);
  EXPECT_EQ(pool.Pop(), 0);
}

}  // namespace
}  // namespace assay::pipeline
