// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/host_turns.h"

#include <utility>

namespace assay::pipeline {

HostTurns::Turn::Turn(HostTurns& turns, std::string host) : turns_(turns), host_(std::move(host)) {
  std::unique_lock lock(turns_.mutex_);
  Host& state = turns_.hosts_[host_];  // stays where it is: nothing is ever taken out
  for (;;) {
    turns_.changed_.wait(lock, [&state] { return !state.is_busy; });
    if (state.free_at <= Clock::now()) break;
    turns_.changed_.wait_until(lock, state.free_at);
  }
  state.is_busy = true;
}

HostTurns::Turn::~Turn() {
  {
    const std::scoped_lock lock(turns_.mutex_);
    Host& state = turns_.hosts_[host_];
    state.is_busy = false;
    state.free_at = Clock::now() + turns_.pause_;
  }
  turns_.changed_.notify_all();
}

}  // namespace assay::pipeline
