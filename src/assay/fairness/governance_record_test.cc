// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_record.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace assay::fairness {
namespace {

Json Record(const Json& more = Json::object()) {
  Json record = {{"system", "scorer"}, {"version", "3"}};
  record.update(more);
  return {{"record", record}};
}

std::string Refusal(const Json& more) {
  const auto record = ReadGovernanceRecord(Record(more));
  return record.ok() ? "none" : record.error().what;
}

Json Flow(const Json& more = Json::object()) {
  Json flow = {{"id", "video"},         {"subject", "applicant"}, {"sender", "applicant"},
               {"recipient", "vendor"}, {"information", "video"}, {"principle", "consent"},
               {"context", "hiring"},   {"norm", "house"},        {"judgement", "conforms"}};
  flow.update(more);
  return {{"flows", {flow}}};
}

TEST(ReadGovernanceRecord, KeepsWhatIsStatedAsText) {
  const auto record = ReadGovernanceRecord(Record(
      {{"notice", {{"text", "we use a tool"}, {"days_before", 10}}}, {"features", "voice"}}));
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(Stated(record.value(), "notice.days_before"), "10");
  EXPECT_EQ(Stated(record.value(), "features"), Json({"voice"}));
  EXPECT_TRUE(Stated(record.value(), "notice.address").is_null());
  EXPECT_TRUE(Stated(record.value(), "flows").is_null());
}

TEST(ReadGovernanceRecord, SaysWhereItIsWrong) {
  EXPECT_EQ(Refusal({{"purpos", "x"}}), "record: no key 'purpos'; did you mean 'purpose'?");
  EXPECT_EQ(Refusal({{"notice", {{"txt", "x"}}}}),
            "record.notice: no key 'txt'; did you mean 'text'?");
  EXPECT_EQ(Refusal({{"version", nullptr}}), "record.version: is missing");
  EXPECT_EQ(Refusal({{"version", 3.1}}),
            "record.version: write a number with a point in quotes: YAML reads 3.10 as 3.1");
  EXPECT_EQ(Refusal({{"owners", Json::array()}}), "record.owners: is empty");
  EXPECT_EQ(Refusal({{"owners", "me"}}), "record.owners: a list is expected here");
  EXPECT_EQ(Refusal({{"schedule", {{"next_audit", "2026-02-30"}}}}),
            "record.schedule.next_audit: a day is expected: 2026-12-31");
  EXPECT_EQ(Refusal({{"emotion_inference", {{"used", "no"}, {"statement", "x"}}}}),
            "record.emotion_inference.used: true or false is expected here");
  EXPECT_EQ(Refusal(Flow({{"judgement", "conform"}})),
            "record.flows[0].judgement: no judgement 'conform'; did you mean 'conforms'?");
  EXPECT_EQ(Refusal(Flow({{"evidence", "impact"}})),
            "record.flows[0].evidence: no evidence 'impact'");
  EXPECT_EQ(
      Refusal(
          {{"incidents",
            {{{"date", "2026-02-01"}, {"what", "x"}, {"action", "y"}, {"closed", "2026-01-31"}}}}}),
      "record.incidents[0].closed: lies before its date");
}

TEST(ReadGovernanceRecord, EvidenceIsNamedByDigest) {
  const auto evidence = [](std::string id, std::string file, std::string digest) -> Json {
    return {{"id", std::move(id)},
            {"file", std::move(file)},
            {"digest", std::move(digest)},
            {"date", "2026-01-01"}};
  };
  const std::string digest = "sha256:" + std::string(64, 'a');
  EXPECT_EQ(Refusal({{"evidence", {evidence("a", "a.json", digest)}}}), "none");
  EXPECT_EQ(Refusal({{"evidence", {evidence("a", "a.json", "md5:1")}}}),
            "record.evidence[0].digest: 'sha256:' and 64 hexadecimal digits are expected");
  EXPECT_EQ(
      Refusal({{"evidence", {evidence("a", "a.json", digest), evidence("b", "a.json", digest)}}}),
      "record.evidence[1]: its id or file stands here twice");
}

TEST(ReadGovernanceRecord, ALogMayBeEmpty) {
  const auto record = ReadGovernanceRecord(Record({{"incidents", Json::array()}}));
  ASSERT_TRUE(record.ok());
  EXPECT_FALSE(Stated(record.value(), "incidents").is_null());
}

}  // namespace
}  // namespace assay::fairness
