// SPDX-License-Identifier: Apache-2.0
//
// How evenly are labels spread, and how far apart are the labels of two groups? Compared on the
// union of their labels: a label that a group lacks is a share of 0, never left out. Measures only:
// no intervals (proportion.h) and no verdicts.
//
// Counts abort when they are negative: a bug of the caller.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// Label and how often it was counted.
using LabelCounts = std::map<std::string, std::int64_t>;

/// How far label distributions P and Q are apart. All are 0 where P = Q.
struct LabelDistance {
  double kl = 0;               ///< sum P ln(P / Q), in nats; infinite where Q lacks a label of P
  double js = 0;               ///< Jensen-Shannon divergence, in nats, 0 to ln 2
  double total_variation = 0;  ///< half the sum of |P - Q|, 0 to 1
  double l2 = 0;               ///< root of the sum of (P - Q)^2, 0 to root 2
  double largest_gap = 0;      ///< largest |P - Q| of a label, which Clarify calls KS
};

/// Errors:  nothing when a group has no counts at all.
/// Cost:    O(labels).
/// Source:  Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on
///          Information Theory 37 (1991), for kl and js; Hardt et al., "Amazon SageMaker Clarify",
///          KDD 2021, for the set of measures.
std::optional<LabelDistance> Distance(const LabelCounts& p, const LabelCounts& q);

/// The Kolmogorov-Smirnov distance of two groups over categories that have an order (ages): the
/// largest gap between their cumulative shares.
///
/// Shapes:  counts of the same categories in the same order; aborts otherwise.
/// Units:   0 to 1.
/// Errors:  nothing when a group has no counts at all.
/// Cost:    O(categories).
/// Source:  Smirnov, "Table for estimating the goodness of fit of empirical distributions", Annals
///          of Mathematical Statistics 19 (1948).
std::optional<double> KolmogorovSmirnov(std::span<const std::int64_t> p,
                                        std::span<const std::int64_t> q);

/// (a - b) / (a + b) of the rows of two groups: -1 to 1, 0 when they are equally many.
///
/// Errors:  nothing when both are 0.
/// Source:  Clarify, as above: class imbalance.
std::optional<double> ClassImbalance(std::int64_t rows_a, std::int64_t rows_b);

/// Entropy over its maximum, ln K for K categories: 1 when all are equally many, 0 when one has
/// all. Empty categories count as categories.
///
/// Errors:  nothing for fewer than two categories or no counts.
/// Cost:    O(categories).
/// Source:  Pielou, "The measurement of diversity in different types of biological collections",
///          Journal of Theoretical Biology 13 (1966).
std::optional<double> Evenness(std::span<const std::int64_t> counts);

/// The largest count over the smallest; infinite when the smallest is 0.
///
/// Errors:  nothing without categories or counts.
std::optional<double> MaxMinRatio(std::span<const std::int64_t> counts);

/// How an object and a group occur together, of rows that could show either.
struct CoOccurrence {
  std::int64_t both = 0;
  std::int64_t object = 0;
  std::int64_t group = 0;
  std::int64_t rows = 0;
};

/// Normalised pointwise mutual information, ln(p(og) / (p(o) p(g))) / -ln p(og): -1 when they never
/// meet, 0 when independent, 1 when one never occurs without the other.
///
/// Errors:  nothing when the object or the group does not occur, or both are in every row. Aborts
///          when counts contradict each other.
/// Source:  Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL
/// 2009.
std::optional<double> NormalizedPmi(const CoOccurrence& counts);

/// Of one stratum, the group's part of those rejected and of those accepted.
struct Stratum {
  Proportion rejected;
  Proportion accepted;
};

struct ConditionalDisparity {
  double value = 0;            ///< -1 to 1; above 0 the group is rejected more than accepted
  std::int64_t undefined = 0;  ///< rows of strata in which nobody was rejected, or nobody accepted
};

/// Conditional demographic disparity in labels: the group's share of the rejected less its share of
/// the accepted, averaged over strata by their rows.
///
/// Errors:  nothing when no stratum has both.
/// Cost:    O(strata).
/// Source:  Wachter, Mittelstadt and Russell, "Why fairness cannot be automated", Computer Law and
///          Security Review 41 (2021), as Clarify computes it.
std::optional<ConditionalDisparity> ConditionalDemographicDisparity(
    std::span<const Stratum> strata);

}  // namespace assay::fairness
