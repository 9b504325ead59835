// SPDX-License-Identifier: Apache-2.0
//
// Is a difference between groups beyond what is tolerated? A verdict needs evidence in both
// directions: too few rows neither pass nor fail. Says nothing about causes, and judges only the
// family of comparisons that was declared before the data were read.
//
// There is no "best group seen" to compare with, on purpose: of 14 equal groups, comparing with the
// best one seen finds an unfair group in one of five data sets. The reference is named beforehand,
// or all pairs are compared.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "assay/fairness/proportion.h"
#include "assay/fairness/significance.h"

namespace assay::fairness {

enum class Disparity { kDifference, kRatio };

/// One question of a family: do the shares `a` and `b` differ by more than is `tolerated`?
/// That is where a - b, or a / b, may lie, ends included: {-t, t}, or {t, 1 / t}.
struct Comparison {
  Proportion a;
  Proportion b;
  Disparity disparity = Disparity::kDifference;
  Interval tolerated;
};

enum class Verdict {
  kPass,          ///< the simultaneous interval lies inside what is tolerated
  kFail,          ///< the estimate lies outside, and q <= alpha
  kInsufficient,  ///< neither: more data are needed to say
};

/// The verdict with all that it rests on.
struct Judgement {
  std::optional<double> estimate;
  std::optional<Interval> interval;  ///< at level 1 - alpha / m, m the size of the family
  EqualityTest test = EqualityTest::kFisherExact;
  std::optional<double> p;
  double q = 1;
  Verdict verdict = Verdict::kInsufficient;
};

/// Judges every comparison of a family at once: intervals of all hold together with 1 - alpha, and
/// of the fails an expected share of at most alpha is false. Intervals are Newcombe's for a
/// difference and the log interval for a ratio; p as EqualShares, q as BenjaminiHochberg.
///
/// Shapes:  one judgement a comparison, in the same order.
/// Errors:  aborts unless 0 < alpha < 1. What has no denominator is kInsufficient.
/// Cost:    O(m log m) and the tests.
/// Source:  Bonferroni for the intervals, by Dunn, "Multiple comparisons among means", Journal of
///          the American Statistical Association 56 (1961); the rule of three outcomes is ours.
std::vector<Judgement> JudgeFamily(std::span<const Comparison> family, double alpha = 0.05);

/// Positions of two groups.
using GroupPair = std::pair<std::size_t, std::size_t>;

/// Every pair of groups once: (0, 1), (0, 2) ... 91 for 14 groups.
std::vector<GroupPair> AllPairs(std::size_t groups);

/// Every other group with one that is fixed in the configuration: (0, reference), ...
std::vector<GroupPair> AgainstReference(std::size_t groups, std::size_t reference);

}  // namespace assay::fairness
