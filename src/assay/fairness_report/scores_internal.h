// SPDX-License-Identifier: Apache-2.0
//
// The member `scores` of a document assay.fairness.model/1, read and written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/fairness_report/contrast_internal.h"

namespace assay::fairness_report {

/// Rows of like scores: how many are positive beside what their scores promise.
struct ScoreBin {
  std::int64_t n = 0;
  std::int64_t k = 0;
  std::optional<double> from;
  std::optional<double> to;
  std::optional<double> mean_score;
  std::optional<double> rate;
  std::optional<double> low;
  std::optional<double> high;
};

struct ScoreGroup {
  std::vector<std::string> values;  ///< empty: all rows
  std::int64_t n = 0;
  std::int64_t positives = 0;
  std::optional<double> base_rate;
  std::optional<double> mean_score;
  std::optional<double> brier;
  std::optional<double> ece;
  std::vector<ScoreBin> bins;
};

struct ScoreGrouping {
  std::vector<std::string> by;
  std::vector<std::string> reference;
  std::vector<ScoreGroup> groups;
};

struct Scores {
  std::int64_t bins = 0;
  std::string cluster;  ///< empty: none
  std::int64_t outside = 0;
  std::int64_t replicates = 0;  ///< 0: nothing was drawn
  ScoreGroup overall;
  std::vector<ScoreGrouping> groupings;
  Comparisons comparisons;
};

/// `scores` of a document of intervals at `confidence`.
Scores ReadScores(const Node& scores, double confidence);

void WriteScoreFacts(page::Html& html, const Scores& scores);
void WriteScoreDrawings(Sheet& sheet, const Scores& scores);
void WriteScoreTables(Sheet& sheet, const Scores& scores);

}  // namespace assay::fairness_report
