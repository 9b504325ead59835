// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/bands.h"

#include <gtest/gtest.h>

namespace assay::fairness_report {
namespace {

using Places = std::vector<std::size_t>;

TEST(Bands, AgesGoUpwards) {
  EXPECT_EQ(OrderOfBands({"18-24", "65+", "25 to 34", "Under 18", "35\u201364"}),
            (Places{3, 0, 2, 4, 1}));
  EXPECT_EQ(OrderOfBands({"40 and over", "under 40"}), (Places{1, 0}));
  EXPECT_EQ(OrderOfBands({"10", "9", "100"}), (Places{1, 0, 2}));
  EXPECT_EQ(OrderOfBands({"101-116", "0-10", "11-20"}), (Places{1, 2, 0}));
}

TEST(Bands, SkinTonesGoFromLightToDark) {
  EXPECT_EQ(OrderOfBands({"brown", "dark", "tan", "very_light"}), (Places{3, 2, 0, 1}));
  EXPECT_EQ(SwatchOf("dark"), "#5a3d28");
  EXPECT_EQ(SwatchOf("darkish"), "");
}

TEST(Bands, OtherValuesHaveNoOrder) {
  EXPECT_EQ(OrderOfBands({"men", "women"}), std::nullopt);
  EXPECT_EQ(OrderOfBands({"1-5", "men"}), std::nullopt);
  EXPECT_EQ(OrderOfBands({"1-5", "1-9"}), std::nullopt);
  EXPECT_EQ(OrderOfBands({"9-1", "20"}), std::nullopt);
  EXPECT_EQ(OrderOfBands({"1-5 x", "20"}), std::nullopt);
  EXPECT_EQ(OrderOfBands({}), std::nullopt);
}

}  // namespace
}  // namespace assay::fairness_report
