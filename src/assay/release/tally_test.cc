// SPDX-License-Identifier: Apache-2.0
#include "assay/release/tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "assay/release/tree.h"

namespace assay::release {
namespace {

TEST(Examples, KeepsTheSmallestDrawsInAnyOrderOfArrival) {
  std::vector<std::string> keys;
  for (int i = 0; i < 40; ++i) keys.push_back("key" + std::to_string(i));
  Examples forward;
  for (const std::string& key : keys) forward.Offer({Sha256(key), key});
  std::ranges::reverse(keys);
  Examples backward;
  for (const std::string& key : keys) backward.Offer({Sha256(key), key});
  std::ranges::sort(keys, {}, [](const std::string& key) { return Sha256(key); });
  ASSERT_EQ(forward.items().size(), Examples::kSamples);
  for (std::size_t i = 0; i < Examples::kSamples; ++i) {
    EXPECT_EQ(forward.items()[i].key, keys[i]);
    EXPECT_EQ(backward.items()[i].key, keys[i]);
  }
}

TEST(Capped, StopsGrowingAndLosesNoCount) {
  Capped<std::int64_t> counts;
  for (int i = 0; i < 5000; ++i) ++counts.At("name" + std::to_string(i));
  EXPECT_EQ(counts.map().size(), Capped<std::int64_t>::kNames + 1);
  EXPECT_EQ(counts.map().at("(other)"), 5000 - static_cast<int>(Capped<std::int64_t>::kNames));
}

TEST(Tally, ACodeThatFiredTwiceCountsItsRecordOnce) {
  ParsedRecord parsed;
  parsed.decision = Decision{};
  parsed.decision->verdict = Verdict::kDeny;
  parsed.decision->reasons = {{"a", "contract", "copyright", {1}, "m"},
                              {"a", "contract", "copyright", {2}, "m"}};
  catalog::RecordRow row;
  row.key = "k";
  row.state = catalog::State::kDeny;
  row.outcome = "repaired";
  Tally tally;
  tally.Add(row, parsed, {});
  EXPECT_EQ(tally.reasons.map().at("a").records.deny, 1);
  EXPECT_EQ(tally.records.total(), 1);
}

}  // namespace
}  // namespace assay::release
