// SPDX-License-Identifier: Apache-2.0
//
// Counts of published tables, for tests: group -> confusion matrix. Tests only.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/fairness/confusion.h"
#include "assay/fairness/group.h"
#include "assay/fairness/model_audit.h"
#include "assay/table/count.h"

namespace assay::fairness::testing {

using Counts = std::map<std::string, Confusion>;

/// Two-year recidivism scores of Broward County by race. 7,214 rows.
/// Source:  aequitas, commit 4dc71c6, examples/data/compas_for_aequitas.csv; counted with awk.
inline Counts Compas() {
  return {{"African-American", {.tp = 1369, .fp = 805, .fn = 532, .tn = 990}},
          {"Asian", {.tp = 6, .fp = 2, .fn = 3, .tn = 21}},
          {"Caucasian", {.tp = 505, .fp = 349, .fn = 461, .tn = 1139}},
          {"Hispanic", {.tp = 103, .fp = 87, .fn = 129, .tn = 318}},
          {"Native American", {.tp = 9, .fp = 3, .fn = 1, .tn = 5}},
          {"Other", {.tp = 43, .fp = 36, .fn = 90, .tn = 208}}};
}

inline std::vector<Group> GroupsOf(const Counts& counts) {
  std::vector<Group> groups;
  for (const auto& [value, confusion] : counts) {
    groups.emplace_back();
    groups.back().values = {value};
    groups.back().counts = confusion;
  }
  return groups;
}

inline Group Sum(const std::vector<Group>& groups) {
  Group all;
  for (const Group& group : groups) all.Add(group);
  return all;
}

/// As CountTable would give them: label, prediction, group.
inline std::vector<table::TupleCount> TuplesOf(const Counts& counts) {
  std::vector<table::TupleCount> tuples;
  const auto add = [&tuples](const char* label, const char* prediction, const std::string& group,
                             std::int64_t rows) {
    if (rows == 0) return;
    tuples.emplace_back();
    tuples.back().values = {label, prediction, group};
    tuples.back().rows = rows;
  };
  for (const auto& [group, confusion] : counts) {
    add("1", "1", group, confusion.tp);
    add("0", "1", group, confusion.fp);
    add("1", "0", group, confusion.fn);
    add("0", "0", group, confusion.tn);
  }
  return tuples;
}

/// Of the same, against Caucasian.
inline ModelAudit CompasAudit() {
  ModelQuestion question;
  question.columns = {.label = "label_value",
                      .prediction = "score",
                      .threshold = std::nullopt,
                      .attributes = {"race"},
                      .weight = ""};
  question.references["race"] = "Caucasian";
  return AuditModel(TuplesOf(Compas()), std::move(question)).value();
}

}  // namespace assay::fairness::testing
