// SPDX-License-Identifier: Apache-2.0
#include "assay/release/measures.h"

#include <gtest/gtest.h>

#include <cstdint>

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

Measures Empty() { return Measures::Make(testing::TempDir()).value(); }

TEST(Measures, QuantilesAreValuesThatSomeRecordHas) {
  Measures measures = Empty();
  for (std::int64_t i = 100; i > 0; --i) ASSERT_TRUE(measures.Add(Row(1000, i, 7 * i), {}).ok());
  const auto all = measures.Take().value();
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
  Measures measures = Empty();
  ASSERT_TRUE(measures.Add(Row(1234, 1000, 1), {}).ok());
  EXPECT_EQ(measures.Take().value()[0].median, 1.23);
}

TEST(Measures, WhatARecordLacksIsNotCounted) {
  Columns columns;
  columns.scores[0] = 1.5;
  Measures measures = Empty();
  ASSERT_TRUE(measures.Add(Row(0, 0, 9), columns).ok());
  ASSERT_TRUE(measures.Add(Row(0, 0, 11), {}).ok());
  catalog::RecordRow dead = Row(5, 5, 5);
  dead.state = catalog::State::kDead;
  ASSERT_TRUE(measures.Add(dead, columns).ok());
  const auto all = measures.Take().value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "size_bytes");
  EXPECT_EQ(all[0].n, 2);
  EXPECT_EQ(all[0].median, 9);
  EXPECT_EQ(all[1].name, "aspect");
  EXPECT_EQ(all[1].n, 1);
}

TEST(Measures, ManyRecordsAreReadBackWhole) {
  Measures measures = Empty();
  for (std::int64_t i = 1; i <= 1001; ++i) ASSERT_TRUE(measures.Add(Row(i, i, i), {}).ok());
  const auto all = measures.Take().value();
  EXPECT_EQ(all[2].n, 1001);
  EXPECT_EQ(all[2].median, 501);
}

TEST(Measures, NothingMeasuredIsNothing) { EXPECT_TRUE(Empty().Take().value().empty()); }

}  // namespace
}  // namespace assay::release
