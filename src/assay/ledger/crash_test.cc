// SPDX-License-Identifier: Apache-2.0
//
// The log when the machine misbehaves: killed at every system call of an append, killed at random
// moments, every write refused for want of space, every sync failing, a disk that is really full.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/ledger/log_fixture.h"

namespace {

enum class Fault { kNone, kKill, kFullDisk, kFailedSync };

/// What happens to the `after`th of the calls that it concerns. One thread writes in these tests.
struct Plan {
  Fault fault = Fault::kNone;
  int after = 0;
  int calls = 0;
};
Plan& ThePlan() {
  static Plan plan;
  return plan;
}

/// True when this call is the one that fails.
bool Strikes(bool is_sync, bool needs_space) {
  Plan& plan = ThePlan();
  const bool concerned = plan.fault == Fault::kKill ||
                         (plan.fault == Fault::kFailedSync && is_sync) ||
                         (plan.fault == Fault::kFullDisk && needs_space);
  if (!concerned || plan.calls++ != plan.after) return false;
  if (plan.fault == Fault::kKill) raise(SIGKILL);
  errno = plan.fault == Fault::kFullDisk ? ENOSPC : EIO;
  return true;
}

}  // namespace

// The program's own definitions win over libc's: every call of the code under test passes here.
extern "C" {
ssize_t write(int fd, const void* bytes, size_t size) {
  if (Strikes(/*is_sync=*/false, /*needs_space=*/true)) return -1;
  return syscall(SYS_write, fd, bytes, size);
}
int fsync(int fd) {
  if (Strikes(/*is_sync=*/true, /*needs_space=*/false)) return -1;
  return static_cast<int>(syscall(SYS_fsync, fd));
}
int syncfs(int fd) noexcept {
  if (Strikes(/*is_sync=*/true, /*needs_space=*/false)) return -1;
  return static_cast<int>(syscall(SYS_syncfs, fd));
}
int rename(const char* from, const char* to) noexcept {
  if (Strikes(/*is_sync=*/false, /*needs_space=*/true)) return -1;
  return static_cast<int>(syscall(SYS_rename, from, to));
}
int unlink(const char* path) noexcept {
  if (Strikes(/*is_sync=*/false, /*needs_space=*/false)) return -1;
  return static_cast<int>(syscall(SYS_unlink, path));
}
}

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

class Crash : public LogFixture {
 protected:
  void TearDown() override {
    ThePlan() = {};
    LogFixture::TearDown();
  }

  /// Three appends that begin in a partial bundle, fill one, and erase.
  static std::vector<std::vector<PreparedLeaf>> Work() {
    std::vector<std::vector<PreparedLeaf>> groups = {Leaves(0, 254), Leaves(254, 4)};
    groups.push_back(
        {PrepareErasure(
             258,
             {.target = 3, .reason = "test", .authority = "test", .time = "2026-11-22T10:00:00Z"})
             .value(),
         Leaf(259)});
    return groups;
  }
  static constexpr std::uint64_t kWorkSize = 260;

  static Status DoAll(Log& log, const std::vector<std::vector<PreparedLeaf>>& groups) {
    for (const auto& group : groups) ASSAY_TRY(log.Append(group));
    return Done{};
  }

  void Restart() const {
    fs::remove_all(folder());
    fs::remove_all(key_file().parent_path());
  }

  /// Opens what a fault left, and finishes the work: nothing acknowledged is lost, all is in order.
  void ExpectRecovery(std::uint64_t acknowledged,
                      const std::vector<std::vector<PreparedLeaf>>& groups) const {
    Result<Log> log = OpenLog();
    ASSERT_TRUE(log.ok()) << log.error().what;
    EXPECT_GE(log.value().size(), acknowledged);
    EXPECT_EQ(OwnProblems(), Strings{});
    const Status done = DoAll(log.value(), groups);
    ASSERT_TRUE(done.ok()) << done.error().what;
    EXPECT_EQ(log.value().size(), kWorkSize);
    EXPECT_EQ(OwnProblems(), Strings{});
    EXPECT_EQ(Prove(folder(), 3).value().payload, "") << "erased";
  }

  /// Forks a process that does the work, with a fault; returns the size that it last acknowledged.
  [[nodiscard]] std::uint64_t WorkInChild(const std::vector<std::vector<PreparedLeaf>>& groups,
                                          const Plan& plan, bool* finished) const {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
      ThePlan() = plan;
      Result<Log> log = OpenLog();
      for (const auto& group : groups) {
        if (!log.ok() || !log.value().Append(group).ok()) _exit(1);
        const std::uint64_t size = log.value().size();
        syscall(SYS_write, ends[1], &size, sizeof size);
      }
      _exit(0);
    }
    close(ends[1]);
    std::uint64_t acknowledged = 0;
    std::uint64_t size = 0;
    while (read(ends[0], &size, sizeof size) == sizeof size) acknowledged = size;
    close(ends[0]);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    *finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    EXPECT_TRUE(*finished || WIFSIGNALED(status));
    return acknowledged;
  }
};

