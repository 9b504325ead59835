// SPDX-License-Identifier: Apache-2.0
#include "assay/core/nearest.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kWords = {"label", "score", "race"};

// Worked by hand: each lacks, changes or adds one byte of the word, and differs in more from
// others.
TEST(Nearest, IsTheWordOfTheFewestEdits) {
  EXPECT_EQ(Nearest("labl", kWords), "label");
  EXPECT_EQ(Nearest("Race", kWords), "race");
  EXPECT_EQ(Nearest("scores", kWords), "score");
}

TEST(Nearest, OfNothingIsEmpty) { EXPECT_EQ(Nearest("x", {}), ""); }

TEST(NoSuch, OffersTheNearestAndHidesNoControlCharacter) {
  EXPECT_EQ(NoSuch("column", "labl\x1b", kWords), "no column 'labl\\x1b'; did you mean 'label'?");
  EXPECT_EQ(NoSuch("column", "a", {}), "no column 'a'");
}

}  // namespace
}  // namespace assay
