// SPDX-License-Identifier: Apache-2.0
//
// A document assay.fairness.dataset/1, read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/fairness_report/contrast_internal.h"
#include "assay/fairness_report/part_internal.h"

namespace assay::fairness_report {

struct LabelShare {
  std::string label;
  std::int64_t k = 0;
  std::optional<double> share;
  std::int64_t other_k = 0;
  std::optional<double> other_share;
  std::optional<double> difference;
  std::optional<double> difference_low;
  std::optional<double> difference_high;
  std::optional<double> risk_ratio;
  std::optional<double> npmi;
  std::optional<double> q;
};

struct LabelDistance {
  std::optional<double> kl;
  std::optional<double> js;
  std::optional<double> total_variation;
  std::optional<double> l2;
  std::optional<double> largest_gap;
};

struct GroupLabels {
  Standing standing = Standing::kOk;
  std::int64_t n = 0;
  std::int64_t without_label = 0;
  std::int64_t other_n = 0;
  LabelDistance distance;
  std::vector<LabelShare> shares;
};

struct DatasetGroup {
  std::vector<std::string> values;
  std::int64_t k = 0;
  std::optional<double> share;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> population_share;
  std::optional<double> representation;
  std::optional<double> representation_low;
  std::optional<double> representation_high;
  std::optional<GroupLabels> labels;
};

struct ChiSquare {
  std::optional<double> statistic;
  std::int64_t degrees = 0;
  std::optional<double> p;
  std::optional<double> q;
  std::optional<double> min_expected;
};

struct DatasetGrouping {
  std::vector<std::string> by;
  std::int64_t unknown = 0;
  std::int64_t empty = 0;
  std::optional<double> evenness;
  std::optional<double> max_min_ratio;
  bool has_population = false;
  std::optional<ChiSquare> fit;
  std::vector<std::string> reference;  ///< empty: the rest
  std::vector<DatasetGroup> groups;
};

struct Dataset {
  TableName table;
  std::int64_t n = 0;
  std::vector<std::string> attributes;
  std::string label;       ///< empty: none
  std::string population;  ///< its file; empty: none
  std::string population_digest;
  double confidence = 0;
  std::int64_t least_rows = 0;
  std::int64_t tests = 0;
  std::vector<DatasetGrouping> groupings;
  Comparisons numbers;  ///< rates and measures
};

Dataset ReadDataset(const Node& node);
/// Rates and measures of groups.
Comparisons ReadNumbers(const Node& document);

/// Of a column of bands crossed with another one a histogram for each value of that: at most 12.
void DrawHistograms(page::Html& html, const Grid& grid, const DatasetGrouping& grouping);

/// Labels of groups: findings in words, those that are unclear, heat maps and forests, tables.
std::int64_t CountDifferingLabels(const Dataset& dataset);
void WriteLabelFindings(Sheet& sheet, const Dataset& dataset);
void WriteLabelUnclear(Sheet& sheet, const Dataset& dataset);
void WriteLabelDrawings(Sheet& sheet, const Dataset& dataset, const DatasetGrouping& grouping);
void WriteLabelTables(Sheet& sheet, const Dataset& dataset, const DatasetGrouping& grouping);

}  // namespace assay::fairness_report
