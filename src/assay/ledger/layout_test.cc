// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assay/ledger/layout_internal.h"

namespace assay::ledger {
namespace {

LogFile Tile(unsigned level, std::uint64_t number, std::uint64_t width = kTileWidth) {
  return {.kind = FileKind::kTile, .level = level, .number = number, .width = width};
}

// C2SP tlog-tiles: 1234067 is x001/x234/067.
TEST(LayoutTlogTiles, NumbersAreSplitInThrees) {
  EXPECT_EQ(PathOf(Tile(0, 1'234'067)), "tile/0/x001/x234/067");
  EXPECT_EQ(PathOf(Tile(3, 5, 17)), "tile/3/005.p/17");
  EXPECT_EQ(PathOf(Tile(0, 1000)), "tile/0/x001/000");
  EXPECT_EQ(PathOf({.kind = FileKind::kEntries, .level = 0, .number = 0, .width = 1}),
            "tile/entries/000.p/1");
  EXPECT_EQ(PathOf({.kind = FileKind::kPayload, .level = 0, .number = 12}), "payload/012");
}

TEST(Layout, EveryNameIsReadBackAsTheFileItNames) {
  for (const FileKind kind : {FileKind::kTile, FileKind::kEntries, FileKind::kPayload}) {
    for (const std::uint64_t number : {0ULL, 7ULL, 999ULL, 1000ULL, 1'234'067ULL, 999'999'999ULL}) {
      for (const std::uint64_t width : {1ULL, 255ULL, 256ULL}) {
        const LogFile file{.kind = kind,
                           .level = kind == FileKind::kTile ? 3U : 0U,
                           .number = number,
                           .width = width};
        EXPECT_EQ(ParsePath(PathOf(file)), file) << PathOf(file);
      }
    }
  }
}

TEST(Layout, OtherNamesForAFileAreNoNames) {
  for (const std::string_view path : {"tile/0/00",
                                      "tile/0/0000",
                                      "tile/0/x000/001",
                                      "tile/0/x001/67",
                                      "tile/0/001.p/0",
                                      "tile/0/001.p/256",
                                      "tile/0/001.p/01",
                                      "tile/0/001.p/",
                                      "tile/0/001.p",
                                      "tile/00/001",
                                      "tile/8/001",
                                      "tile//001",
                                      "tile/0/",
                                      "tile/0/abc",
                                      "tile/0/-01",
                                      "tile/entries/0",
                                      "payload/001.tmp",
                                      "payload",
                                      "",
                                      "checkpoint",
                                      "tile/0/x001/x234/067/",
                                      "tile/0/001x",
                                      "tile/0/x999/x999/x999/x999/x999/x999/x999/999"})
    EXPECT_FALSE(ParsePath(path)) << path;
}

TEST(LayoutTlogTiles, WidthsOfSeventyThousandAndOf256) {
  EXPECT_EQ(WidthAt(70'000, 0, 272), 256U);
  EXPECT_EQ(WidthAt(70'000, 0, 273), 112U);
  EXPECT_EQ(WidthAt(70'000, 0, 274), 0U);
  EXPECT_EQ(WidthAt(70'000, 1, 0), 256U);
  EXPECT_EQ(WidthAt(70'000, 1, 1), 17U);
  EXPECT_EQ(WidthAt(70'000, 2, 0), 1U);
  EXPECT_EQ(WidthAt(70'000, 3, 0), 0U);
  EXPECT_EQ(WidthAt(256, 0, 0), 256U);
  EXPECT_EQ(WidthAt(256, 0, 1), 0U) << "a partial tile is never empty";
  EXPECT_EQ(WidthAt(256, 1, 0), 1U);
  EXPECT_EQ(WidthAt(0, 0, 0), 0U);
  EXPECT_EQ(WidthAt(~0ULL, 0, ~0ULL), 0U);
}

TEST(Layout, ASupersededPartialFileDoesNotBelong) {
  EXPECT_TRUE(BelongsTo(300, Tile(0, 1, 44)));
  EXPECT_FALSE(BelongsTo(300, Tile(0, 1, 43)));
  EXPECT_FALSE(BelongsTo(300, Tile(0, 0, 44)));
  EXPECT_FALSE(BelongsTo(300, Tile(0, 2, 1)));
}

}  // namespace
}  // namespace assay::ledger
