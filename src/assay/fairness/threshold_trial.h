// SPDX-License-Identifier: Apache-2.0
//
// What thresholds by group would change: fitted on some rows of a table, tried on the others,
// beside one threshold for all. It says what is gained and what it costs, and what to ask a lawyer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/disparity.h"
#include "assay/fairness/group.h"
#include "assay/fairness/thresholds.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Said wherever such thresholds are shown.
inline constexpr std::array<std::string_view, 2> kThresholdWarnings = {
    "thresholds by group need the group of every person at the time of the decision",
    "they treat people of different groups differently, which may be unlawful: ask a lawyer first"};

struct ThresholdQuestion {
  std::string label;
  std::string score;
  std::vector<std::string> attributes;  ///< groups are all of them together
  std::optional<std::string> positive;  ///< as Classify
  ParityConstraint constraint = ParityConstraint::kEqualizedOdds;
  Objective objective = Objective::kAccuracy;
  std::optional<double> threshold;  ///< for all; default: BestThreshold of the fitted rows
  std::string holdout;              ///< a column: 1 or true is held out; empty: by lot
  double holdout_share = 0.5;       ///< chance of each row to be held out
  std::uint64_t seed = 0;           ///< of that lot, and of those of the rules
};

/// What table::CountTable must count: label, score, the attributes, and the column that holds out.
table::CountWish WishOf(const ThresholdQuestion& question);

/// Decisions about the held-out rows.
struct TrialOutcome {
  Group overall;
  std::vector<Group> groups;
  std::vector<ParityGap> gaps;
};

struct ThresholdTrial {
  ThresholdQuestion question;
  std::vector<std::string> positive;  ///< values of the label that were taken so
  std::vector<std::string> negative;
  std::vector<ScoredGroup> fitted;  ///< rows that rules were fitted to, sorted by values
  std::vector<ScoredGroup> held_out;
  FittedThresholds rules;
  double threshold = 0;       ///< for all
  TrialOutcome plain;         ///< by it
  TrialOutcome mended;        ///< by the rules, lots drawn
  std::int64_t left_out = 0;  ///< rows without a label or a score
};

/// Shapes:  tuples as CountTable makes them of WishOf(question). A group is every combination of
///          values that has rows; what is missing, empty or NaN is "unknown".
/// Errors:  kInvalidArgument for a score that is no finite number, a label or a held-out mark
///          without a meaning, a column named twice, no attribute, a share that is not above 0 and
///          below 1, nothing held out, and as FitThresholds.
/// Cost:    O(tuples log tuples) and as FitThresholds; 24 bytes a group and score, twice.
/// Exact:   equal tuples in the same order, and the same seed, give the same bits.
Result<ThresholdTrial> TryThresholds(std::span<const table::TupleCount> tuples,
                                     ThresholdQuestion question);

/// Whether a cell of scores can be used; none can. Errors: as TryThresholds, with its words.
Status CheckScore(const std::optional<std::string_view>& cell, const std::string& column);

std::int64_t RowsOf(const ScoredGroup& group);

}  // namespace assay::fairness
