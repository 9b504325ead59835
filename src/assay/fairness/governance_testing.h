// SPDX-License-Identifier: Apache-2.0
//
// Records and documents for the tests of governance. Tests only.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/fairness/governance_check.h"

namespace assay::fairness::testing {

inline GovernanceRecord Record(const Json& more = Json::object()) {
  Json record = {{"system", "scorer"}, {"version", "3"}};
  if (more.is_object()) record.update(more);
  auto read = ReadGovernanceRecord({{"record", record}});
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().what);
  return read.ok() ? std::move(read).value() : GovernanceRecord();
}

inline Evidence Document(const std::string& name, const Json& document) {
  auto read = ReadEvidence(name, Canonical(document));
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().what);
  return read.ok() ? std::move(read).value() : Evidence();
}

/// One category of an impact document; 30 of 40 above.
inline Json Impact() {
  const Json category = {{"category", {"f"}},
                         {"k", 30},
                         {"n", 40},
                         {"rate", .75},
                         {"low", .6},
                         {"high", .9},
                         {"impact_ratio", nullptr},
                         {"ratio_low", nullptr},
                         {"ratio_high", nullptr},
                         {"q", nullptr},
                         {"state", "reference"}};
  const Json grouping = {{"by", {"sex"}}, {"categories", {category}}};
  return {{"schema", "assay.fairness.impact/1"},
          {"table", {{"digest", "sha256:data"}}},
          {"groupings", {grouping}}};
}

inline Json Gate(bool passes) {
  const char* verdict = passes ? "pass" : "fail";
  const Json gate = {{"id", "one"}, {"verdict", verdict}};
  return {{"schema", "assay.fairness.gate/1"},
          {"verdict", verdict},
          {"passes", passes},
          {"gates", {gate}}};
}

inline GovernanceReport Check(const Json& more, std::vector<Evidence> evidence,
                              const std::string& date = "2026-06-01") {
  auto report = CheckRecord(Record(more), std::move(evidence), date);
  EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().what);
  return report.ok() ? std::move(report).value() : GovernanceReport();
}

/// Names `evidence` as made on `date`.
inline Json Named(const Evidence& evidence, const std::string& date) {
  return {{"evidence",
           {{{"id", "one"},
             {"file", evidence.name},
             {"digest", "sha256:" + evidence.digest.Hex()},
             {"date", date}}}}};
}

}  // namespace assay::fairness::testing
