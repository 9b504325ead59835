// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "assay/ledger/frontier_internal.h"

namespace assay::ledger {
namespace {

void Ignore(unsigned /*level*/, std::uint64_t /*number*/, std::span<const Digest> /*hashes*/) {}

// The leaves of RFC 6962's reference implementation, with its roots by size.
TEST(FrontierRfc6962, RootsOfTheReferenceLeaves) {
  const std::vector<std::string> leaves = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
  const std::map<std::size_t, std::string> roots = {
      {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  Frontier frontier;
  EXPECT_EQ(frontier.Root(), Sha256(""));
  std::size_t checked = 0;
  for (const std::string& leaf : leaves) {
    frontier.Add(LeafHash(FromHex(leaf).value()), Ignore);
    const auto root = roots.find(frontier.size());
    if (root == roots.end()) continue;
    EXPECT_EQ(frontier.Root().Hex(), root->second) << frontier.size();
    ++checked;
  }
  EXPECT_EQ(checked, roots.size());
}

/// Every tile of the tree over "0", "1", ..., as a log on disk would hold them.
class DecimalTree : public testing::Test {
 protected:
  static constexpr std::uint64_t kSize = 70'000;

  void Grow(std::uint64_t size) {
    while (frontier_.size() < size) {
      const std::string entry = std::to_string(frontier_.size());
      frontier_.Add(LeafHash(AsBytes(entry)),
                    [this](unsigned level, std::uint64_t number, std::span<const Digest> hashes) {
                      full_[level].emplace_back(hashes.begin(), hashes.end());
                      EXPECT_EQ(full_[level].size(), number + 1) << "tiles complete in order";
                    });
    }
  }
  [[nodiscard]] std::string Root() const { return ToBase64(frontier_.Root().bytes); }
  [[nodiscard]] const Frontier& frontier() const { return frontier_; }
  std::map<unsigned, std::vector<std::vector<Digest>>> full_;

 private:
  Frontier frontier_;
};

TEST_F(DecimalTree, RootsAtTheEdgesOfATile) {
  Grow(255);
  EXPECT_EQ(Root(), "Mvhbyqh9e80Fco8J6a66NQumovczgwCH8Fl2goSL5cs=");
  Grow(256);
  EXPECT_EQ(Root(), "goUV0DPBnYyQHzfsy4rtkZZncDSG+NL/8c9wQDIcXbE=");
  Grow(257);
  EXPECT_EQ(Root(), "HtoEmkNR2G92JSvX7At3Rq11t/oDFq1fVB29pFijEsQ=");
}

// C2SP tlog-tiles gives these widths for a tree of 70,000.
TEST_F(DecimalTree, SeventyThousandLeavesHaveTheTilesOfTheSpecification) {
  Grow(kSize);
  EXPECT_EQ(Root(), "Gkzfy2Y3SgwNy+9JrL1JdtE+6GT7PLJB/JQ8rQTwL34=");
  EXPECT_EQ(full_[0].size(), 273U);
  EXPECT_EQ(full_[1].size(), 1U);
  EXPECT_EQ(frontier().levels(), 3U);
  EXPECT_EQ(frontier().Partial(0).size(), 112U);
  EXPECT_EQ(frontier().Partial(1).size(), 17U);
  EXPECT_EQ(frontier().Partial(2).size(), 1U);
}

TEST_F(DecimalTree, LoadedFromItsTilesItContinuesTheSameTree) {
  Grow(65'793);  // one full tile at level 1, one hash at level 2, one leaf over
  const auto read = [this](const LogFile& tile) -> Result<std::vector<Digest>> {
    const auto hashes = frontier().Partial(tile.level);
    EXPECT_EQ(hashes.size(), tile.width);
    return ParseTile(PackTile(hashes), tile.width);
  };
  Frontier loaded = Frontier::Load(65'793, read).value();
  EXPECT_EQ(loaded.Root(), frontier().Root());
  for (int i = 0; i < 300; ++i) {
    Grow(frontier().size() + 1);
    loaded.Add(LeafHash(AsBytes(std::to_string(loaded.size()))), Ignore);
    ASSERT_EQ(loaded.Root(), frontier().Root());
  }
}

// Oracle: the recursive definition in core.
TEST_F(DecimalTree, EqualsTheRecursiveDefinitionAtEverySize) {
  std::vector<Digest> leaves;
  for (std::uint64_t size = 1; size <= 1030; ++size) {
    Grow(size);
    leaves.push_back(LeafHash(AsBytes(std::to_string(size - 1))));
    ASSERT_EQ(frontier().Root(), TreeRoot(leaves)) << size;
  }
}

TEST(Tile, RefusesAnyLengthButItsWidth) {
  EXPECT_TRUE(ParseTile(std::string(64, 'x'), 2).ok());
  EXPECT_FALSE(ParseTile(std::string(63, 'x'), 2).ok());
  EXPECT_FALSE(ParseTile(std::string(96, 'x'), 2).ok());
}

}  // namespace
}  // namespace assay::ledger
