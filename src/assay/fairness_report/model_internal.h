// SPDX-License-Identifier: Apache-2.0
//
// A document assay.fairness.model/1, read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/fairness_report/part_internal.h"
#include "assay/fairness_report/scores_internal.h"

namespace assay::fairness_report {

/// One metric of one group.
struct Measure {
  std::string metric;
  std::size_t group = 0;  ///< its place in the grouping
  Standing standing = Standing::kOk;
  std::int64_t k = 0;
  std::int64_t n = 0;
  std::optional<double> value = std::nullopt;
  std::optional<double> low = std::nullopt;
  std::optional<double> high = std::nullopt;
  std::optional<double> difference = std::nullopt;
  std::optional<double> difference_low = std::nullopt;
  std::optional<double> difference_high = std::nullopt;
  std::optional<double> ratio = std::nullopt;
  std::optional<double> q = std::nullopt;
};

struct ModelGroup {
  std::vector<std::string> values;
  std::int64_t n = 0;
  std::int64_t left_out = 0;
  std::int64_t tp = 0;
  std::int64_t fp = 0;
  std::int64_t fn = 0;
  std::int64_t tn = 0;
  std::optional<double> balanced_accuracy;
  std::optional<double> f1;
  std::string suppressed;  ///< why nothing is said of it but its size; empty: it is not
};

struct ModelGap {
  std::string name;
  std::optional<double> value;
  Standing standing = Standing::kOk;
  std::vector<std::string> high;  ///< empty: all rows
  std::vector<std::string> low;
};

struct ModelGrouping {
  std::vector<std::string> by;
  std::vector<std::string> reference;
  std::string chosen;
  std::vector<ModelGap> gaps;
  std::vector<ModelGroup> groups;
  std::vector<Measure> measures;  ///< group by group
};

struct Model {
  TableName table;
  std::string label;
  std::string prediction;
  std::optional<double> threshold;
  bool is_weighted = false;
  std::string weight;
  std::string_view untested;  ///< why rates are compared and not tested; empty: they are
  std::vector<std::string> positive;
  double confidence = 0;
  std::int64_t least_rows = 0;
  std::vector<std::string> family;
  std::int64_t tests = 0;
  std::string correction;
  std::vector<ModelGrouping> groupings;
  std::optional<Scores> scores;
};

Model ReadModel(const Node& node);

/// What a metric counts, in words: of `whole`, those who are `part`.
struct MetricWords {
  std::string_view metric;
  std::string_view title;
  std::string_view whole;  ///< "truly positive people"
  std::string_view part;   ///< "were predicted positive"
  std::string_view formula;
};
/// Of an unknown metric a description that says no more than its name.
MetricWords WordsOf(std::string_view metric);

/// A measure of the family beside that of its reference, where there is one.
struct Finding {
  const ModelGrouping* grouping = nullptr;
  const Measure* measure = nullptr;
  const Measure* reference = nullptr;
};
/// Those with that standing.
std::vector<Finding> Compared(const Model& model, Standing standing);
/// Whether chance hardly explains it: q is at most 1 - confidence. Without a test it does not.
bool Differs(const Model& model, const Measure& measure);

/// "Of 100 truly positive in women 60 were predicted positive; ..."
void SayFinding(page::Html& html, const Model& model, const Finding& finding);

void WriteModelLede(page::Html& html, const Model& model);
void WriteModelFindings(Sheet& sheet, const Model& model);
void WriteModelUnclear(Sheet& sheet, const Model& model);

}  // namespace assay::fairness_report
