// SPDX-License-Identifier: Apache-2.0
#include "assay/release/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/decision.h"

namespace assay::release {
namespace {

TreeRow Row(const std::string& key) {
  TreeRow row;
  row.key = key;
  row.asset = "sha256:00";
  row.kind = "image";
  row.licence = "CC-BY-4.0";
  row.verdict = "allow";
  row.reasons = {"licence.attribution"};
  row.obligations = Json::array({{{"code", "attribute"}, {"params", Json::object()}}});
  row.policy = "aa";
  row.situation = "bb";
  return row;
}

catalog::RecordRow Decided() {
  Decision decision;
  decision.verdict = Verdict::kDeny;
  decision.reasons = {{"b.two", "contract", "copyright", {1}, "m"},
                      {"a.one", "contract", "copyright", {2}, "m"},
                      {"b.two", "contract", "copyright", {3}, "m"}};
  const std::vector<Fact> facts = {{"rights.concluded",
                                    FactState::kPresent,
                                    {{"spdx", "CC-BY-NC-4.0"}, {"rule", "only_one"}},
                                    {"rights", "1", "set", "asset", ""}}};
  catalog::RecordRow record;
  record.key = "a.jpg";
  record.asset = "sha256:ff";
  record.state = catalog::State::kDeny;
  record.outcome = "ok";
  record.media_type = "image/jpeg";
  record.facts = FactsBlob(facts);
  record.decision = assay::Canonical(ToJson(decision));
  record.situation = "cc";
  return record;
}

/// The row of a record as the catalog has it.
Result<TreeRow> RowFor(const catalog::RecordRow& record, std::string_view policy_digest) {
  ASSAY_LET(const ParsedRecord parsed, Parse(record));
  return release::RowFor(record, parsed, policy_digest);
}

// Worked by hand from DESIGN: members sorted, nothing left out.
TEST(TreeRow, CanonicalTextHasEveryMember) {
  EXPECT_EQ(
      Canonical(Row("k")),
      R"({"asset":"sha256:00","key":"k","kind":"image","labels":[],"licence":"CC-BY-4.0",)"
      R"("obligations":[{"code":"attribute","params":{}}],"parents":[],"policy":"aa",)"
      R"("reasons":["licence.attribution"],"situation":"bb","split":null,"verdict":"allow"})");
}

TEST(RowFor, ReadsFactsAndDecision) {
  const TreeRow row = RowFor(Decided(), "aa").value();
  EXPECT_EQ(row.verdict, "deny");
  EXPECT_EQ(row.kind, "image");
  EXPECT_EQ(row.licence, "CC-BY-NC-4.0");
  EXPECT_EQ(row.reasons, (std::vector<std::string>{"a.one", "b.two"}));
  EXPECT_EQ(row.situation, "cc");
}

TEST(RowFor, ADeadRecordGivesItsOutcomeAsReason) {
  catalog::RecordRow record;
  record.key = "broken.jpg";
  record.state = catalog::State::kDead;
  record.outcome = "truncated";
  record.facts = "[]";
  EXPECT_EQ(RowFor(record, "aa").value().verdict, "dead");
  EXPECT_EQ(RowFor(record, "aa").value().reasons, (std::vector<std::string>{"truncated"}));
  record.outcome = "";  // never read
  EXPECT_EQ(RowFor(record, "aa").value().reasons, (std::vector<std::string>{"unread"}));
}

TEST(RowFor, RefusesWhatIsPendingOrContradictsItself) {
  catalog::RecordRow record = Decided();
  record.state = catalog::State::kAllow;  // but it was denied
  EXPECT_EQ(RowFor(record, "aa").error().code, ErrorCode::kCorrupt);
  record.state = catalog::State::kInspected;
  EXPECT_EQ(RowFor(record, "aa").error().code, ErrorCode::kInvalidArgument);
  record = Decided();
  record.facts = "[{}]";
  EXPECT_EQ(RowFor(record, "aa").error().code, ErrorCode::kCorrupt);
}

TEST(RowFor, LocatorTimesAndLeafIndexDoNotMatter) {
  catalog::RecordRow elsewhere = Decided();
  elsewhere.locator = "/another/machine/a.jpg";
  elsewhere.leaf = 77;
  elsewhere.evidence = "[\"f:1\"]";
  EXPECT_EQ(Canonical(RowFor(elsewhere, "aa").value()), Canonical(RowFor(Decided(), "aa").value()));
}

TEST(TreeBuilder, OrderOfArrivalDoesNotMatter) {
  std::vector<std::string> keys = {"a", "b", "c", "d", "e"};
  TreeBuilder reference(ReleaseSalt(0));
  for (const std::string& key : keys) ASSERT_TRUE(reference.Add(Row(key)).ok());
  const Digest root = reference.Root();
  while (std::ranges::next_permutation(keys).found) {
    TreeBuilder tree(ReleaseSalt(0));
    for (const std::string& key : keys) ASSERT_TRUE(tree.Add(Row(key)).ok());
    ASSERT_EQ(tree.Root(), root);
  }
}

// A second computation from DESIGN's words alone, with a map for the order.
TEST(TreeBuilder, IsTheRfc6962RootOverLeavesSortedBySaltedKey) {
  const Digest salt = ReleaseSalt(7);
  std::map<Digest, Digest> sorted;
  TreeBuilder tree(salt);
  for (const std::string key : {"x", "y", "z"}) {
    ASSERT_TRUE(tree.Add(Row(key)).ok());
    const std::string salted = std::string(AsText(salt.bytes)) + key;
    sorted[Sha256(salted)] = Sha256(std::string(1, '\0') + Canonical(Row(key)));
  }
  std::vector<Digest> leaves;
  for (const auto& [place, hash] : sorted) leaves.push_back(hash);
  EXPECT_EQ(tree.Root(), NodeHash(NodeHash(leaves[0], leaves[1]), leaves[2]));
}

TEST(TreeBuilder, AnEmptySetHasTheHashOfNothing) {
  EXPECT_EQ(TreeBuilder(ReleaseSalt(0)).Root(), Sha256(""));
}

TEST(TreeBuilder, TwoRowsWithOneKeyAreAnError) {
  TreeBuilder tree(ReleaseSalt(0));
  ASSERT_TRUE(tree.Add(Row("k")).ok());
  ASSERT_TRUE(tree.Add(Row("k")).ok());
  EXPECT_EQ(tree.CheckedRoot().error().code, ErrorCode::kCorrupt);
}

TEST(ReleaseSalt, DependsOnTheSeed) {
  EXPECT_EQ(ReleaseSalt(0), Sha256("assay.release.salt/1\n0"));
  EXPECT_NE(ReleaseSalt(0), ReleaseSalt(1));
}

}  // namespace
}  // namespace assay::release
