// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/misdeeds.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace assay::worker {
namespace {

bool Refused(long result) { return result < 0; }

bool Open() { return Refused(open("/etc/passwd", O_RDONLY | O_CLOEXEC)); }
bool Connect() { return Refused(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }
bool Fork() { return Refused(fork()); }
bool Trace() { return Refused(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }
bool KillParent() { return Refused(kill(getppid(), 0)); }
bool WriteInput() { return Refused(write(channel::kInputFd, "x", 1)); }
bool Nothing() { return true; }

bool Execute() {
  std::string name = "/bin/true";
  const std::array<char*, 2> arguments = {name.data(), nullptr};
  return Refused(execve(name.c_str(), arguments.data(), nullptr));
}

void* Idle(void* /*unused*/) { return nullptr; }

bool StartThread() {
  pthread_t thread{};
  if (pthread_create(&thread, nullptr, Idle, nullptr) != 0) return true;
  pthread_join(thread, nullptr);
  return false;
}

/// Touches every page, in case the kernel promised more than it has.
bool Allocate8GiB() {
  constexpr std::size_t kBytes = 8ULL << 30U;
  const std::unique_ptr<char, decltype(&std::free)> block(static_cast<char*>(std::malloc(kBytes)),
                                                          std::free);
  if (!block) return true;
  std::memset(block.get(), 1, kBytes);
  static const volatile char kSeen = block.get()[kBytes - 1];  // else clang removes the allocation
  return kSeen == 0;
}

bool MapExecutable() {
  return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
         MAP_FAILED;
}

bool Loop() {
  const volatile bool go_on = true;
  while (go_on) {
  }
  return false;
}

bool Segfault() {
  const volatile int* volatile nowhere = nullptr;
  return *nowhere != 0;  // NOLINT(clang-analyzer-core.NullDereference): the deed
}

bool Abort() { std::abort(); }
bool Exit() { _exit(7); }

/// More than a pipe holds, with an escape sequence for the reader's terminal.
bool Talk() {
  const std::string words(100'000, '\x1b');
  return Refused(write(STDERR_FILENO, words.data(), words.size()));
}

using Deed = bool (*)();
constexpr std::array<std::pair<std::string_view, Deed>, 16> kDeeds = {{
    {"open", Open},
    {"socket", Connect},
    {"fork", Fork},
    {"exec", Execute},
    {"ptrace", Trace},
    {"kill", KillParent},
    {"thread", StartThread},
    {"exec_memory", MapExecutable},
    {"write_input", WriteInput},
    {"allocate", Allocate8GiB},
    {"loop", Loop},
    {"segfault", Segfault},
    {"abort", Abort},
    {"exit", Exit},
    {"talk", Talk},
    {"nothing", Nothing},
}};

void Put(std::string_view text, std::span<std::uint8_t> output, channel::Reply& reply) {
  std::ranges::copy(text, output.begin());
  reply.json_bytes = text.size();
}

}  // namespace

bool Commit(std::string_view deed) {
  const auto* const found =
      std::ranges::find_if(kDeeds, [deed](const auto& known) { return known.first == deed; });
  return found == kDeeds.end() || found->second();
}

void Lie(std::string_view deed, std::span<std::uint8_t> output, channel::Reply& reply) {
  constexpr std::uint32_t kNoKind = 99;
  if (deed == "lie_size") reply.json_bytes = std::numeric_limits<std::uint64_t>::max();
  if (deed == "lie_blob") reply.blob_bytes = output.size();
  if (deed == "lie_id") reply.id += 1;
  if (deed == "lie_kind") reply.kind = static_cast<channel::ReplyKind>(kNoKind);
  if (deed == "lie_json") Put(R"({"a":1,"a":)", output, reply);
  if (deed == "lie_list") Put("[]", output, reply);
}

}  // namespace assay::worker
