// SPDX-License-Identifier: Apache-2.0
//
// The sandbox of the program that ships, attacked from inside: each deed ends in a typed way, and
// the next record finds a fresh worker.
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>
#include <tuple>

#include "program_testing.h"

namespace assay::channel {
namespace {

using testing::Ask;
using testing::EndingOf;

Options Misbehaving() {
  Options options = testing::Program();
  options.misdeeds = true;
  return options;
}

Answer Commit(Worker& worker, const std::string& deed) {
  return Ask(worker, Op::kMisbehave, "", {{"deed", deed}});
}

bool StillWorks(Worker& worker) {
  return Commit(worker, "nothing").json == Json{{"refused", true}};
}

/// Deed, and how it must end.
class Misdeed : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(Misdeed, EndsAsItsTypeSaysAndTheNextRecordIsServed) {
  if (testing::IsSanitized()) GTEST_SKIP() << "seccomp and RLIMIT_AS are off in sanitizer builds";
  const auto& [deed, ending] = GetParam();
  Worker worker(Misbehaving());
  EXPECT_EQ(EndingOf(Commit(worker, deed)), ending);
  EXPECT_TRUE(StillWorks(worker));
  EXPECT_EQ(worker.restarts(), ending == "answered" ? 0 : 1);
}

INSTANTIATE_TEST_SUITE_P(
    All, Misdeed,
    ::testing::Values(std::tuple{"open", "forbidden_call"}, std::tuple{"socket", "forbidden_call"},
                      std::tuple{"fork", "forbidden_call"}, std::tuple{"exec", "forbidden_call"},
                      std::tuple{"ptrace", "forbidden_call"}, std::tuple{"kill", "forbidden_call"},
                      std::tuple{"thread", "forbidden_call"},
                      std::tuple{"exec_memory", "forbidden_call"},
                      std::tuple{"write_input", "forbidden_call"},
                      std::tuple{"segfault", "crashed"}, std::tuple{"abort", "crashed"},
                      std::tuple{"exit", "exited"}, std::tuple{"allocate", "answered"},
                      std::tuple{"talk", "answered"}),
    [](const auto& test) { return std::get<0>(test.param); });

class Lie : public ::testing::TestWithParam<std::string> {};

TEST_P(Lie, IsSeenAndEndsTheWorker) {
  Worker worker(Misbehaving());
  const Answer answer = Commit(worker, GetParam());
  EXPECT_EQ(EndingOf(answer), "lied");
  EXPECT_TRUE(answer.json.is_null());
  EXPECT_TRUE(answer.blob.empty());
  EXPECT_TRUE(StillWorks(worker));
}

INSTANTIATE_TEST_SUITE_P(All, Lie,
                         ::testing::Values("lie_size", "lie_blob", "lie_id", "lie_kind", "lie_json",
                                           "lie_list"),
                         [](const auto& test) { return test.param; });

TEST(Sandbox, RefusesEightGibibytesAndLivesOn) {
  if (testing::IsSanitized()) GTEST_SKIP() << "RLIMIT_AS is off in sanitizer builds";
  Worker worker(Misbehaving());
  EXPECT_EQ(Commit(worker, "allocate").json, (Json{{"refused", true}}));
  EXPECT_EQ(worker.restarts(), 0);
}

TEST(Sandbox, ShippedModeObeysNoMisdeed) {
  Worker worker(testing::Program());
  const Answer answer = Commit(worker, "segfault");
  EXPECT_EQ(EndingOf(answer), "refused");
  EXPECT_EQ(answer.json.value("code", ""), "bad.request");
  EXPECT_EQ(worker.restarts(), 0);
}

TEST(Sandbox, HoldsWithoutNamespaces) {
  if (testing::IsSanitized()) GTEST_SKIP() << "seccomp is off in sanitizer builds";
  Options options = Misbehaving();
  options.use_namespaces = false;
  Worker worker(options);
  EXPECT_EQ(EndingOf(Commit(worker, "open")), "forbidden_call");
  EXPECT_EQ(EndingOf(Commit(worker, "socket")), "forbidden_call");
  EXPECT_EQ(worker.layers().find("net-ns"), std::string::npos);
}

TEST(Sandbox, NamesItsLayers) {
  if (testing::IsSanitized()) GTEST_SKIP() << "seccomp is off in sanitizer builds";
  Worker worker(testing::Program());
  EXPECT_EQ(worker.layers(), "");
  ASSERT_TRUE(worker.Input(0).ok());
  for (const char* layer : {"no-caps", "no-new-privs", "rlimits", "rlimit-as", "seccomp"})
    EXPECT_NE(worker.layers().find(layer), std::string::npos) << layer;
}

TEST(Sandbox, ReportModeNamesTheForbiddenCall) {
  if (testing::IsSanitized()) GTEST_SKIP() << "seccomp is off in sanitizer builds";
  Options options = Misbehaving();
  options.mode = "report";
  Worker worker(options);
  const Answer answer = Commit(worker, "socket");
  EXPECT_EQ(EndingOf(answer), "exited");
  EXPECT_NE(answer.last_words.find("socket"), std::string::npos) << answer.last_words;
}

TEST(Limits, ALoopEndsAtItsDeadline) {
  Options options = Misbehaving();
  options.deadline = std::chrono::milliseconds(300);
  Worker worker(options);
  ASSERT_TRUE(worker.Input(0).ok());
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(EndingOf(Commit(worker, "loop")), "deadline");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_TRUE(StillWorks(worker));
}

TEST(Limits, ALoopEndsAtItsCpuLimit) {
  Options options = Misbehaving();
  options.cpu_limit = std::chrono::milliseconds(200);
  Worker worker(options);
  EXPECT_EQ(EndingOf(Commit(worker, "loop")), "cpu_limit");
  EXPECT_TRUE(StillWorks(worker));
}

TEST(Limits, ARecordLargerThanTheSlotIsRefusedBeforeAnyWork) {
  Options options = testing::Program();
  options.input_slot_bytes = 1U << 20U;
  Worker worker(options);
  const auto slot = worker.Input((1U << 20U) + 1);
  ASSERT_FALSE(slot.ok());
  EXPECT_EQ(slot.error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(worker.Input(1U << 20U).ok());
}

TEST(Limits, ArgumentsOverFourKibibytesAreTheCallersFault) {
  Worker worker(testing::Program());
  const auto answer = worker.Run(Op::kXmp, 0, {{"source", std::string(5000, 'x')}});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kInvalidArgument);
}

TEST(Death, AKillFromOutsideInTheMiddleOfARecordIsTyped) {
  Worker worker(Misbehaving());
  ASSERT_TRUE(worker.Input(0).ok());
  const auto victim = static_cast<pid_t>(worker.process_id());
  std::thread killer([victim] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    kill(victim, SIGKILL);
  });
  EXPECT_EQ(EndingOf(Commit(worker, "loop")), "killed");
  killer.join();
  EXPECT_TRUE(StillWorks(worker));
  EXPECT_EQ(worker.restarts(), 1);
}

TEST(Death, WhileIdleCostsNoRecord) {
  Worker worker(Misbehaving());
  ASSERT_TRUE(StillWorks(worker));
  kill(static_cast<pid_t>(worker.process_id()), SIGKILL);
  siginfo_t info{};  // waits for the end, and leaves the reaping to the worker's owner
  waitid(P_PID, static_cast<id_t>(worker.process_id()), &info, WEXITED | WNOWAIT);
  EXPECT_TRUE(StillWorks(worker));
  EXPECT_EQ(worker.restarts(), 1);
}

TEST(Death, LeavesTheInputForASecondTry) {
  Worker worker(Misbehaving());
  ASSERT_EQ(EndingOf(Ask(worker, Op::kMisbehave, "not an XMP packet", {{"deed", "exit"}})),
            "exited");
  const auto answer = worker.Run(Op::kXmp, 17, {{"source", "sidecar:a.xmp"}});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(EndingOf(answer.value()), "answered");
}

TEST(Death, LastWordsArePrintableAndBounded) {
  Worker worker(Misbehaving());
  ASSERT_EQ(EndingOf(Commit(worker, "talk")), "answered");
  const Answer answer = Commit(worker, "exit");
  EXPECT_EQ(EndingOf(answer), "exited");
  EXPECT_EQ(answer.last_words.find('\x1b'), std::string::npos);
  EXPECT_LE(answer.last_words.size(), 4U * 4096U);
  EXPECT_NE(answer.last_words.find("\\x1b"), std::string::npos);
}

TEST(Start, AMissingProgramIsUnavailableAndNamed) {
  Options options;
  options.program = "/nonexistent/assay-worker";
  Worker worker(options);
  const auto slot = worker.Input(0);
  ASSERT_FALSE(slot.ok());
  EXPECT_EQ(slot.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(slot.error().what.find("/nonexistent/assay-worker"), std::string::npos);
}

TEST(Start, AProgramThatIsNoWorkerIsUnavailable) {
  Options options;
  options.program = "/bin/true";
  Worker worker(options);
  const auto slot = worker.Input(0);
  ASSERT_FALSE(slot.ok());
  EXPECT_EQ(slot.error().code, ErrorCode::kUnavailable);
}

TEST(Start, LeavesNoProcessBehind) {
  std::int64_t process = -1;
  {
    Worker worker(testing::Program());
    ASSERT_TRUE(worker.Input(0).ok());
    process = worker.process_id();
    EXPECT_EQ(kill(static_cast<pid_t>(process), 0), 0);
  }
  EXPECT_NE(kill(static_cast<pid_t>(process), 0), 0);
}

TEST(Death, OfTheParentEndsTheWorkerEvenInTheMiddleOfARecord) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    Worker worker(Misbehaving());
    if (!worker.Input(0).ok()) _exit(1);
    const auto pid = static_cast<pid_t>(worker.process_id());
    if (write(pipe_ends[1], &pid, sizeof pid) != sizeof pid) _exit(1);
    Commit(worker, "loop");
    _exit(1);
  }
  pid_t orphan = -1;
  ASSERT_EQ(read(pipe_ends[0], &orphan, sizeof orphan), sizeof orphan);
  const Fd process(static_cast<int>(syscall(SYS_pidfd_open, orphan, 0)));
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  constexpr int kPatience_ms = 20'000;
  pollfd ended{process.get(), POLLIN, 0};
  EXPECT_EQ(poll(&ended, 1, kPatience_ms), 1);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST(Replacement, ALargeRecordsPagesAreGivenBack) {
  Worker worker(testing::Program());
  auto large = worker.Input(80U << 20U);
  ASSERT_TRUE(large.ok());
  std::ranges::fill(large.value(), std::uint8_t{1});
  const std::int64_t first = worker.process_id();
  ASSERT_TRUE(worker.Input(10).ok());
  EXPECT_NE(worker.process_id(), first);
  EXPECT_EQ(worker.restarts(), 0);
}

}  // namespace
}  // namespace assay::channel
