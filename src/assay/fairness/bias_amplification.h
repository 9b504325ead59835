// SPDX-License-Identifier: Apache-2.0
//
// Does a model say more of what its training data suggested than the data did? Two measures, of
// counts only. Neither has an interval here, and neither gives a verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// One object (a verb, a thing, a label): how often it came with each group, in the training data
/// and in what the model says. Weights may take the place of counts.
struct ObjectGroups {
  std::vector<double> trained;
  std::vector<double> predicted;
};

struct BiasAmplification {
  double mean = 0;              ///< above 0: leanings of the training data grew
  std::int64_t objects = 0;     ///< that the mean is over
  std::int64_t undefined = 0;   ///< never seen in training, or never predicted: no part of the mean
  std::int64_t violations = 0;  ///< objects of which a group's share moved by more than the margin
};

/// Mean over objects of b~ - b*, summed over the groups g with b* > 1 / groups, where b* and b~ are
/// g's share of the object in the training data and in the predictions.
///
/// Shapes:  every object has the same groups, two or more.
/// Units:   share; margin too.
/// Errors:  kInvalidArgument for other shapes, a count that is negative or not finite, or a margin
///          that is not from 0 to 1. Nothing defined: mean 0 of 0 objects.
/// Cost:    O(objects * groups).
/// Source:  Zhao, Wang, Yatskar, Ordonez and Chang, "Men also like shopping: reducing gender bias
///          amplification using corpus-level constraints", EMNLP 2017; violations are theirs.
Result<BiasAmplification> AmplifiedBias(std::span<const ObjectGroups> objects, double margin);

/// One pair of a group and a task. From group to task, shares are of the group's rows and `base` is
/// the task's share of all rows; from task to group, shares are of the task's rows and `base` is
/// the group's share of all.
struct DirectedPair {
  Proportion truth;
  Proportion predicted;
  Proportion base;
};

struct DirectionalAmplification {
  double mean = 0;             ///< above 0: associations grew in this direction
  std::int64_t pairs = 0;      ///< that the mean is over
  std::int64_t undefined = 0;  ///< a denominator is 0: no part of the mean
};

/// Mean over pairs of predicted - truth where truth > base (they go together in the data), and of
/// truth - predicted elsewhere. Unlike AmplifiedBias it takes base rates into account, counts what
/// shrinks as well, and tells the two directions apart.
///
/// Errors:  nothing when no pair is defined. Aborts unless 0 <= k <= n.
/// Cost:    O(pairs).
/// Source:  Wang and Russakovsky, "Directional bias amplification", ICML 2021 (arXiv 2102.12594).
std::optional<DirectionalAmplification> DirectionalBias(std::span<const DirectedPair> pairs);

}  // namespace assay::fairness
