// SPDX-License-Identifier: Apache-2.0
//
// Policies and counts for the tests of gates.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/core/json.h"
#include "assay/fairness/gate.h"

namespace assay::fairness {

/// A model over `sex` and `race`, to which a test adds what it needs.
inline Json Policy(const Json& gates) {
  return {{"fairness",
           {{"model", {{"label", "y"}, {"prediction", "p"}}},
            {"family",
             {{"attributes", {"sex", "race"}}, {"intersections", 2}, {"metrics", {"tpr", "fpr"}}}},
            {"gates", gates}}}};
}

inline Json Gate1(const Json& more) {
  Json gate = {{"id", "one"}, {"metric", "tpr"}, {"by", "sex"}};
  gate.update(more);
  return Json::array({gate});
}

struct Cells {
  std::string sex;
  std::string race;
  Confusion counts;
};

inline std::vector<table::TupleCount> Tuples(const std::vector<Cells>& cells) {
  std::vector<table::TupleCount> tuples;
  for (const auto& [sex, race, counts] : cells) {
    const auto add = [&](const char* label, const char* prediction, std::int64_t rows) {
      if (rows == 0) return;
      table::TupleCount tuple;
      tuple.values = {label, prediction, sex, race};
      if (sex.empty()) tuple.values[2] = std::nullopt;
      tuple.rows = rows;
      tuples.push_back(tuple);
    };
    add("1", "1", counts.tp);
    add("0", "1", counts.fp);
    add("1", "0", counts.fn);
    add("0", "0", counts.tn);
  }
  return tuples;
}

inline GatePolicy Read(const Json& policy) {
  const auto read = ReadGatePolicy(policy);
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().what);
  return read.ok() ? read.value() : GatePolicy();
}

inline GateReport Judged(const Json& policy, const std::vector<Cells>& cells,
                         const std::optional<Json>& last = std::nullopt) {
  auto report = Evaluate(Read(policy), Tuples(cells), last, "2026-01-15");
  EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().what);
  return report.ok() ? std::move(report).value() : GateReport();
}

}  // namespace assay::fairness
