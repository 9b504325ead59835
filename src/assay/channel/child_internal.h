// SPDX-License-Identifier: Apache-2.0
//
// One child process: started by exec with exactly the descriptors it is given, watched by pidfd,
// and judged when it is gone. It knows nothing of what the child is asked to do.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "assay/channel/worker.h"
#include "assay/core/file.h"
#include "assay/core/result.h"

namespace assay::channel::internal {

struct Launch {
  std::filesystem::path program;
  std::vector<std::string> arguments;            ///< without the program's name
  std::vector<std::pair<int, int>> descriptors;  ///< (number there, our descriptor above 9)
};

/// Threads: the thread that starts it must outlive it (PR_SET_PDEATHSIG follows the thread).
class Child {
 public:
  /// Errors:  kUnavailable when it cannot be started.
  static Result<Child> Start(const Launch& launch);
  Child(Child&&) = default;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// Readable once the process has ended.
  [[nodiscard]] int fd() const { return process_.get(); }
  [[nodiscard]] pid_t pid() const { return pid_; }

  /// CPU time so far. Needs no privilege: prlimit(RLIMIT_CPU) would need CAP_SYS_RESOURCE, which
  /// root in a container lacks, and a timer inside the child could be disarmed there.
  [[nodiscard]] std::chrono::nanoseconds CpuTime() const;

  /// Private memory in RAM; 0 when /proc does not say.
  [[nodiscard]] std::uint64_t PrivateBytes() const;

  /// What it wrote to stderr since the last call, printable and cut. Never blocks.
  std::string LastWords();

  /// Waits for an end that has come or is coming.
  Ending Reap();

  /// Kills it; `because`, unless it had ended by itself before.
  Ending Kill(Ending because);

  /// After an end of kExited: what it gave.
  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  Child(Fd process, Fd errors, pid_t pid)
      : process_(std::move(process)), errors_(std::move(errors)), pid_(pid) {}

  Fd process_;  ///< pidfd
  Fd errors_;   ///< a pipe: RLIMIT_FSIZE 0 turns a write to a regular file into SIGXFSZ
  pid_t pid_ = -1;
  int exit_code_ = -1;
};

}  // namespace assay::channel::internal
