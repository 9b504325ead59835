// SPDX-License-Identifier: Apache-2.0
#include "assay/release/measures.h"

#include <gtest/gtest.h>

#include <utility>

namespace assay::release {
namespace {

catalog::RecordRow Row(std::int64_t width_px, std::int64_t height_px, std::int64_t size_bytes) {
  catalog::RecordRow row;
  row.state = catalog::State::kAllow;
  row.width_px = width_px;
  row.height_px = height_px;
  row.size_bytes = size_bytes;
  return row;
}

TEST(Measures, QuantilesAreValuesThatSomeRecordHas) {
  Measures measures(100);
  for (std::int64_t i = 100; i > 0; --i) measures.Add(Row(1000, i, 7 * i), {});
  const auto all = std::move(measures).Take();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].name, "short_side_px");
  EXPECT_EQ(all[1].n, 100);
  EXPECT_EQ(all[1].minimum, 1);
  EXPECT_EQ(all[1].p05, 5);
  EXPECT_EQ(all[1].median, 50);
  EXPECT_EQ(all[1].p95, 95);
  EXPECT_EQ(all[1].maximum, 100);
  EXPECT_EQ(all[2].maximum, 700);
}

TEST(Measures, MegapixelsHaveTwoDecimals) {
  Measures measures(1);
  measures.Add(Row(1234, 1000, 1), {});
  EXPECT_EQ(std::move(measures).Take()[0].median, 1.23);
}

TEST(Measures, WhatARecordLacksIsNotCounted) {
  Columns columns;
  columns.scores[0] = 1.5;
  Measures measures(2);
  measures.Add(Row(0, 0, 9), columns);
  measures.Add(Row(0, 0, 11), {});
  catalog::RecordRow dead = Row(5, 5, 5);
  dead.state = catalog::State::kDead;
  measures.Add(dead, columns);
  const auto all = std::move(measures).Take();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "size_bytes");
  EXPECT_EQ(all[0].n, 2);
  EXPECT_EQ(all[0].median, 9);
  EXPECT_EQ(all[1].name, "aspect");
  EXPECT_EQ(all[1].n, 1);
}

TEST(Measures, NothingMeasuredIsNothing) { EXPECT_TRUE(std::move(Measures(0)).Take().empty()); }

}  // namespace
}  // namespace assay::release
