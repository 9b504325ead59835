// SPDX-License-Identifier: Apache-2.0
#include "assay/core/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace assay {
namespace {

TEST(ParseNumber, TakesAllOfTheTextOrNothing) {
  EXPECT_EQ(ParseNumber<double>("-1.5e2"), -150);
  EXPECT_EQ(ParseNumber<std::int64_t>("-42"), -42);
  for (const char* text : {"", " 1", "1 ", "+1", "1,5", "0x10", "one"})
    EXPECT_EQ(ParseNumber<double>(text), std::nullopt) << text;
  EXPECT_EQ(ParseNumber<std::int64_t>("9223372036854775808"), std::nullopt);
  EXPECT_EQ(ParseNumber<std::int64_t>("1.0"), std::nullopt);
  EXPECT_TRUE(std::isnan(*ParseNumber<double>("NaN")));
}

}  // namespace
}  // namespace assay
