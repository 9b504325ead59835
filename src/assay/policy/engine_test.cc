// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/engine.h"

#include <gtest/gtest.h>

namespace assay::policy {
namespace {

TEST(DefaultPack, ASituationOfAnotherShapeIsForAPerson) {
  auto engine = Engine::Make(Pack::Default());
  ASSERT_TRUE(engine.ok()) << engine.error().what;
  EXPECT_EQ(engine.value().Decide("{}").verdict, Verdict::kReview);
}

}  // namespace
}  // namespace assay::policy
