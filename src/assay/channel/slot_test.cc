// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "assay/channel/slot_internal.h"

namespace assay::channel::internal {
namespace {

constexpr std::size_t kSize_bytes = 8192;

TEST(Slot, CannotBeResizedByWhoeverHoldsIt) {
  const auto slot = Slot::Make(kSize_bytes, Slot::Worker::kWrites);
  ASSERT_TRUE(slot.ok());
  EXPECT_NE(ftruncate(slot.value().fd(), 0), 0);
  EXPECT_NE(ftruncate(slot.value().fd(), 2 * kSize_bytes), 0);
  EXPECT_NE(fcntl(slot.value().fd(), F_ADD_SEALS, F_SEAL_WRITE), 0);
}

TEST(Slot, AnInputIsReadOnlyForEveryLaterMapping) {
  const auto slot = Slot::Make(kSize_bytes, Slot::Worker::kReads);
  ASSERT_TRUE(slot.ok());
  slot.value().bytes()[0] = 7;  // our own mapping still writes
  EXPECT_EQ(mmap(nullptr, kSize_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, slot.value().fd(), 0),
            MAP_FAILED);
  EXPECT_LT(write(slot.value().fd(), "x", 1), 0);
  void* view = mmap(nullptr, kSize_bytes, PROT_READ, MAP_SHARED, slot.value().fd(), 0);
  ASSERT_NE(view, MAP_FAILED);
  EXPECT_EQ(*static_cast<const std::uint8_t*>(view), 7);
  munmap(view, kSize_bytes);
}

TEST(Snapshot, IsACopyThatNobodyCanChange) {
  const auto path =
      std::filesystem::temp_directory_path() / ("assay-snapshot-" + std::to_string(getpid()));
  std::ofstream(path) << "first";
  const auto copy = Snapshot(path, 100);
  std::ofstream(path) << "other";
  ASSERT_TRUE(copy.ok());
  std::array<char, 6> text{};
  EXPECT_EQ(read(copy.value().get(), text.data(), 5), 5);
  EXPECT_STREQ(text.data(), "first");
  EXPECT_LT(pwrite(copy.value().get(), "x", 1, 0), 0);
  EXPECT_EQ(Snapshot(path, 4).error().code, ErrorCode::kExhausted);
  std::filesystem::remove(path);
}

TEST(Snapshot, RefusesAFifoWithoutWaiting) {
  const auto path =
      std::filesystem::temp_directory_path() / ("assay-fifo-" + std::to_string(getpid()));
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(Snapshot(path, 100).error().code, ErrorCode::kInvalidArgument);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace assay::channel::internal
