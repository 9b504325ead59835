// SPDX-License-Identifier: Apache-2.0
//
// A threshold of a score for each group, such that groups fare alike and the objective suffers
// least. It fits; whether the result holds on other rows, threshold_trial.h measures. Whether it
// may be used at all it cannot know.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay::fairness {

enum class ParityConstraint {
  kDemographicParity,  ///< equal selection rates
  kEqualizedOdds,      ///< equal tpr and equal fpr
  kEqualOpportunity,   ///< equal tpr
  kFprParity,          ///< equal fpr
};
inline constexpr std::array kParityConstraints = {
    ParityConstraint::kDemographicParity, ParityConstraint::kEqualizedOdds,
    ParityConstraint::kEqualOpportunity, ParityConstraint::kFprParity};
std::string_view Name(ParityConstraint constraint);  // "demographic_parity", ...

/// Of all rows together.
enum class Objective { kAccuracy, kBalancedAccuracy };
inline constexpr std::array kObjectives = {Objective::kAccuracy, Objective::kBalancedAccuracy};
std::string_view Name(Objective objective);  // "accuracy", "balanced_accuracy"

struct ScoreCount {
  double score = 0;
  std::int64_t positives = 0;  ///< rows whose label is positive
  std::int64_t negatives = 0;
};

struct ScoredGroup {
  std::vector<std::string> values;
  std::vector<ScoreCount> scores;  ///< each score once, the greatest first
};

/// How a group is decided. A row is decided by one of two thresholds, drawn by their chances; or,
/// where the score says more of this group than of others, by a lot in the place of the score.
struct ThresholdRule {
  struct Part {
    double threshold = 0;  ///< yes from here on; infinite: never
    double chance = 0;
  };
  double lot = 0;      ///< chance that the lot decides
  double lot_yes = 0;  ///< then the chance of a yes
  std::array<Part, 2> parts;

  /// That a row of this score is a yes.
  [[nodiscard]] double ChanceOfYes(double score) const;
};

struct FittedThresholds {
  std::vector<ThresholdRule> rules;  ///< one a group
  double objective = 0;              ///< of the rows it was fitted to, lots as expected
  double rate = 0;                   ///< what all groups share: of equalized odds the fpr
};

inline constexpr std::size_t kMaxThresholdGroups = 100;

/// The rules that are best for the objective among all that draw between thresholds of each group
/// and keep the constraint exactly, on the rows given and on average over the lots.
///
/// Errors:  kInvalidArgument without rows, for fewer than two groups or a group without the rows
///          that its rate is a share of, and when all labels are equal; kExhausted for more than
///          kMaxThresholdGroups.
/// Cost:    O(scores + (corners + groups^2) * groups * log corners), of all groups' curves.
/// Exact:   the optimum itself and no grid: the curves are polygons, and it lies at a corner of
///          one, or, of equalized odds, where two of them cross.
/// Source:  Hardt, Price and Srebro, "Equality of opportunity in supervised learning", NIPS 2016,
///          section 4; the lot as in Fairlearn's ThresholdOptimizer.
Result<FittedThresholds> FitThresholds(std::span<const ScoredGroup> groups,
                                       ParityConstraint constraint, Objective objective);

/// The one threshold for all that is best for the objective; of equals the greatest.
///
/// Errors:  kInvalidArgument when all labels are equal.
Result<double> BestThreshold(std::span<const ScoredGroup> groups, Objective objective);

}  // namespace assay::fairness
