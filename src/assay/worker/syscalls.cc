// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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

/// What has no innocent use in any worker.
bool ForbidAll(Filter filter, std::uint32_t deadly, std::initializer_list<int> more) {
  const auto calls = {SCMP_SYS(ptrace),        SCMP_SYS(process_vm_readv),
                      SCMP_SYS(unshare),       SCMP_SYS(setns),
                      SCMP_SYS(mount),         SCMP_SYS(bpf),
                      SCMP_SYS(io_uring_setup)};
  const auto forbid = [&](int call) { return Add(filter, deadly, call); };
  return std::ranges::all_of(calls, forbid) && std::ranges::all_of(more, forbid);
}

/// A decoder dies of any other call. DuckDB probes for what it can do without, so a table reader
/// is told "no" and dies only of what has no innocent use.
bool ForbidTable(Filter filter, std::uint32_t deadly) {
  return ForbidAll(filter, deadly,
                   {SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(execve), SCMP_SYS(execveat),
                    SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(kill)});
}

/// Copies and flags of descriptors, nothing else: with an owner (F_SETOWN), a signal of choice
/// (F_SETSIG) and O_ASYNC, a write to a pipe of one's own is a kill() of any process of the user.
bool AllowFcntl(Filter filter) {
  const auto harmless = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL};
  return std::ranges::all_of(harmless,
                             [filter](int command) {
                               return Allow(filter, SCMP_SYS(fcntl), {Equals(1, command)});
                             }) &&
         Allow(filter, SCMP_SYS(fcntl), {Equals(1, F_SETFL), Masked(2, O_ASYNC, 0)});
}

/// What programs do that read one stream and write another: their loader, memory, threads, files
/// to read, waiting. Not: a new process, a socket, a file to write. A kill of another process would
/// be one of the same user, so a program may only end itself. Of ioctl() nothing is let through:
/// FIOASYNC, FIOSETOWN and SIOCSPGRP are AllowFcntl's refusals by another name.
bool AllowProgram(Filter filter) {
  constexpr scmp_datum_t kChanges = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
  constexpr scmp_datum_t kThread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
  return Allow(filter, SCMP_SYS(openat), {Masked(2, kChanges, O_RDONLY)}) &&
         Allow(filter, SCMP_SYS(open), {Masked(1, kChanges, O_RDONLY)}) &&
         Allow(filter, SCMP_SYS(clone), {Masked(0, kThread, kThread)}) &&
         Add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3)) &&
         Add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl)) &&
         Allow(filter, SCMP_SYS(prctl), {Equals(0, PR_SET_NAME)}) &&
         Allow(filter, SCMP_SYS(prlimit64), {Equals(0, 0)}) &&
         Allow(filter, SCMP_SYS(kill), {Equals(0, getpid())}) &&
         Allow(filter, SCMP_SYS(tgkill), {Equals(0, getpid())}) && AllowFcntl(filter) &&
         AllowAll(filter, {SCMP_SYS(execve), SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address),
                           SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(futex),
                           SCMP_SYS(membarrier), SCMP_SYS(exit), SCMP_SYS(exit_group),
                           SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
                           SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(gettid)}) &&
         AllowAll(filter, {SCMP_SYS(mmap),         SCMP_SYS(mprotect),
                           SCMP_SYS(munmap),       SCMP_SYS(mremap),
                           SCMP_SYS(madvise),      SCMP_SYS(brk),
                           SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime),
                           SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
                           SCMP_SYS(time),         SCMP_SYS(times),
                           SCMP_SYS(nanosleep),    SCMP_SYS(clock_nanosleep),
                           SCMP_SYS(sched_yield),  SCMP_SYS(sched_getaffinity),
                           SCMP_SYS(getrusage),    SCMP_SYS(getrlimit),
                           SCMP_SYS(sysinfo),      SCMP_SYS(uname)}) &&
         AllowAll(filter, {SCMP_SYS(read),       SCMP_SYS(readv),      SCMP_SYS(pread64),
                           SCMP_SYS(preadv),     SCMP_SYS(write),      SCMP_SYS(writev),
                           SCMP_SYS(lseek),      SCMP_SYS(close),      SCMP_SYS(close_range),
                           SCMP_SYS(dup),        SCMP_SYS(dup2),       SCMP_SYS(dup3),
                           SCMP_SYS(pipe),       SCMP_SYS(pipe2),      SCMP_SYS(eventfd2),
                           SCMP_SYS(poll),       SCMP_SYS(ppoll),      SCMP_SYS(select),
                           SCMP_SYS(pselect6),   SCMP_SYS(epoll_ctl),  SCMP_SYS(epoll_create1),
                           SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait)}) &&
         AllowAll(filter, {SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
                           SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access),
                           SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
                           SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
                           SCMP_SYS(fadvise64), SCMP_SYS(umask)}) &&
         AllowAll(filter,
                  {SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
                   SCMP_SYS(getresuid), SCMP_SYS(getresgid), SCMP_SYS(getgroups), SCMP_SYS(getppid),
                   SCMP_SYS(getpgrp), SCMP_SYS(getsid), SCMP_SYS(capget)});
}

/// What a converter dies of; for all else that is not allowed it is told "no": libraries probe.
bool ForbidProgram(Filter filter, std::uint32_t deadly) {
  const auto owners = {F_SETOWN, F_SETOWN_EX, F_SETSIG};
  return ForbidAll(filter, deadly,
                   {SCMP_SYS(process_vm_writev), SCMP_SYS(pivot_root), SCMP_SYS(keyctl),
                    SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open)}) &&
         std::ranges::all_of(owners, [&](int command) {
           return Add(filter, deadly, SCMP_SYS(fcntl), {Equals(1, command)});
         });
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
  if (profile == Profile::kConverter) {
    // It has no handler of ours: what is reported for others ends it here.
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(
        seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release);
    return filter != nullptr && AllowProgram(filter.get()) &&
           ForbidProgram(filter.get(), SCMP_ACT_KILL_PROCESS) && seccomp_load(filter.get()) == 0;
  }
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
