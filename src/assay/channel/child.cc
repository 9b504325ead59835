// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 forgot the extern "C" itself
}

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>

#include "assay/channel/child_internal.h"
#include "assay/channel/slot_internal.h"
#include "assay/core/bytes.h"

namespace assay::channel::internal {
namespace {

struct Attributes {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t process{};
  Attributes() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&process);
  }
  ~Attributes() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&process);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
};

/// The child inherits a pipe as stderr, the descriptors it was given and no others, default
/// signals, and its own process group (Ctrl-C is the parent's to handle).
void Describe(Attributes& spawn, const Launch& launch, int errors) {
  posix_spawn_file_actions_addopen(&spawn.files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&spawn.files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&spawn.files, errors, STDERR_FILENO);
  int highest = STDERR_FILENO;
  for (const auto& [number, source] : launch.descriptors) {
    posix_spawn_file_actions_adddup2(&spawn.files, source, number);
    highest = std::max(highest, number);
  }
  posix_spawn_file_actions_addclosefrom_np(&spawn.files, highest + 1);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&spawn.process, &none);
  posix_spawnattr_setsigdefault(&spawn.process, &all);
  posix_spawnattr_setpgroup(&spawn.process, 0);
  posix_spawnattr_setflags(&spawn.process,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// A clean environment: no LD_PRELOAD, no locale files, no time zone file. LSan needs ptrace, and
/// a child is not dumpable.
std::vector<std::string> Environment() {
  return {"LC_ALL=C", "TZ=UTC0",
          "ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=4096"};
}

Error Unavailable(const Launch& launch, int error_number) {
  return {ErrorCode::kUnavailable, SystemError(error_number, "starting", launch.program).what};
}

Ending Judge(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return Ending::kExited;
  if (info.si_status == SIGKILL) return Ending::kKilled;
  return info.si_status == SIGSYS ? Ending::kForbiddenCall : Ending::kCrashed;
}

}  // namespace

Result<Child> Child::Start(const Launch& launch) {
  std::array<int, 2> errors{};
  // A full pipe drops words, it never blocks.
  if (pipe2(errors.data(), O_CLOEXEC | O_NONBLOCK) != 0) return Unavailable(launch, errno);
  Fd ours(errors[0]);
  const Fd theirs(errors[1]);
  const Fd moved = MoveUp(theirs);
  Attributes spawn;
  Describe(spawn, launch, moved.get());
  std::vector<std::string> arguments = {launch.program.string()};
  arguments.insert(arguments.end(), launch.arguments.begin(), launch.arguments.end());
  std::vector<std::string> environment = Environment();
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, launch.program.c_str(), &spawn.files, &spawn.process,
                                 Pointers(arguments).data(), Pointers(environment).data());
  if (failed != 0) return Unavailable(launch, failed);
  Fd process(pidfd_open(pid, 0));  // no race: an unreaped child keeps its pid
  if (!process.open()) {
    const int error_number = errno;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return Unavailable(launch, error_number);
  }
  return Child(std::move(process), std::move(ours), pid);
}

Child::~Child() {
  if (process_.open()) Kill(Ending::kExited);
}

std::chrono::nanoseconds Child::CpuTime() const {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

std::uint64_t Child::PrivateBytes() const {
  const std::string path = fmt::format("/proc/{}/statm", pid_);
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "re"),
                                                                std::fclose);
  unsigned long resident = 0;
  unsigned long shared = 0;
  // NOLINTNEXTLINE(cert-err34-c): the kernel wrote these numbers
  if (!file || std::fscanf(file.get(), "%*u %lu %lu", &resident, &shared) != 2) return 0;
  return (resident - std::min(resident, shared)) * static_cast<std::uint64_t>(getpagesize());
}

std::string Child::LastWords() {
  constexpr std::size_t kWords_bytes = 4096;
  std::string words(kWords_bytes, '\0');
  const ssize_t bytes = read(errors_.get(), words.data(), words.size());
  words.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
  return ToPrintable(Trim(words));
}

Ending Child::Reap() {
  siginfo_t info{};
  while (waitid(P_PIDFD, static_cast<id_t>(process_.get()), &info, WEXITED) != 0 &&
         errno == EINTR) {
  }
  process_ = Fd();
  if (info.si_code == CLD_EXITED) exit_code_ = info.si_status;
  return Judge(info);
}

Ending Child::Kill(Ending because) {
  pidfd_send_signal(process_.get(), SIGKILL, nullptr, 0);
  const Ending ending = Reap();
  return ending == Ending::kKilled ? because : ending;
}

}  // namespace assay::channel::internal
