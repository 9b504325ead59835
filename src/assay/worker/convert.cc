// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/convert.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "assay/channel/converter_protocol.h"

namespace assay::worker {
namespace {

using channel::Bit;
using channel::Layer;

/// The same on every machine and for every record: what a program writes must not depend on who
/// started it. Threads that a program sums in can change its result.
constexpr std::array<const char*, 9> kEnvironment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                                                     "HOME=/",
                                                     "LANG=C.UTF-8",
                                                     "LC_ALL=C.UTF-8",
                                                     "TZ=UTC0",
                                                     "SOURCE_DATE_EPOCH=0",
                                                     "PYTHONHASHSEED=0",
                                                     "OMP_NUM_THREADS=1",
                                                     "MAGICK_THREAD_LIMIT=1"};

bool Tell(channel::JailerWord word) {
  return write(channel::kJailerFd, &word, sizeof word) == sizeof word;
}

/// Of the program that comes, not of us, who may have more mapped already.
bool LimitMemory(std::uint64_t bytes) {
  const rlimit both{bytes, bytes};
  return setrlimit(RLIMIT_AS, &both) == 0;
}

}  // namespace

int BecomeConverter(Confinement confinement, std::span<char*> command) {
  constexpr int kNotBecome = 5;
  const std::uint64_t memory_bytes = std::exchange(confinement.memory_bytes, 0);
  confinement.profile = Profile::kConverter;
  confinement.program = command[0];
  std::vector<char*> environment;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): execve writes to none of it
  for (const char* text : kEnvironment) environment.push_back(const_cast<char*>(text));
  environment.push_back(nullptr);
  std::vector<char*> arguments(command.begin() + 1, command.end());
  arguments.push_back(nullptr);
  fcntl(channel::kJailerFd, F_SETFD, FD_CLOEXEC);
  channel::JailerWord word;
  word.layers = LockDown(confinement);
  if (memory_bytes > 0 && LimitMemory(memory_bytes)) word.layers |= Bit(Layer::kAddressSpace);
  if (confinement.system_calls && !channel::HoldsConverter(word.layers)) {
    word.error = ENOSYS;
    Tell(word);
    return kNotBecome;
  }
  if (!Tell(word)) return kNotBecome;
  execve(command[0], arguments.data(), environment.data());
  word.error = errno;
  Tell(word);
  return kNotBecome;
}

}  // namespace assay::worker
