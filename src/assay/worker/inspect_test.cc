// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/inspect.h"

#include <gtest/gtest.h>

namespace assay::worker {
namespace {

TEST(Inspect, RefusesArgumentsThatNobodyDefined) {
  EXPECT_EQ(Inspect({}, {{"colour", 1}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Inspect({}, {{"thumbnail_px", -1}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Inspect({}, {{"thumbnail_px", 100000}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Inspect({}, {{"steps", "rights"}}).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::worker
