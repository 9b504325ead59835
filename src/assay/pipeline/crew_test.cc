// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

namespace assay::pipeline {
namespace {

/// The tool of a test: knows which thread made it.
struct Tool {
  std::thread::id maker = std::this_thread::get_id();
};
std::unique_ptr<Tool> MakeTool() { return std::make_unique<Tool>(); }

/// Squares of 0..count-1; early tasks are the slow ones.
std::vector<int> Squares(std::size_t threads, int count) {
  Crew<Tool> crew(threads, MakeTool);
  std::vector<int> tasks(static_cast<std::size_t>(count));
  std::iota(tasks.begin(), tasks.end(), 0);
  std::vector<int> outputs;
  const auto square = [count](Tool&, int task) {
    for (int spin = 0; spin < (count - task) * 200; ++spin) std::this_thread::yield();
    return task * task;
  };
  const auto take = [&outputs](int output) -> Status {
    outputs.push_back(output);
    return Done{};
  };
  EXPECT_TRUE(ForEachInOrder<int>(crew, std::move(tasks), square, take).ok());
  return outputs;
}

TEST(InOrder, GivesResultsInTheOrderOfTheTasksForAnyNumberOfThreads) {
  std::vector<int> expected;
  for (int i = 0; i < 40; ++i) expected.push_back(i * i);
  EXPECT_EQ(Squares(1, 40), expected);
  EXPECT_EQ(Squares(2, 40), expected);
  EXPECT_EQ(Squares(4, 40), expected);
}

TEST(Crew, KeepsAToolInTheThreadThatMadeItForAllTasksToCome) {
  std::atomic<int> made = 0;
  Crew<Tool> crew(3, [&made] {
    ++made;
    return MakeTool();
  });
  for (int round = 0; round < 2; ++round) {
    InOrder<Tool, int, bool> outputs(
        crew, [](Tool& tool, int) { return std::this_thread::get_id() == tool.maker; });
    for (int i = 0; i < 6; ++i) outputs.Push(i);
    while (!outputs.empty()) EXPECT_TRUE(outputs.Pop());
  }
  EXPECT_GE(made, 1);  // a thread may find no work left before it starts
  EXPECT_LE(made, 3);
}

TEST(InOrder, DropsWhatNobodyWaitsFor) {
  std::atomic<int> worked = 0;
  Crew<Tool> crew(1, MakeTool);
  {
    InOrder<Tool, int, int> outputs(crew, [&worked](Tool&, int task) {
      ++worked;
      return task;
    });
    for (int i = 0; i < 10; ++i) outputs.Push(i);
    EXPECT_EQ(outputs.Pop(), 0);
  }
  const int before = worked;
  InOrder<Tool, int, int> later(crew, [](Tool&, int task) { return task; });
  later.Push(7);
  EXPECT_EQ(later.Pop(), 7);  // behind everything that was pushed
  EXPECT_EQ(worked, before);
}

TEST(ForEachInOrder, EndsWithTheFirstErrorOfWhoTakes) {
  Crew<Tool> crew(2, MakeTool);
  int taken = 0;
  const auto take = [&taken](int output) -> Status {
    ++taken;
    if (output == 3) return Error{ErrorCode::kCancelled, "enough"};
    return Done{};
  };
  const Status status = ForEachInOrder<int>(
      crew, std::vector<int>{1, 2, 3, 4, 5}, [](Tool&, int task) { return task; }, take);
  EXPECT_EQ(status.error().what, "enough");
  EXPECT_EQ(taken, 3);
}

}  // namespace
}  // namespace assay::pipeline
