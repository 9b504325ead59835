// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <initializer_list>
#include <memory>

#include "assay/channel/protocol.h"
#include "assay/worker/syscalls_internal.h"

namespace assay::worker::internal {
namespace {

using channel::kControlFd;
using channel::kRowsFd;
using Filter = scmp_filter_ctx;

scmp_arg_cmp Equals(unsigned argument, std::int64_t value) {
  return {argument, SCMP_CMP_EQ, static_cast<scmp_datum_t>(value), 0};
}

/// The bits of `mask` are exactly `value`.
scmp_arg_cmp Masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

bool Add(Filter filter, std::uint32_t action, int call,
         std::initializer_list<scmp_arg_cmp> conditions = {}) {
  return seccomp_rule_add_array(filter, action, call, static_cast<unsigned>(conditions.size()),
                                conditions.begin()) == 0;
}

bool Allow(Filter filter, int call, std::initializer_list<scmp_arg_cmp> conditions = {}) {
  return Add(filter, SCMP_ACT_ALLOW, call, conditions);
}

bool AllowAll(Filter filter, std::initializer_list<int> calls) {
  return std::ranges::all_of(calls, [filter](int call) { return Allow(filter, call); });
}

/// Private anonymous memory, never executable.
bool AllowHeap(Filter filter) {
  constexpr scmp_datum_t kPrivate = MAP_ANONYMOUS | MAP_PRIVATE;
  return Allow(filter, SCMP_SYS(mmap),
               {Masked(2, PROT_EXEC, 0), Masked(3, kPrivate | MAP_SHARED, kPrivate)}) &&
         AllowAll(filter, {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap)});
}

bool AllowRuntime(Filter filter) {
  return AllowAll(filter, {SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
                           SCMP_SYS(gettimeofday), SCMP_SYS(exit_group)}) &&
         Allow(filter, SCMP_SYS(write), {Equals(0, STDERR_FILENO)});
}

/// abort() must end in SIGABRT, not in SIGSYS, to be reported as what it is.
bool AllowAbort(Filter filter) {
  return AllowAll(filter, {SCMP_SYS(rt_sigprocmask), SCMP_SYS(getpid), SCMP_SYS(gettid)}) &&
         Allow(filter, SCMP_SYS(tgkill), {Equals(0, getpid()), Equals(2, SIGABRT)});
}

/// What decoders need: seen by strace after lock-down are brk, read, write, mmap, munmap, futex
/// and getrandom only.
bool AllowDecoder(Filter filter) {
  return Allow(filter, SCMP_SYS(read), {Equals(0, kControlFd)}) &&
         Allow(filter, SCMP_SYS(write), {Equals(0, kControlFd)});
}

/// What DuckDB needs to read one file: files opened to read, its threads, its allocator.
bool AllowTable(Filter filter) {
  constexpr scmp_datum_t kChanges = O_ACCMODE | O_CREAT | O_TRUNC;
  constexpr scmp_datum_t kThread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
  return Allow(filter, SCMP_SYS(write), {Equals(0, kRowsFd)}) &&
         Allow(filter, SCMP_SYS(openat), {Masked(2, kChanges, O_RDONLY)}) &&
         Allow(filter, SCMP_SYS(clone), {Masked(0, kThread, kThread)}) &&
         // Its flags lie in memory, where a filter cannot look: glibc then falls back to clone.
         Add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3)) &&
         Allow(filter, SCMP_SYS(mprotect), {Masked(2, PROT_EXEC, 0)}) &&
         Allow(filter, SCMP_SYS(fcntl), {Equals(1, F_DUPFD_CLOEXEC)}) &&
         AllowAll(filter, {SCMP_SYS(read),
                           SCMP_SYS(pread64),
                           SCMP_SYS(lseek),
                           SCMP_SYS(close),
                           SCMP_SYS(stat),
                           SCMP_SYS(lstat),
                           SCMP_SYS(fstat),
                           SCMP_SYS(newfstatat),
                           SCMP_SYS(statx),
                           SCMP_SYS(access),
                           SCMP_SYS(readlink),
                           SCMP_SYS(getcwd),
                           SCMP_SYS(madvise),
                           SCMP_SYS(sched_yield),
                           SCMP_SYS(sched_getaffinity),
                           SCMP_SYS(clock_nanosleep),
                           SCMP_SYS(set_robust_list),
                           SCMP_SYS(rseq),
                           SCMP_SYS(sysinfo),
                           SCMP_SYS(exit),
                           SCMP_SYS(getuid)});
}

/// A decoder dies of any other call. DuckDB probes for what it can do without, so a table reader
/// is told "no" and dies only of what has no innocent use.
bool ForbidTable(Filter filter, std::uint32_t deadly) {
  const auto calls = {SCMP_SYS(socket),
                      SCMP_SYS(connect),
                      SCMP_SYS(execve),
                      SCMP_SYS(execveat),
                      SCMP_SYS(fork),
                      SCMP_SYS(vfork),
                      SCMP_SYS(ptrace),
                      SCMP_SYS(kill),
                      SCMP_SYS(unshare),
                      SCMP_SYS(setns),
                      SCMP_SYS(mount),
                      SCMP_SYS(bpf),
                      SCMP_SYS(process_vm_readv),
                      SCMP_SYS(io_uring_setup)};
  return std::ranges::all_of(calls, [&](int call) { return Add(filter, deadly, call); });
}

/// SIGSYS is synchronous, so snprintf is safe enough for a process that ends here.
void ReportViolation(int /*signal*/, siginfo_t* info, void* /*context*/) {
  std::array<char, 80> line{};
  char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, info->si_syscall);
  const int length =
      std::snprintf(line.data(), line.size(), "sandbox: forbidden system call %d %s\n",
                    info->si_syscall, name == nullptr ? "?" : name);
  if (write(STDERR_FILENO, line.data(), static_cast<std::size_t>(length)) < 0) _exit(125);
  _exit(126);
}

void InstallReporter() {
  struct sigaction action{};
  action.sa_sigaction = ReportViolation;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSYS, &action, nullptr);
}

}  // namespace

bool FilterSystemCalls(Profile profile, Violation violation) {
  const std::uint32_t deadly =
      violation == Violation::kKill ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_TRAP;
  if (violation == Violation::kReport) InstallReporter();
  const bool is_table = profile == Profile::kTable;
  const std::unique_ptr<void, decltype(&seccomp_release)> filter(
      seccomp_init(is_table && violation == Violation::kKill ? SCMP_ACT_ERRNO(EPERM) : deadly),
      seccomp_release);
  return filter != nullptr && AllowHeap(filter.get()) && AllowRuntime(filter.get()) &&
         AllowAbort(filter.get()) &&
         (is_table ? AllowTable(filter.get()) : AllowDecoder(filter.get())) &&
         (!is_table || violation == Violation::kReport || ForbidTable(filter.get(), deadly)) &&
         seccomp_load(filter.get()) == 0;
}

}  // namespace assay::worker::internal
