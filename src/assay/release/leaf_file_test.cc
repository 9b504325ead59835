// SPDX-License-Identifier: Apache-2.0
#include "assay/release/leaf_file.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace assay::release {
namespace {

TreeLeaf Leaf(int first, int last) {
  TreeLeaf leaf;
  leaf.place.bytes.front() = static_cast<std::uint8_t>(first);
  leaf.place.bytes.back() = static_cast<std::uint8_t>(last);
  leaf.hash = Sha256(leaf.place.bytes);
  return leaf;
}

TEST(LeafFile, HasTheRootOfTheSortedLeaves) {
  auto file = LeafFile::Make(testing::TempDir());
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file.value().CheckedRoot().value(), TreeRoot({}));
  std::vector<Digest> sorted;
  for (int first = 0; first < 256; ++first)
    for (const int last : {3, 7, 9}) sorted.push_back(Leaf(first, last).hash);
  for (int first = 255; first >= 0; --first)
    for (const int last : {7, 3, 9}) ASSERT_TRUE(file.value().Add(Leaf(first, last)).ok());
  EXPECT_EQ(file.value().CheckedRoot().value(), TreeRoot(sorted));
}

TEST(LeafFile, RefusesTwoLeavesInOnePlace) {
  auto file = LeafFile::Make(testing::TempDir());
  ASSERT_TRUE(file.ok());
  for (const int last : {1, 2, 1}) ASSERT_TRUE(file.value().Add(Leaf(5, last)).ok());
  const auto root = file.value().CheckedRoot();
  ASSERT_FALSE(root.ok());
  EXPECT_EQ(root.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace assay::release
