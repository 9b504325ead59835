// SPDX-License-Identifier: Apache-2.0
#include "assay/core/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay {
namespace {

/// Leaves of Certificate Transparency's reference tree, from the shortest to the longest.
std::vector<Digest> ReferenceLeaves(std::size_t count) {
  const std::vector<std::string> entries = {"",
                                            "00",
                                            "10",
                                            "2021",
                                            "3031",
                                            "40414243",
                                            "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f"};
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(LeafHash(FromHex(entries[i]).value()));
  return leaves;
}

std::vector<Digest> DecimalLeaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(LeafHash(AsBytes(std::to_string(i))));
  return leaves;
}

// FIPS 180-4 example.
TEST(Sha256, AbcHasItsPublishedDigest) {
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(Sha256("abc").Hex(), abc);
  Sha256Stream stream;
  stream.Add(AsBytes("a"));
  stream.Add(AsBytes("bc"));
  EXPECT_EQ(stream.Finish().Hex(), abc);
  EXPECT_EQ(ParseDigest(abc).value(), Sha256("abc"));
  EXPECT_FALSE(ParseDigest("ba78").ok());
}

// Certificate Transparency's reference roots (certificate-transparency-go testonly).
TEST(Tree, ReferenceRootsOfRfc6962) {
  const std::vector<std::pair<std::size_t, std::string>> roots = {
      {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  for (const auto& [size, root] : roots) {
    EXPECT_EQ(TreeRoot(ReferenceLeaves(size)).Hex(), root) << size;
  }
}

TEST(FirstWord, SortsAsDigestsDo) {
  Digest low;
  low.bytes[7] = 255;
  Digest high;
  high.bytes[6] = 1;
  EXPECT_EQ(FirstWord(low), 255U);
  EXPECT_EQ(FirstWord(high), 256U);
  EXPECT_LT(low, high);
}

TEST(TreeHasher, HasTheRootOfTheLeavesSoFar) {
  TreeHasher hasher;
  std::vector<Digest> leaves;
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(hasher.Root(), TreeRoot(leaves)) << i;
    leaves.push_back(DecimalLeaves(200)[static_cast<std::size_t>(i)]);
    hasher.Add(leaves.back());
  }
}

TEST(Tree, RootsRoundTheTileBoundary) {
  EXPECT_EQ(ToBase64(TreeRoot(DecimalLeaves(255)).bytes),
            "Mvhbyqh9e80Fco8J6a66NQumovczgwCH8Fl2goSL5cs=");
  EXPECT_EQ(ToBase64(TreeRoot(DecimalLeaves(256)).bytes),
            "goUV0DPBnYyQHzfsy4rtkZZncDSG+NL/8c9wQDIcXbE=");
  EXPECT_EQ(ToBase64(TreeRoot(DecimalLeaves(257)).bytes),
            "HtoEmkNR2G92JSvX7At3Rq11t/oDFq1fVB29pFijEsQ=");
}

TEST(Tree, EveryInclusionPathLeadsToTheRootAndNoOtherIndexOrLengthDoes) {
  for (std::size_t size = 1; size <= 17; ++size) {
    const std::vector<Digest> leaves = DecimalLeaves(size);
    const Digest root = TreeRoot(leaves);
    for (std::size_t i = 0; i < size; ++i) {
      std::vector<Digest> path = InclusionPath(leaves, i).value();
      EXPECT_EQ(RootFromInclusion(leaves[i], i, size, path).value(), root);
      const auto shifted = RootFromInclusion(leaves[i], i + 1, size, path);
      EXPECT_TRUE(!shifted.ok() || shifted.value() != root);
      path.push_back(root);
      EXPECT_FALSE(RootFromInclusion(leaves[i], i, size, path).ok());
    }
  }
  EXPECT_FALSE(InclusionPath(DecimalLeaves(3), 3).ok());
}

}  // namespace
}  // namespace assay
