// SPDX-License-Identifier: Apache-2.0
#include "stop.h"

#include <csignal>

namespace assay::cli {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal handler has no other
std::atomic<bool> g_stop = false;
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<int> g_signal = 0;

void AskToStop(int signal) {
  g_signal = signal;
  g_stop = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void CatchStopSignals() {
  std::signal(SIGINT, AskToStop);
  std::signal(SIGTERM, AskToStop);
}

const std::atomic<bool>& StopRequested() { return g_stop; }
int StopSignal() { return g_signal; }

}  // namespace assay::cli