TEST_F(Crash, KilledAtEverySystemCallNothingAcknowledgedIsLost) {
  const auto groups = Work();
  bool finished = false;
  int moments = 0;
  for (int after = 0; !finished && !HasFatalFailure(); ++after) {
    Restart();
    const std::uint64_t acknowledged =
        WorkInChild(groups, {.fault = Fault::kKill, .after = after, .calls = 0}, &finished);
    SCOPED_TRACE(after);
    ExpectRecovery(acknowledged, groups);
    ++moments;
  }
  EXPECT_GT(moments, 50);
}

TEST_F(Crash, AFullDiskAtAnyWriteLeavesTheLogIntactAndTheSameCallWorksLater) {
  const auto groups = Work();
  bool struck = true;
  for (int after = 0; struck && !HasFatalFailure(); ++after) {
    Restart();
    SCOPED_TRACE(after);
    Log log = OpenLog().value();
    ThePlan() = {.fault = Fault::kFullDisk, .after = after, .calls = 0};
    const Status full = DoAll(log, groups);
    struck = !full.ok();
    ThePlan() = {};
    if (struck) {
      EXPECT_EQ(full.error().code, ErrorCode::kExhausted) << full.error().what;
    }
    if (after % 2 == 0) {
      const Status again = DoAll(log, groups);
      ASSERT_TRUE(again.ok()) << again.error().what;
      EXPECT_EQ(OwnProblems(), Strings{});
      EXPECT_EQ(log.size(), kWorkSize);
    } else {
      const std::uint64_t size = log.size();
      {
        const Log closed = std::move(log);
      }
      ExpectRecovery(size, groups);
    }
  }
}

TEST_F(Crash, AFailedSyncStopsTheLogUntilItIsOpenedAgain) {
  const auto groups = Work();
  bool struck = true;
  for (int after = 0; struck && !HasFatalFailure(); ++after) {
    Restart();
    SCOPED_TRACE(after);
    std::uint64_t size = 0;
    {
      Log log = OpenLog().value();
      ThePlan() = {.fault = Fault::kFailedSync, .after = after, .calls = 0};
      struck = !DoAll(log, groups).ok();
      ThePlan() = {};
      size = log.size();
      if (struck) {
        EXPECT_EQ(DoAll(log, groups).error().code, ErrorCode::kUnavailable);
      }
    }
    ExpectRecovery(size, groups);
  }
}

TEST_F(Crash, KilledAtRandomMomentsOfALoopOfAppends) {
  const auto leaves = Leaves(0, 4000);
  std::uint64_t acknowledged = 0;
  std::uint64_t random = 12345;
  for (int round = 0; round < 25; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
      Log log = OpenLog().value();
      for (std::uint64_t size = log.size(); size < leaves.size(); size = log.size()) {
        const auto group =
            std::span(leaves).subspan(size, std::min<std::size_t>(7, leaves.size() - size));
        if (!log.Append(group).ok()) _exit(1);
        const std::uint64_t now = log.size();
        syscall(SYS_write, ends[1], &now, sizeof now);
      }
      _exit(0);
    }
    close(ends[1]);
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    usleep(static_cast<useconds_t>(random >> 51U));  // up to 8 ms
    kill(child, SIGKILL);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    std::uint64_t size = 0;
    while (read(ends[0], &size, sizeof size) == sizeof size) acknowledged = size;
    close(ends[0]);
    Result<Log> log = OpenLog();
    ASSERT_TRUE(log.ok()) << log.error().what;
    EXPECT_GE(log.value().size(), acknowledged);
    EXPECT_EQ(OwnProblems(), Strings{});
    const auto known = std::span(leaves).first(log.value().size());
    EXPECT_TRUE(log.value().Append(known).ok()) << "the very leaves, in their places";
  }
  EXPECT_GT(acknowledged, 0U);
}

TEST_F(Crash, OnADiskThatIsReallyFullItSaysSoAndGoesOnAfterwards) {
  const fs::path disk = root() / "disk";
  fs::create_directory(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=512k") != 0)
    GTEST_SKIP() << "needs the right to mount a small tmpfs: "
                 << std::generic_category().message(errno);
  const auto leaves = Leaves(0, 2000);
  {
    Log log = Log::Open(disk / "ledger", disk / "key").value();
    ASSERT_TRUE(log.Append(std::span(leaves).first(300)).ok());
    const std::string ballast(200'000, 'b');
    ASSERT_TRUE(WriteFileDurably(disk / "ballast", ballast).ok());
    Status status = Done{};
    std::uint64_t size = 300;
    for (; status.ok() && size < leaves.size(); size += 100)
      status = log.Append(std::span(leaves).first(size + 100));
    ASSERT_FALSE(status.ok()) << "2,000 leaves do not fit";
    EXPECT_EQ(status.error().code, ErrorCode::kExhausted) << status.error().what;
    const std::uint64_t reached = log.size();
    EXPECT_GE(reached, 300U);
    fs::remove(disk / "ballast");
    const Status again = log.Append(std::span(leaves).first(reached + 100));
    EXPECT_TRUE(again.ok()) << again.error().what;
    const auto report =
        Verify(disk / "ledger", {.vkey = log.vkey(), .key_file = {}, .old_checkpoint = {}});
    EXPECT_EQ(report.value().problems, Strings{});
  }
  ASSERT_EQ(umount(disk.c_str()), 0);
}

}  // namespace
}  // namespace assay::ledger
