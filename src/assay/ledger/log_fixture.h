// SPDX-License-Identifier: Apache-2.0
//
// For tests: a log in a temporary folder, leaves to fill it, and a look at what Verify says.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "assay/ledger/ledger.h"

namespace assay::ledger {

class LogFixture : public testing::Test {
 protected:
  void SetUp() override {
    // In memory where that exists: what is tested is the order of the calls, not the disk's
    // patience.
    std::error_code missing;
    const bool has_memory = std::filesystem::is_directory("/dev/shm", missing);
    std::string pattern =
        (has_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path()) /
        "assay-ledger-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path folder() const { return root_ / "ledger"; }
  [[nodiscard]] std::filesystem::path key_file() const { return root_ / "keys" / "ledger.key"; }
  [[nodiscard]] Result<Log> OpenLog() const { return Log::Open(folder(), key_file()); }

  static PreparedLeaf Leaf(std::uint64_t index, std::string_view time = "2026-11-22T10:00:00Z") {
    return Prepare(index, "decision", time, {{"verdict", index % 2 == 0 ? "allow" : "deny"}},
                   {{"key", fmt::format("photos/{}.jpg", index)}})
        .value();
  }
  static std::vector<PreparedLeaf> Leaves(std::uint64_t first, std::uint64_t count) {
    std::vector<PreparedLeaf> leaves;
    for (std::uint64_t i = first; i < first + count; ++i) leaves.push_back(Leaf(i));
    return leaves;
  }
  /// Makes a log of `count` leaves and closes it; returns its verifier key.
  [[nodiscard]] std::string MakeLog(std::uint64_t count) const {
    Log log = OpenLog().value();
    EXPECT_TRUE(log.Append(Leaves(0, count)).ok());
    return log.vkey();
  }

  /// Problems found with a key from outside.
  [[nodiscard]] std::vector<std::string> Problems(const std::string& vkey) const {
    const auto report = Verify(folder(), {.vkey = vkey, .key_file = {}, .old_checkpoint = {}});
    if (!report.ok()) return {report.error().what};
    return report.value().problems;
  }
  /// As the workspace itself sees it.
  [[nodiscard]] std::vector<std::string> OwnProblems() const {
    const auto report =
        Verify(folder(), {.vkey = {}, .key_file = key_file(), .old_checkpoint = {}});
    if (!report.ok()) return {report.error().what};
    return report.value().problems;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace assay::ledger
