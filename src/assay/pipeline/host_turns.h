// SPDX-License-Identifier: Apache-2.0
//
// Who may ask a host, and when: one at a time, with a pause in between, however many threads ask.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace assay::pipeline {

/// Threads: any.
class HostTurns {
 public:
  explicit HostTurns(std::chrono::milliseconds pause) : pause_(pause) {}

  /// Leave to ask one host. It ends with its life; the pause begins then.
  class Turn {
   public:
    /// Waits for it. Requires that this thread has no other turn.
    Turn(HostTurns& turns, std::string host);
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

   private:
    HostTurns& turns_;
    std::string host_;
  };

 private:
  using Clock = std::chrono::steady_clock;
  struct Host {
    bool is_busy = false;
    Clock::time_point free_at{};
  };

  std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Host> hosts_;  ///< guarded by mutex_
};

}  // namespace assay::pipeline
