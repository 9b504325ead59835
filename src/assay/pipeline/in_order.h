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

namespace assay::pipeline {

/// Threads: Push and Pop are called by one thread, which also destroys the object.
template <typename Task, typename Output>
class InOrder {
 public:
  using Work = std::function<Output(Task&)>;

  /// `make_work` is called once in each thread, so that what it captures lives and dies there.
  /// At most `window` tasks are in memory, done or not.
  InOrder(std::size_t threads, std::size_t window, const std::function<Work()>& make_work)
      : window_(window) {
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back(
          [this, make_work](const std::stop_token& stop) { Serve(stop, make_work()); });
    }
  }

  [[nodiscard]] bool full() const { return tasks_.size() >= window_; }
  [[nodiscard]] bool empty() const { return tasks_.empty(); }

  /// Requires !full().
  void Push(Task task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::make_unique<Slot>(std::move(task)));
    }
    changed_.notify_all();
  }

  /// The output of the oldest task; waits for it. Requires !empty().
  Output Pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return tasks_.front()->output.has_value(); });
    Output output = std::move(*tasks_.front()->output);
    tasks_.pop_front();
    --claimed_;
    return output;
  }

 private:
  struct Slot {
    explicit Slot(Task t) : task(std::move(t)) {}
    Task task;
    std::optional<Output> output;
  };

  /// The oldest task that nobody works on; none when the pool ends.
  Slot* Claim(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return claimed_ < tasks_.size(); })) return nullptr;
    return tasks_[claimed_++].get();
  }

  void Serve(const std::stop_token& stop, const Work& work) {
    while (Slot* slot = Claim(stop)) {
      Output output = work(slot->task);
      {
        const std::lock_guard lock(mutex_);
        slot->output = std::move(output);
      }
      changed_.notify_all();
    }
  }

  std::size_t window_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::unique_ptr<Slot>> tasks_;  // the first `claimed_` are done or being worked on
  std::size_t claimed_ = 0;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace assay::pipeline
