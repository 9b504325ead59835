// SPDX-License-Identifier: Apache-2.0
#include "assay/core/scratch.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace assay {
namespace {

// More than is held back before it is written, so that a read may find both sides.
TEST(ScratchRows, GivesBackWhatWasAppendedWrittenOrNot) {
  auto file = Scratch::Make(testing::TempDir());
  ASSERT_TRUE(file.ok());
  ScratchRows<std::uint64_t> rows(std::move(file).value());
  constexpr std::uint64_t kRows = 20'001;
  for (std::uint64_t i = 0; i < kRows; ++i) ASSERT_TRUE(rows.Append(i * i).ok());
  ASSERT_EQ(rows.size(), kRows);
  std::vector<std::uint64_t> read(kRows);
  ASSERT_TRUE(rows.Read(0, read).ok());
  for (std::uint64_t i = 0; i < kRows; ++i) ASSERT_EQ(read[i], i * i);
  std::vector<std::uint64_t> last(2);
  ASSERT_TRUE(rows.Read(kRows - 2, last).ok());
  EXPECT_EQ(last.back(), (kRows - 1) * (kRows - 1));
}

TEST(Scratch, LeavesNoName) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "scratch_leaves_no_name";
  std::filesystem::create_directories(folder);
  auto file = Scratch::Make(folder);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  EXPECT_FALSE(Scratch::Make(folder / "missing").ok());
}

}  // namespace
}  // namespace assay
