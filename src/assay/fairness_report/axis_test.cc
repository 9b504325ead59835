// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/axis.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::fairness_report {
namespace {

std::vector<std::string> Texts(const Axis& axis, double scale) {
  std::vector<std::string> texts;
  for (const double tick : axis.Ticks()) texts.push_back(TickText(axis, tick, scale));
  return texts;
}

// Worked by hand: (0.36 + 0.13) / 5 is nearest to steps of 0.1.
TEST(Axis, StepsAreRoundAndHoldAllNumbers) {
  const Axis axis = AxisOver(-0.36, 0.13);
  EXPECT_EQ(Texts(axis, 100), (std::vector<std::string>{"\u221240", "\u221230", "\u221220",
                                                        "\u221210", "0", "10", "20"}));
  EXPECT_EQ(Texts(AxisOver(0, 1), 1),
            (std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(
      Texts(AxisOver(0, 0.012), 1),
      (std::vector<std::string>{"0.000", "0.002", "0.004", "0.006", "0.008", "0.010", "0.012"}));
}

TEST(Axis, PlacesStayOnTheAxis) {
  const Axis axis = AxisOver(0, 1);
  EXPECT_EQ(axis.Place(0.5), 0.5);
  EXPECT_EQ(axis.Place(-3), 0);
  EXPECT_EQ(axis.Place(1e300), 1);
}

TEST(Axis, EveryRangeHasFewTicksInOrder) {
  for (int power = -12; power <= 15; ++power) {
    for (const double from : {0.0, 0.3, -1.7, 123.0}) {
      const double size = std::pow(10.0, power);
      const Axis axis = AxisOver(from, from + size);
      const auto ticks = axis.Ticks();
      EXPECT_LE(axis.low, from + (std::abs(from) + size) * 1e-5);
      EXPECT_GE(axis.high, from);
      EXPECT_GE(ticks.size(), 2U);
      EXPECT_LE(ticks.size(), 14U);
      for (std::size_t i = 1; i < ticks.size(); ++i) EXPECT_LT(ticks[i - 1], ticks[i]);
    }
  }
  EXPECT_GE(AxisOver(5, 5).Ticks().size(), 2U);
}

}  // namespace
}  // namespace assay::fairness_report
