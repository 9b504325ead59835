// SPDX-License-Identifier: Apache-2.0
//
// How unequally a model deals with people: one number over all rows, its part between groups, and
// how much a group can be told from an outcome. It names no reference, and judges nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "assay/fairness/confusion.h"
#include "assay/fairness/group.h"
#include "assay/fairness/standing.h"

namespace assay::fairness {

/// What a prediction gives a person: prediction - label + 1, so 0 for a false negative, 1 for what
/// is right, 2 for a false positive; or the mean of a group.
struct Benefit {
  double value = 0;
  double rows = 0;  ///< how many have it, or their weight
};

/// Of all rows; `weighted`: weights in the place of rows.
std::vector<Benefit> BenefitsOf(const Group& group, bool weighted);

/// The mean of each group that has rows.
std::vector<Benefit> MeanBenefits(std::span<const Group> groups, bool weighted);

/// mean((b / mean b)^alpha - 1) / (alpha (alpha - 1)); of alpha 1, Theil's, mean(b / mean b
/// ln(b / mean b)), where 0 ln 0 is 0. Of MeanBenefits it is the part between groups.
///
/// Units:   0: all benefits are equal; of benefits of 0 and more.
/// Errors:  nothing without rows, and where every benefit is 0. Aborts unless alpha > 0: below that
///          one false negative would make it infinite.
/// Source:  Speicher et al., "A unified approach to quantifying algorithmic unfairness: measuring
///          individual and group unfairness via inequality indices", KDD 2018.
std::optional<double> GeneralizedEntropy(std::span<const Benefit> benefits, double alpha);

struct Inequality {
  std::optional<double> generalized_entropy;       ///< alpha 2
  std::optional<double> theil;                     ///< alpha 1
  std::optional<double> coefficient_of_variation;  ///< deviation over mean: sqrt(2 alpha-2 index)
};
Inequality InequalityOf(std::span<const Benefit> benefits);

/// The least e such that no group has the outcome, or lacks it, more than exp(e) times as often as
/// another: the widest gap of ln s and of ln(1 - s), s = (k + 1/2) / (n + 1), over groups that have
/// rows.
struct DifferentialFairness {
  std::optional<double> epsilon = {};  ///< nothing for fewer than two groups
  std::optional<std::size_t> high =
      {};  ///< the group with the outcome most often, the first of equals
  std::optional<std::size_t> low = {};
  Standing standing = Standing::kUndefined;
};

/// `outcome`: kSelectionRate of predictions, kPrevalence of labels.
///
/// Source:  Foulds, Islam, Keya and Pan, "An intersectional definition of fairness", ICDE 2020,
///          smoothed empirical differential fairness with a concentration of 1.
DifferentialFairness DifferentialFairnessOf(std::span<const Group> groups, Metric outcome,
                                            bool weighted);

}  // namespace assay::fairness
