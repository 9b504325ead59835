// SPDX-License-Identifier: Apache-2.0
//
// Work in several threads, results in the order of the tasks: what makes a run's outcome
// independent of the number of workers.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "assay/core/result.h"

namespace assay::pipeline {

/// Threads with a tool each. A tool is made by the first job of its thread, used by no other, and
/// destroyed there: a process that a thread has started may end with it.
template <typename Tool>
class Crew {
 public:
  using Job = std::function<void(Tool&)>;

  Crew(std::size_t threads, std::function<std::unique_ptr<Tool>()> make_tool)
      : make_tool_(std::move(make_tool)) {
    for (std::size_t i = 0; i < threads; ++i)
      threads_.emplace_back([this](const std::stop_token& stop) { Serve(stop); });
  }

  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// All are told before any is waited for: tools take their time to go.
  ~Crew() {
    for (std::jthread& thread : threads_) thread.request_stop();
  }

  [[nodiscard]] std::size_t size() const { return threads_.size(); }

  /// Jobs are begun in the order in which they come. One that has not begun when the crew is
  /// destroyed never does.
  void Post(Job job) {
    {
      const std::scoped_lock lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
  }

 private:
  void Serve(const std::stop_token& stop) {
    std::unique_ptr<Tool> tool;
    for (;;) {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !jobs_.empty(); })) return;
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      if (!tool) tool = make_tool_();
      job(*tool);
    }
  }

  std::function<std::unique_ptr<Tool>()> make_tool_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

/// Tasks that a crew works on, and their outputs in the order of the tasks.
///
/// Threads: one uses it; the crew may have several at a time.
template <typename Tool, typename Task, typename Output>
class InOrder {
 public:
  using Work = std::function<Output(Tool&, Task&)>;

  InOrder(Crew<Tool>& crew, Work work) : crew_(crew), work_(std::move(work)) {}
  InOrder(const InOrder&) = delete;
  InOrder& operator=(const InOrder&) = delete;

  /// Waits for the tasks that are being worked on; the others are dropped.
  ~InOrder() {
    for (const auto& slot : slots_) slot->Drop();
  }

  /// Enough tasks in memory, done or not, to keep the crew busy.
  [[nodiscard]] bool full() const { return slots_.size() >= crew_.size() * 4; }
  [[nodiscard]] bool empty() const { return slots_.empty(); }
  [[nodiscard]] std::size_t size() const { return slots_.size(); }

  void Push(Task task) {
    slots_.push_back(std::make_shared<Slot>(work_, std::move(task)));
    crew_.Post([slot = slots_.back()](Tool& tool) { slot->Fill(tool); });
  }

  /// The output of the oldest task; waits for it. Requires !empty().
  Output Pop() {
    Output output = slots_.front()->Await();
    slots_.pop_front();
    return output;
  }

 private:
  class Slot {
   public:
    Slot(const Work& work, Task task) : work_(&work), task_(std::move(task)) {}

    void Fill(Tool& tool) {
      const std::scoped_lock working(working_);
      if (work_ == nullptr) return;
      Output output = (*work_)(tool, task_);
      const std::scoped_lock lock(mutex_);
      output_ = std::move(output);
      filled_.notify_one();
    }

    Output Await() {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return output_.has_value(); });
      ASSAY_CHECK(output_.has_value());
      return std::move(*output_);
    }

    void Drop() {
      const std::scoped_lock working(working_);
      work_ = nullptr;
    }

   private:
    std::mutex working_;  ///< held while the task is worked on
    const Work* work_;    ///< none: dropped
    Task task_;
    std::mutex mutex_;
    std::condition_variable filled_;
    std::optional<Output> output_;
  };

  Crew<Tool>& crew_;
  Work work_;
  std::deque<std::shared_ptr<Slot>> slots_;
};

/// Hands the output of each task to `take`, in the order of the tasks.
/// Errors:  the first of `take`, which is not called again then.
template <typename Output, typename Tool, typename Task>
Status ForEachInOrder(Crew<Tool>& crew, std::vector<Task> tasks,
                      typename InOrder<Tool, Task, Output>::Work work,
                      const std::function<Status(Output)>& take) {
  InOrder<Tool, Task, Output> outputs(crew, std::move(work));
  for (Task& task : tasks) {
    if (outputs.full()) ASSAY_TRY(take(outputs.Pop()));
    outputs.Push(std::move(task));
  }
  while (!outputs.empty()) ASSAY_TRY(take(outputs.Pop()));
  return Done{};
}

}  // namespace assay::pipeline
