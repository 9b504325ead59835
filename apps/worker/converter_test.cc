// SPDX-License-Identifier: Apache-2.0
//
// Programs of the machine as converters, good ones and hostile ones, behind the real sandbox.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "assay/channel/converter.h"
#include "assay/core/bytes.h"
#include "program_testing.h"

namespace assay::channel {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kOutput_bytes = 1U << 20U;

Options Modest() {
  Options options = testing::Program();
  options.deadline = 20s;
  options.cpu_limit = 5s;
  options.memory_bytes = 512ULL << 20U;
  return options;
}

Converted Ran(std::vector<std::string> command, std::string_view input = "",
              const Options& options = Modest()) {
  const std::string program = command[0];
  const auto converted =
      Convert(options, {program, std::move(command), kOutput_bytes}, AsBytes(input));
  EXPECT_TRUE(converted.ok()) << (converted.ok() ? "" : converted.error().what);
  return converted.ok() ? converted.value() : Converted{};
}

/// What a script of Perl, which is on every Debian, comes to.
Converted Perl(const std::string& script, const Options& options = Modest()) {
  return Ran({"/usr/bin/perl", "-e", script}, "", options);
}

/// What it says when it has tried something: "no" and the name of the errno, or "done".
std::string Tried(const std::string& deed) {
  const Converted converted = Perl("print((" + deed + ") ? 'done' : 'no')");
  EXPECT_EQ(converted.exit_code, 0) << converted.last_words;
  return std::string(AsText(converted.bytes));
}

TEST(Convert, WhatComesInLeaves) {
  std::string large(300'000, 'x');
  large[7] = '\0';
  const Converted converted = Ran({"/bin/cat"}, large);
  EXPECT_EQ(converted.ending, Ending::kExited);
  EXPECT_EQ(converted.exit_code, 0);
  EXPECT_EQ(AsText(converted.bytes), large);
}

TEST(Convert, NoBytesAreAnInputToo) { EXPECT_EQ(Ran({"/usr/bin/wc", "-c"}).exit_code, 0); }

TEST(Convert, AScriptIsAProgram) {
  EXPECT_EQ(AsText(Ran({"/bin/sh", "-c", "echo $0 $HOME $TZ", "name"}).bytes), "name / UTC0\n");
}

TEST(Convert, AFailureComesWithItsWords) {
  const Converted converted = Ran({"/bin/sh", "-c", "echo 'no such\033 format' >&2; exit 7"});
  EXPECT_EQ(converted.ending, Ending::kExited);
  EXPECT_EQ(converted.exit_code, 7);
  EXPECT_EQ(converted.last_words.find('\033'), std::string::npos);
  EXPECT_NE(converted.last_words.find("no such"), std::string::npos);
}

TEST(Convert, ACrashIsOne) { EXPECT_EQ(Perl("kill 'SEGV', $$; sleep 9").ending, Ending::kCrashed); }

TEST(Convert, WhoSleepsIsEndedByTheDeadline) {
  Options options = Modest();
  options.deadline = 300ms;
  EXPECT_EQ(Perl("sleep 60", options).ending, Ending::kDeadline);
}

TEST(Convert, WhoTurnsInCirclesIsEndedByItsCpuTime) {
  Options options = Modest();
  options.cpu_limit = 200ms;
  EXPECT_EQ(Perl("while (1) {}", options).ending, Ending::kCpuLimit);
}

TEST(Convert, WhoNeverEndsToWriteIsEnded) {
  const Converted converted = Perl("while (1) { print 'x' x 65536 }");
  EXPECT_TRUE(converted.is_too_much);
  EXPECT_TRUE(converted.bytes.empty());
}

TEST(Convert, WordsWithoutEndBlockNothing) {
  EXPECT_EQ(Perl("print STDERR 'x' x 1000000; exit 3").exit_code, 3);
}

TEST(Convert, MemoryIsLimited) {
  if (testing::IsSanitized()) GTEST_SKIP() << "no limit of address space";
  EXPECT_NE(Perl("my $x = 'x' x (1 << 30); print length $x").exit_code, 0);
}

TEST(Convert, HasNoNetworkNoChildrenAndNoFileToWrite) {
  if (testing::IsSanitized()) GTEST_SKIP() << "no filter of system calls";
  EXPECT_EQ(Tried("socket(my $s, 2, 1, 0)"), "no");
  EXPECT_EQ(Tried("socket(my $s, 1, 1, 0)"), "no");
  EXPECT_EQ(Tried("defined(fork())"), "no");
  EXPECT_EQ(Tried("kill(0, getppid())"), "no");
  for (const char* file : {"/tmp/x", "/x", "/dev/shm/x", "/usr/x", "/dev/null"})
    EXPECT_EQ(Tried(std::string("open(my $f, '>', '") + file + "')"), "no") << file;
}

TEST(Convert, SeesProgramsAndNothingOfAnybody) {
  if (testing::IsSanitized()) GTEST_SKIP() << "the sanitizer reads what it likes";
  for (const char* file :
       {"/etc/passwd", "/proc/self/maps", "/proc/1/environ", "/root", "/home", "/tmp"})
    EXPECT_EQ(Tried(std::string("open(my $f, '<', '") + file + "') || opendir(my $d, '" + file +
                    "') && readdir($d) && readdir($d) && readdir($d)"),
              "no")
        << file;
  EXPECT_EQ(Tried("open(my $f, '<', '/usr/bin/perl')"), "done");
}

TEST(Convert, WhatReachesForOthersDies) {
  if (testing::IsSanitized()) GTEST_SKIP() << "no filter of system calls";
  constexpr int kPtrace = 101;
  EXPECT_EQ(Perl("syscall(" + std::to_string(kPtrace) + ", 0, 0, 0, 0)").ending,
            Ending::kForbiddenCall);
}

/// By its number: Perl's own fcntl() needs a module for the names.
std::string Fcntl(int command, int argument) {
  constexpr int kFcntl = 72;
  return "syscall(" + std::to_string(kFcntl) + ", 1, " + std::to_string(command) + ", " +
         std::to_string(argument) + ")";
}

TEST(Convert, ADescriptorSendsNoSignal) {
  if (testing::IsSanitized()) GTEST_SKIP() << "no filter of system calls";
  for (const int command : {F_SETOWN, F_SETSIG, F_SETOWN_EX})
    EXPECT_EQ(Perl(Fcntl(command, SIGKILL)).ending, Ending::kForbiddenCall) << command;
  EXPECT_EQ(Tried(Fcntl(F_SETFL, O_ASYNC) + " == 0"), "no");
  EXPECT_EQ(Tried(Fcntl(F_SETFL, O_ASYNC | O_NONBLOCK) + " == 0"), "no");
  constexpr int kIoctl = 16;
  for (const int request : {FIOASYNC, FIOSETOWN, SIOCSPGRP})
    EXPECT_EQ(Tried("do { my $on = pack('i', 1); syscall(" + std::to_string(kIoctl) + ", 1, " +
                    std::to_string(request) + ", $on) == 0 }"),
              "no")
        << request;
}

TEST(Convert, CopiesAndFlagsOfDescriptorsAreItsOwn) {
  EXPECT_EQ(Tried(Fcntl(F_GETFL, 0) + " >= 0"), "done");
  EXPECT_EQ(Tried(Fcntl(F_SETFL, O_NONBLOCK) + " == 0"), "done");
  EXPECT_EQ(Tried(Fcntl(F_DUPFD, 10) + " >= 10"), "done");
  EXPECT_EQ(Tried(Fcntl(F_DUPFD_CLOEXEC, 10) + " >= 10"), "done");
  EXPECT_EQ(Tried(Fcntl(F_SETFD, 0) + " == 0 && " + Fcntl(F_GETFD, 0) + " == 0"), "done");
}

/// Handles SIGALRM by `handler` as long as it lives: once after `first`, then every `every`.
class Alarms {
 public:
  Alarms(std::chrono::microseconds first, std::chrono::microseconds every, void (*handler)(int)) {
    struct sigaction action{};
    action.sa_handler = handler;
    sigaction(SIGALRM, &action, &before_);
    const itimerval timer{{0, every.count()}, {0, first.count()}};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }
  ~Alarms() {
    const itimerval off{};
    setitimer(ITIMER_REAL, &off, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
  }
  Alarms(const Alarms&) = delete;
  Alarms& operator=(const Alarms&) = delete;

 private:
  struct sigaction before_{};
};

TEST(Convert, ASignalOfTheParentsIsNoEndOfIt) {
  const Alarms often(2ms, 2ms, [](int) {});
  EXPECT_EQ(AsText(Ran({"/bin/cat"}, "bytes").bytes), "bytes");
}

/// The parent is held up beyond the deadline, the program has written and ended meanwhile.
TEST(Convert, WhatWasNotReadInTimeIsNotTakenForAll) {
  Options options = Modest();
  options.deadline = 1s;
  const Alarms once(300ms, 0ms, [](int) {
    const timespec long_enough{1, 500'000'000};
    nanosleep(&long_enough, nullptr);
  });
  const Converted converted =
      Perl("select(undef, undef, undef, 0.5); print 'x' x 1000; exit 0", options);
  if (converted.ending == Ending::kExited && converted.exit_code == 0) {
    EXPECT_EQ(converted.bytes.size(), 1000U);
  } else {
    EXPECT_EQ(converted.ending, Ending::kDeadline);
  }
}

TEST(Convert, WhatCannotBeRunIsNoFaultOfTheBytes) {
  const auto missing = Convert(Modest(), {"/no/such", {"such"}, kOutput_bytes}, {});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kUnsupported);  // another try cannot help
  EXPECT_NE(missing.error().what.find("No such file"), std::string::npos) << missing.error().what;
}

TEST(Convert, HoldsWithoutNamespaces) {
  Options options = Modest();
  options.use_namespaces = false;
  EXPECT_EQ(AsText(Ran({"/bin/cat"}, "bytes", options).bytes), "bytes");
}

}  // namespace
}  // namespace assay::channel
