// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/calibration.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay::fairness {
namespace {

struct Row {
  double score = 0;
  bool positive = false;
  double weight = 1;
};

std::vector<ReliabilityBin> Curve(const std::vector<Row>& rows, std::int32_t bins) {
  double mass = 0;
  for (const Row& row : rows) mass += row.weight;
  ReliabilityCurve curve(mass, bins);
  for (const Row& row : rows) curve.Add(row.score, row.positive, row.weight);
  return curve.bins();
}

// Worked by hand: bins (.1 0, .2 0), (.6 1, .8 0): |0 - .3| + |1 - 1.4|, of 4 rows.
TEST(ReliabilityCurve, HasBinsOfEqualMass) {
  const auto bins = Curve({{.1, false}, {.2, false}, {.6, true}, {.8, false}}, 2);
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[1].n, 2);
  EXPECT_EQ(bins[1].k, 1);
  EXPECT_DOUBLE_EQ(bins[1].MeanScore(), 0.7);
  EXPECT_DOUBLE_EQ(bins[1].Rate(), 0.5);
  EXPECT_EQ(bins[1].from, 0.6);
  EXPECT_EQ(bins[1].to, 0.8);
  EXPECT_NEAR(*ExpectedCalibrationError(bins), (0.3 + 0.4) / 4, 1e-15);
}

// Five of six scores are .5: of three bins the tie fills one, and one more has the rest.
TEST(ReliabilityCurve, NeverSplitsATie) {
  const auto bins =
      Curve({{.5, false}, {.5, true}, {.5, true}, {.5, false}, {.5, true}, {.9, true}}, 3);
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[0].n, 5);
  EXPECT_EQ(bins[1].n, 1);
}

TEST(ReliabilityCurve, OfAWeightIsThatOfAsManyRows) {
  const auto weighted = Curve({{.1, false, 2}, {.2, true, 0}, {.3, true}, {.8, true}}, 2);
  const auto rows = Curve({{.1, false}, {.1, false}, {.3, true}, {.8, true}}, 2);
  ASSERT_EQ(weighted.size(), rows.size());
  EXPECT_EQ(weighted[0].n, 1);
  EXPECT_EQ(rows[0].n, 2);
  EXPECT_DOUBLE_EQ(*ExpectedCalibrationError(weighted), *ExpectedCalibrationError(rows));
}

TEST(ExpectedCalibrationError, OfScoresThatAreRatesIsNone) {
  const std::vector<Row> rows = {{.25, true}, {.25, false}, {.25, false}, {.25, false}, {1, true}};
  EXPECT_EQ(*ExpectedCalibrationError(Curve(rows, 10)), 0);
}

TEST(ExpectedCalibrationError, OfNothingIsNothing) {
  EXPECT_EQ(ExpectedCalibrationError({}), std::nullopt);
}

}  // namespace
}  // namespace assay::fairness
