// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "assay/core/bytes.h"
#include "assay/ledger/leaf_internal.h"
#include "assay/ledger/ledger.h"

namespace assay::ledger {
namespace {

constexpr std::string_view kTime = "2026-11-22T10:00:00Z";

TEST(Leaf, IsCanonicalJsonThatCommitsToSaltAndPayload) {
  const PreparedLeaf leaf =
      Prepare(7, "decision", kTime, {{"verdict", "deny"}}, {{"key", "a.jpg"}}).value();
  EXPECT_EQ(leaf.index, 7U);
  EXPECT_EQ(leaf.payload, R"({"key":"a.jpg"})");
  const std::string commit = Sha256(std::string(AsText(leaf.salt)) + leaf.payload).Hex();
  EXPECT_EQ(leaf.bytes, R"({"commit":")" + commit +
                            R"(","meta":{"verdict":"deny"},"time":"2026-11-22T10:00:00Z",)"
                            R"("type":"decision","v":1})");
  EXPECT_EQ(leaf.bytes, Canonical(ParseJson(leaf.bytes).value()));
}

TEST(Leaf, TwoOfTheSamePayloadShareNothing) {
  const auto one = Prepare(0, "decision", kTime, Json::object(), {{"key", "a"}}).value();
  const auto two = Prepare(0, "decision", kTime, Json::object(), {{"key", "a"}}).value();
  EXPECT_NE(one.salt, two.salt);
  EXPECT_NE(one.bytes, two.bytes);
}

TEST(Leaf, IsReadBackFromItsBytes) {
  const PreparedLeaf leaf =
      Prepare(0, "release.x", kTime, {{"a", R"(","time":"x","type":"y","v":1})"}}, {}).value();
  const LeafView view = ParseLeaf(leaf.bytes).value();
  EXPECT_EQ(view.type, "release.x");
  EXPECT_EQ(view.time, kTime);
  EXPECT_EQ(view.commit, CommitOf(AsText(leaf.salt), leaf.payload));
  EXPECT_EQ(ParseJson(view.meta).value()["a"], R"(","time":"x","type":"y","v":1})");
}

TEST(Leaf, RefusesWhatIsNoTypeNoTimeOrTooLarge) {
  const Json none = Json::object();
  for (const std::string_view type : {"", "Decision", "a b", "a\"b"})
    EXPECT_EQ(Prepare(0, type, kTime, none, none).error().code, ErrorCode::kInvalidArgument);
  for (const std::string_view time :
       {"", "2026-11-22", "2026-11-22T10:00:00", "2026-13-22T10:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T10:00:00+01", "2026-11-22 10:00:00Z", "2026-11-22T10:00:00.0Z"})
    EXPECT_EQ(Prepare(0, "t", time, none, none).error().code, ErrorCode::kInvalidArgument) << time;
  EXPECT_EQ(Prepare(0, "t", kTime, 5, none).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Prepare(0, "t", kTime, {{"x", std::string(65'500, 'x')}}, none).error().code,
            ErrorCode::kExhausted);
  EXPECT_EQ(Prepare(0, "t", kTime, none, std::string(1U << 20U, 'x')).error().code,
            ErrorCode::kExhausted);
}

TEST(Leaf, RefusesEveryCutAndEveryAddedByte) {
  const PreparedLeaf leaf = Prepare(0, "decision", kTime, {{"a", 1}}, {}).value();
  ASSERT_TRUE(ParseLeaf(leaf.bytes).ok());
  for (std::size_t cut = 0; cut < leaf.bytes.size(); ++cut)
    EXPECT_FALSE(ParseLeaf(std::string_view(leaf.bytes).substr(0, cut)).ok()) << cut;
  EXPECT_FALSE(ParseLeaf(leaf.bytes + " ").ok());
  EXPECT_FALSE(ParseLeaf(" " + leaf.bytes).ok());
}

TEST(Tombstone, NamesAnEarlierEntryAndNothingElse) {
  const Erasure erasure{
      .target = 3, .reason = "gdpr.art17", .authority = "controller", .time = std::string(kTime)};
  const PreparedLeaf leaf = PrepareErasure(4, erasure).value();
  const LeafView view = ParseLeaf(leaf.bytes).value();
  EXPECT_EQ(view.meta, R"({"authority":"controller","reason":"gdpr.art17","target":3})");
  EXPECT_EQ(TombstoneTarget(view, 4).value(), 3U);
  EXPECT_FALSE(TombstoneTarget(view, 3).ok()) << "forward";
  EXPECT_FALSE(PrepareErasure(3, erasure).ok());
  const PreparedLeaf vague = Prepare(4, "tombstone", kTime, Json::object(), {}).value();
  EXPECT_FALSE(TombstoneTarget(ParseLeaf(vague.bytes).value(), 4).ok());
  const PreparedLeaf other = Prepare(4, "decision", kTime, {{"target", 3}}, {}).value();
  EXPECT_FALSE(TombstoneTarget(ParseLeaf(other.bytes).value(), 4).value().has_value());
}

}  // namespace
}  // namespace assay::ledger
