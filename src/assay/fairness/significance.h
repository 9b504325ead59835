// SPDX-License-Identifier: Apache-2.0
//
// Could chance alone have made this difference? Tests of counts, each with its p value, and the
// correction for asking many times. Knows no tolerance and no verdict.
//
// A test that cannot be made (a denominator of 0) has no p value; in a family it counts as p = 1.
// Functions of a Proportion abort unless 0 <= k <= n: a bug of the caller.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// Two-sided exact test of equal shares: the sum of all tables with the same margins that are no
/// more likely than the one seen, times 1 + 1e-7 for ties.
///
/// Units:   p value; 0 where it is under 1e-300.
/// Errors:  nothing when a denominator is 0.
/// Cost:    O(range of the table's cell), and no more than some 80 standard deviations of it:
///          1e5 steps for a million rows.
/// Source:  Fisher, "On the interpretation of chi-square from contingency tables, and the
///          calculation of P", JRSS 85 (1922); two-sided and its ties as R's fisher.test.
std::optional<double> FisherExact(Proportion a, Proportion b);

/// Two-sided z test of equal shares with the pooled variance, without continuity correction.
///
/// Units:   p value; 1 when both shares are 0 or both are 1.
/// Errors:  nothing when a denominator is 0.
/// Cost:    O(1).
/// Source:  Pearson, "On the criterion that a given system of deviations ... can be reasonably
///          supposed to have arisen from random sampling", Philosophical Magazine 50 (1900): z^2 is
///          his chi-square of the 2 x 2 table.
std::optional<double> TwoProportionZ(Proportion a, Proportion b);

enum class EqualityTest { kFisherExact, kTwoProportionZ };
std::string_view Name(EqualityTest test);  // "fisher", "z"

/// From so many rows in both denominators on z is used.
inline constexpr std::int64_t kFisherRows = 2000;

/// Which of the two holds for this table: Fisher's when a denominator is under 2,000 or an expected
/// cell under 5, else z. The rule looks at margins only, never at the p values.
///
/// Source:  Cochran, "Some methods for strengthening the common chi-square tests", Biometrics 10
///          (1954), for expected cells; 2,000 is ours: up to there z accuses 5.0 to 5.5 % of equal
///          groups.
EqualityTest ChooseEqualityTest(Proportion a, Proportion b);

/// The p value of equal shares by the test that ChooseEqualityTest names.
std::optional<double> EqualShares(Proportion a, Proportion b);

/// Two-sided exact test for pairs, such as two releases on the same assets: `gained` pairs went
/// from wrong to right, `lost` from right to wrong; pairs that stayed do not count.
///
/// Units:   p value; 1 when no pair changed. Aborts when a count is negative.
/// Cost:    O(1).
/// Source:  McNemar, "Note on the sampling error of the difference between correlated proportions
///          or percentages", Psychometrika 12 (1947), with the exact binomial tail.
double McNemar(std::int64_t gained, std::int64_t lost);

struct GoodnessOfFit {
  double statistic = 0;  ///< chi-square; infinite when what the reference rules out was seen
  std::int64_t degrees = 0;
  double p = 1;
  double min_expected = 0;  ///< under 5 the p value is a rough one: say so beside it
};

/// Do counts follow given shares? Chi-square. A share of 0 adds no degree of freedom.
///
/// Shapes:  as many shares as counts.
/// Errors:  kInvalidArgument for unequal lengths, a negative count or share, shares that do not sum
///          to 1 within 1e-6, no counts at all, or fewer than two shares above 0.
/// Cost:    O(counts).
/// Source:  Pearson 1900, as above.
Result<GoodnessOfFit> ChiSquare(std::span<const std::int64_t> counts,
                                std::span<const double> shares);

/// Adjusted p values (q) that bound the expected share of false findings among those found.
///
/// Shapes:  one q for each p, in the same order. A p that is missing counts as 1.
/// Errors:  aborts when a p is outside [0, 1].
/// Cost:    O(n log n).
/// Source:  Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
std::vector<double> BenjaminiHochberg(std::span<const std::optional<double>> p_values);

}  // namespace assay::fairness
